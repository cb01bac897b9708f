"""The watching process, for real: started, fed with good files and bad, stopped."""

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
def watching(app: Flask, write: Write, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    write("one.txt", ONE.format("mill"))
    environment = {
        **os.environ,
        "SEARCHAPP_CORPUS_DIR": str(app.config["SEARCHAPP_CORPUS_DIR"]),
        "SEARCHAPP_INDEX_DIR": str(app.config["SEARCHAPP_INDEX_DIR"]),
        "PYTHONUNBUFFERED": "1",
    }
    with (tmp_path / "told").open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "searchapp", "watch"],
            env=environment,
            stdout=told,
            stderr=subprocess.STDOUT,
            text=True,
        )
    yield process
    process.kill()
    process.wait()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, f"never came about: {what}"
        time.sleep(0.02)


def finds(app: Flask, q: str) -> list[str]:
    response = app.test_client().get("/api/v1/search", query_string={"q": q})
    return ids(response.json) if response.status_code == 200 else []


def test_the_index_follows_the_folder_and_bad_files_stop_nothing(
    app: Flask, write: Write, tmp_path: Path, watching: "subprocess.Popen[str]"
) -> None:
    def told(text: str) -> bool:
        return text in (tmp_path / "told").read_text()

    wait_until(lambda: finds(app, "mill") == ["one#p1"], "the first index")
    write("one.txt", ONE.format("weir"))
    wait_until(lambda: finds(app, "weir") == ["one#p1"], "a changed file")
    assert finds(app, "mill") == []
    write("bad.txt", b"\0\0")
    wait_until(lambda: told("rejected: bad.txt"), "the rejection")
    write("sub/two.txt", ONE.format("pond"))
    wait_until(lambda: finds(app, "pond") == ["sub-two#p1"], "a new file in a new folder")
    write("speakers.toml", "[[speaker")
    wait_until(lambda: told("speakers.toml is broken TOML"), "the broken register")
    write("speakers.toml", '[[speaker]]\nname = "Ann Lee Moor"\naliases = ["Ann Lee"]\n')
    wait_until(lambda: finds(app, 'speaker:"moor"') != [], "the mended register")
    (app.config["SEARCHAPP_CORPUS_DIR"] / "one.txt").unlink()
    wait_until(lambda: finds(app, "weir") == [], "a removed file")
    assert finds(app, "pond") == ["sub-two#p1"]
    assert watching.poll() is None
    watching.send_signal(signal.SIGINT)
    assert watching.wait(60) == 0
    assert told("Stopped.")


def test_a_folder_that_is_not_there_cannot_be_watched(app: Flask) -> None:
    app.config["SEARCHAPP_CORPUS_DIR"].rmdir()
    code, _, err = invoke(app, "watch")
    assert code == 2
    assert "There is no folder" in err
