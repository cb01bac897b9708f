"""The ``watch`` command in a process of its own, with good and bad changes of the corpus."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Write, ids, invoke

ONE = "2012-05-01\n\nHeadline\n\nThe {} will close, said Ann Lee.\n"


@pytest.fixture
def watch_process(app: Flask, write: Write, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    write("one.txt", ONE.format("mill"))
    environment = {
        **os.environ,
        "SEARCHAPP_CORPUS_DIR": str(app.config["SEARCHAPP_CORPUS_DIR"]),
        "SEARCHAPP_INDEX_DIR": str(app.config["SEARCHAPP_INDEX_DIR"]),
        "PYTHONUNBUFFERED": "1",
    }
    with (tmp_path / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "searchapp", "watch"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    yield process
    process.kill()
    process.wait()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.02)


def search(app: Flask, q: str) -> list[str]:
    response = app.test_client().get("/api/v1/search", query_string={"q": q})
    return ids(response.json) if response.status_code == 200 else []


def test_the_index_follows_the_corpus_and_bad_files_do_not_stop_it(
    app: Flask, write: Write, tmp_path: Path, watch_process: "subprocess.Popen[str]"
) -> None:
    def printed(text: str) -> bool:
        return text in (tmp_path / "output").read_text()

    wait_until(lambda: search(app, "mill") == ["one#p1"], "the first index")
    write("one.txt", ONE.format("weir"))
    wait_until(lambda: search(app, "weir") == ["one#p1"], "a changed file")
    assert search(app, "mill") == []
    write("bad.txt", b"\0\0")
    wait_until(lambda: printed("rejected: bad.txt"), "the rejection")
    write("sub/two.txt", ONE.format("pond"))
    wait_until(lambda: search(app, "pond") == ["sub-two#p1"], "a new file in a new folder")
    write("speakers.toml", "[[speaker")
    wait_until(lambda: printed("speakers.toml is not valid TOML"), "the broken registry")
    write("speakers.toml", '[[speaker]]\nname = "Ann Lee Moor"\naliases = ["Ann Lee"]\n')
    wait_until(lambda: search(app, 'speaker:"moor"') != [], "the mended registry")
    (app.config["SEARCHAPP_CORPUS_DIR"] / "one.txt").unlink()
    wait_until(lambda: search(app, "weir") == [], "a removed file")
    assert search(app, "pond") == ["sub-two#p1"]
    assert watch_process.poll() is None
    assert (tmp_path / "output").read_text().count("rejected: bad.txt") == 1
    write("bad.txt", b"\0\0\0")
    write("last.txt", ONE.format("lake"))
    wait_until(lambda: search(app, "lake") == ["last#p1"], "one more file")
    watch_process.send_signal(signal.SIGINT)
    assert watch_process.wait(60) == 0
    assert printed("Stopped.")


def test_a_missing_folder_cannot_be_watched(app: Flask) -> None:
    app.config["SEARCHAPP_CORPUS_DIR"].rmdir()
    code, _, err = invoke(app, "watch")
    assert code == 2
    assert "There is no folder" in err
