import os
import signal
from pathlib import Path

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.engine.embedded.generations import Generations
from tests.conftest import Write, invoke


def test_a_relative_corpus_is_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus", "a.txt").write_text("Headline\n\nText.")
    assert invoke(create_app(), "reindex")[0] == 0
    assert Path("index", "CURRENT").read_text() == "gen-1\n"


@pytest.mark.parametrize(
    ("step", "code", "said", "live"),
    [
        ("describe_files", 2, "Error: Stopped; the index is as it was.\n", 1),
        ("publish", 0, "Stopped when the new index had taken its place.\n", 2),
    ],
)
def test_ctrl_c_is_told_with_what_has_become_of_the_index(
    app: Flask,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    code: int,
    said: str,
    live: int,
) -> None:
    write("a.txt", "Headline\n\nText.")
    assert invoke(app, "reindex")[0] == 0
    write("b.txt", "Headline\n\nMore.")
    done = getattr(Generations, step)

    def interrupted(*arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return done(*arguments)

    monkeypatch.setattr(Generations, step, interrupted)
    assert invoke(app, "reindex")[::2] == (code, said)
    generations = Generations(app.config["SEARCHAPP_INDEX_DIR"])
    assert generations.current() == live
    assert generations.numbers() == [1, 2][:live]
