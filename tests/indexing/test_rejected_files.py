"""Rejected files in a run: no article that may be in them is removed from the index."""

import gzip
import os
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Write, line
from tests.indexing.runs import TEXT, catalog, run_reindex, search
from tests.ingest.packing import tarred


def test_the_earlier_version_of_a_rejected_article_stays_searchable(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.jsonl", line("x", "cherry") + line("y", "damson"))
    run_reindex(runner)
    write("a.txt", b"\0\0")
    write("b.jsonl", line("x", "cherry") + '{"id": "y", broken\n')
    output = run_reindex(runner, expect=1)
    assert "rejected: a.txt: it contains a NUL byte" in output
    assert "rejected: b.jsonl, line 2: it is broken JSON" in output
    assert "kept: a" in output
    assert "kept: y" in output
    assert search(app, "apple") == ["a#p1"]
    assert search(app, "damson") == ["y#p1"]


def test_a_full_run_drops_the_earlier_version_of_a_rejected_article_and_says_so(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    write("a.txt", "")
    output = run_reindex(runner, "--full", expect=1)
    assert "removed: a: its file was rejected" in output
    assert search(app, "apple") == []
    assert search(app, "pear") == ["b#p1"]


def test_a_rejected_line_without_an_id_removes_no_article(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("b.jsonl", line("x", "cherry") + line("y", "damson"))
    run_reindex(runner)
    write("b.jsonl", "}}}}\n" + line("x", "cherry"))
    assert "kept: y" in run_reindex(runner, expect=1)
    assert search(app, "damson") == ["y#p1"]


def test_a_damaged_gzip_file_removes_no_article(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    whole = gzip.compress("".join(line(f"a{i}", os.urandom(30).hex()) for i in range(99)).encode())
    write("a.jsonl.gz", whole)
    run_reindex(runner)
    write("a.jsonl.gz", whole[: len(whole) // 2])
    assert "damaged or incomplete" in run_reindex(runner, expect=1)
    assert len(catalog(app)[0]) == 99


def test_a_truncated_archive_removes_no_article(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    whole = tarred({f"{n}.txt": TEXT.format("apple") for n in range(20)}, "w:gz")
    write("a.tar.gz", whole)
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    for damaged in (whole[: len(whole) // 2], whole[:5]):
        write("a.tar.gz", damaged)
        assert "damaged or incomplete" in run_reindex(runner, expect=1)
        assert len(catalog(app)[0]) == 21


def test_a_folder_that_cannot_be_read_removes_no_article(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("sub/a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    closed = app.config["SEARCHAPP_CORPUS_DIR"] / "sub"
    read_folder = os.scandir

    def refuse(path: str | int) -> Any:
        # Permissions do not bind root, who may run this test.
        if path == str(closed):
            raise PermissionError(13, "Permission denied")
        return read_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert "rejected: sub: it cannot be read: Permission denied" in run_reindex(runner, expect=1)
    assert search(app, "apple") == ["sub-a#p1"]
