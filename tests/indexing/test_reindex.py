"""Reindexing with the command: changes, exit codes, and what a search finds afterwards."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp import create_app
from tests.conftest import Write, line
from tests.indexing.runs import (
    TEXT,
    catalog,
    health,
    index_files,
    reindex_at,
    run_reindex,
    search,
    summary,
)


def test_only_changed_articles_are_indexed_anew(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    first = run_reindex(runner)
    assert summary(first)["added"] == (2, 2)
    write("a.txt", TEXT.format("quince"))
    write("c.txt", TEXT.format("plum"))
    (app.config["SEARCHAPP_CORPUS_DIR"] / "b.txt").unlink()
    assert summary(run_reindex(runner)) == {
        "added": (1, 1),
        "changed": (1, 1),
        "removed": (1, 1),
        "unchanged": (0, 0),
    }
    assert search(app, "apple") == search(app, "pear") == []
    assert search(app, "quince") == ["a#p1"]
    assert search(app, "plum") == ["c#p1"]


def test_without_a_change_no_generation_is_written(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    before = index_files(app)
    assert "version 1" in run_reindex(runner)
    assert index_files(app) == before


def test_an_article_on_another_line_is_unchanged(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", line("x", "apple") + line("y", "pear"))
    run_reindex(runner)
    write("a.jsonl", line("y", "pear") + line("x", "apple"))
    assert summary(run_reindex(runner))["unchanged"] == (2, 2)
    assert catalog(app)[0]["x"].line == 2


def test_an_incremental_generation_shares_the_files_of_unchanged_segments(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", line("a", *[f"The apple word {n}." for n in range(9)]))
    run_reindex(runner)
    # A ninth of the first segment, so that the two are not merged.
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    inodes: dict[str, set[int]] = {"gen-1": set(), "gen-2": set()}
    for name, inode in index_files(app).items():
        if name.endswith(".arrays"):
            inodes[name.split("/")[0]].add(inode)
    assert len(inodes["gen-1"]) == 1
    assert len(inodes["gen-2"]) == 2
    assert inodes["gen-1"] < inodes["gen-2"]


def test_only_the_last_two_generations_are_kept(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    for word in ("one", "two", "three", "four"):
        write("a.txt", TEXT.format(word))
        run_reindex(runner)
    folders = {name.split("/")[0] for name in index_files(app) if name.startswith("gen-")}
    assert folders == {"gen-3", "gen-4"}


def test_a_full_run_reads_everything_anew_and_says_so(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    output = run_reindex(runner, "--full")
    assert "Everything was read again: --full was given" in output
    assert summary(output)["unchanged"] == (1, 1)
    assert search(app, "apple") == ["a#p1"]


def test_a_full_run_keeps_times_and_removed_articles(app: Flask, write: Write) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    reindex_at(app, 1000)
    (app.config["SEARCHAPP_CORPUS_DIR"] / "b.txt").unlink()
    write("a.txt", TEXT.format("apple") + "\nA second paragraph.\n")
    reindex_at(app, 2000)
    reindex_at(app, 3000, full=True)
    entries, removed = catalog(app)
    assert entries["a"].added == [1000, 2000]
    assert (removed["b"].title, removed["b"].removed_at) == ("Headline of pear", 2000)
    assert str(removed["b"].date) == "2023-03-10"
    write("b.txt", TEXT.format("pear"))
    reindex_at(app, 4000)
    assert catalog(app)[1] == {}


@pytest.mark.parametrize("emptied", ["nothing", "missing", "all rejected"])
def test_an_empty_corpus_removes_no_article(
    app: Flask, runner: FlaskCliRunner, write: Write, emptied: str
) -> None:
    path = write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    path.unlink()
    if emptied == "missing":
        path.parent.rmdir()
    elif emptied == "all rejected":
        path.write_text("")
    for options in ([], ["--full"]):
        assert "Error:" in run_reindex(runner, *options, expect=2)
        assert search(app, "apple") == ["a#p1"]
    assert [n for n in index_files(app) if n.startswith("gen-2")] == []


def test_a_first_run_without_articles_writes_no_index(app: Flask, runner: FlaskCliRunner) -> None:
    assert "contains no articles" in run_reindex(runner, expect=2)
    assert health(app) == {
        "status": "no_index",
        "index": None,
        "held_removals": 0,
        "message": "There is no index yet. Run: flask --app searchapp reindex",
    }


def test_an_index_folder_that_cannot_be_written_is_reported(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT.format("apple"))
    app = create_app(corpus_dir=corpus, index_dir="/dev/null/index")
    assert "cannot be written" in run_reindex(app.test_cli_runner(), expect=2)


def test_a_full_disk_leaves_the_index_as_it_was(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    write("b.txt", TEXT.format("pear"))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    output = run_reindex(runner, expect=2)
    assert "No space left on device" in output
    assert search(app, "pear") == []
    monkeypatch.undo()
    assert summary(run_reindex(runner))["added"] == (1, 1)
