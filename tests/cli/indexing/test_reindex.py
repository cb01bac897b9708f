import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.engine.embedded.generations import Generations
from searchapp.indexing.last_run import read_last_run
from tests.conftest import Write, invoke


def test_relative_folders_are_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus", "a.txt").write_text("Headline\n\nText.")
    assert invoke(create_app(), "reindex")[0] == 0
    assert Path("index", "CURRENT").read_text() == "gen-1\n"


@pytest.mark.parametrize(
    ("function", "path", "code", "message", "live"),
    [
        ("mkdir", "gen-2", 2, "Error: Stopped. The index is unchanged.\n", 1),
        ("replace", "CURRENT", 0, "Stopped after the new index was in place.\n", 2),
    ],
)
def test_ctrl_c_reports_whether_the_new_index_was_published(
    app: Flask,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    path: str,
    code: int,
    message: str,
    live: int,
) -> None:
    write("a.txt", "Headline\n\nText.")
    assert invoke(app, "reindex")[0] == 0
    write("b.txt", "Headline\n\nMore.")
    original = getattr(os, function)
    interrupted = []

    def interrupt(*arguments: Any, **options: Any) -> object:
        # The last path is the one that is made or replaced.
        paths = [Path(a).name for a in arguments if isinstance(a, str | Path)]
        if paths[-1] == path:
            interrupted.append(path)
            os.kill(os.getpid(), signal.SIGINT)
        return original(*arguments, **options)

    monkeypatch.setattr(os, function, interrupt)
    assert invoke(app, "reindex")[::2] == (code, message)
    assert interrupted == [path]
    generations = Generations(app.config["SEARCHAPP_INDEX_DIR"])
    assert generations.current() == live
    assert generations.numbers() == [1, 2][:live]


def test_the_reported_time_includes_what_follows_the_run(app: Flask, write: Write) -> None:
    write("a.txt", "Headline\n\n“We closed the quay,” said Ann Lee.")
    started = time.monotonic()
    exit_code, out, _ = invoke(app, "reindex", "--json")
    most = time.monotonic() - started
    run = read_last_run(app.config["SEARCHAPP_INDEX_DIR"])
    assert exit_code == 0
    assert run is not None
    assert run.seconds < json.loads(out)["seconds"] <= most + 0.001
