"""Runs in processes of their own: two at once, killed, and interrupted by Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Write, line
from tests.indexing.runs import TEXT, health, index_files, run_reindex, search, summary


def start(app: Flask) -> "subprocess.Popen[str]":
    """Start ``reindex --full`` in another process."""
    environment = {
        **os.environ,
        "SEARCHAPP_CORPUS_DIR": str(app.config["SEARCHAPP_CORPUS_DIR"]),
        "SEARCHAPP_INDEX_DIR": str(app.config["SEARCHAPP_INDEX_DIR"]),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", "--full"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.01)


@pytest.fixture
def long_corpus(write: Write) -> None:
    text = "The committee met again on Tuesday and talked of oil, gas and trade, said Ann Lee. " * 4
    write("long.jsonl", "".join(line(f"a{i}", *[f"{text} {i}"] * 4) for i in range(600)))


@pytest.mark.usefixtures("long_corpus")
def test_a_second_run_is_refused_and_a_killed_one_changes_nothing(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    long = app.config["SEARCHAPP_CORPUS_DIR"] / "long.jsonl"
    other_name = long.rename(long.with_suffix(".waiting"))
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    other_name.rename(long)

    running = start(app)
    wait_for(app.config["SEARCHAPP_INDEX_DIR"] / "LOCK.holder.json")
    output = run_reindex(runner, expect=2)
    assert "Another reindex is writing" in output
    assert f"process {running.pid}" in output
    wait_for(app.config["SEARCHAPP_INDEX_DIR"] / "gen-2")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL

    assert search(app, "apple") == ["a#p1"]
    assert search(app, "committee") == []
    assert summary(run_reindex(runner))["added"] == (600, 2400)
    assert search(app, "apple") == ["a#p1"]
    assert health(app)["status"] == "ok"
    folders = {name.split("/")[0] for name in index_files(app)}
    assert folders == {"CURRENT", "LOCK", "gen-1", "gen-2"}


@pytest.mark.usefixtures("long_corpus")
def test_ctrl_c_while_articles_are_read_leaves_the_index_as_it_was(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    long = app.config["SEARCHAPP_CORPUS_DIR"] / "long.jsonl"
    other_name = long.rename(long.with_suffix(".waiting"))
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    other_name.rename(long)

    running = start(app)
    wait_for(app.config["SEARCHAPP_INDEX_DIR"] / "gen-2")
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (2, "Error: Stopped. The index is unchanged.\n")
    assert search(app, "apple") == ["a#p1"]
    assert {name.split("/")[0] for name in index_files(app)} == {"CURRENT", "LOCK", "gen-1"}
