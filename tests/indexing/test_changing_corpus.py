"""Files that are written, renamed or missing during a run cost no article."""

import os
import shutil
import threading
import time
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp.indexing.last_run import read_last_run
from searchapp.ingest import ArticleRead, Corpus, Deferred, Event
from tests.conftest import Write, line
from tests.indexing.runs import TEXT, catalog, reindex_at, run_reindex, search


def jsonl(count: int, start: int = 0) -> str:
    return "".join(line(f"n{n:03}", f"Words of article {n}.") for n in range(start, start + count))


# Removals


def test_many_removals_at_once_are_held_back_until_they_are_allowed(
    app: Flask, runner: FlaskCliRunner, write: Write, corpus: Path
) -> None:
    write("share/many.jsonl", jsonl(50))
    write("rest.jsonl", jsonl(50, start=50))
    run_reindex(runner)
    shutil.move(corpus / "share", corpus.parent / "unmounted")
    output = run_reindex(runner, expect=1)
    assert "not removed: share/many.jsonl: 50 articles (n000, n001, n002 …)" in output
    assert "--allow-removals" in output
    assert search(app, "words", limit="100") != []
    assert app.test_client().get("/articles/n000").status_code == 200
    run = read_last_run(app.config["SEARCHAPP_INDEX_DIR"])
    assert run is not None
    assert run.held_removals == 50
    run_reindex(runner, "--allow-removals")
    assert app.test_client().get("/articles/n000").status_code == 410


def test_few_removals_and_those_of_a_small_share_are_not_held_back(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", jsonl(30))
    run_reindex(runner)
    write("a.jsonl", jsonl(11))
    run_reindex(runner)
    assert len(catalog(app)[0]) == 11


def test_a_rebuild_refuses_to_drop_many_articles(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", jsonl(50))
    run_reindex(runner)
    write("a.jsonl", jsonl(10))
    output = run_reindex(runner, "--full", expect=2)
    assert "40 of 50 articles are no longer in the corpus" in output
    assert len(catalog(app)[0]) == 50
    run_reindex(runner, "--full", "--allow-removals")
    assert len(catalog(app)[0]) == 10


def test_health_says_how_many_removals_are_held_back(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", jsonl(50))
    run_reindex(runner)
    write("a.jsonl", jsonl(10))
    run_reindex(runner, expect=1)
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["held_removals"] == 40


# Moves and returns


def test_a_renamed_file_is_a_move_that_keeps_the_times_of_its_paragraphs(
    app: Flask, write: Write, corpus: Path
) -> None:
    write("old/a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    reindex_at(app, 1000)
    (corpus / "old").rename(corpus / "new")
    report = reindex_at(app, 2000)
    assert (report.changes.moved.articles, report.changes.added.articles) == (1, 0)
    assert report.changes.removed.articles == 0
    entries, _ = catalog(app)
    assert entries["new-a"].added == [1000]
    assert search(app, "apple") == ["new-a#p1"]


def test_a_renamed_folder_of_many_files_is_not_held_back(
    app: Flask, runner: FlaskCliRunner, write: Write, corpus: Path
) -> None:
    for n in range(30):
        write(f"old/{n}.txt", TEXT.format(f"fruit{n}"))
    run_reindex(runner)
    (corpus / "old").rename(corpus / "new")
    assert "moved" in run_reindex(runner)
    assert sorted(catalog(app)[0]) == sorted(f"new-{n}" for n in range(30))


def test_an_article_that_returns_keeps_the_times_of_its_paragraphs(
    app: Flask, write: Write, corpus: Path
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    reindex_at(app, 1000)
    (corpus / "a.txt").unlink()
    reindex_at(app, 2000)
    write("a.txt", TEXT.format("apple"))
    reindex_at(app, 3000)
    assert catalog(app)[0]["a"].added == [1000]


# Files that are being written


def test_a_file_that_grows_is_deferred_and_its_earlier_version_stays(
    app: Flask, runner: FlaskCliRunner, write: Write, corpus: Path
) -> None:
    write("a.jsonl", jsonl(40))
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    (corpus / "a.jsonl").write_text("")
    stop = threading.Event()

    def copy_slowly() -> None:
        with (corpus / "a.jsonl").open("a") as stream:
            n = 0
            while not stop.wait(0.002):
                stream.write(line(f"n{n:03}", f"Words of article {n}, changed."))
                stream.flush()
                n += 1

    writer = threading.Thread(target=copy_slowly)
    writer.start()
    time.sleep(0.01)
    try:
        output = run_reindex(runner, expect=1)
    finally:
        stop.set()
        writer.join()
    assert "deferred: a.jsonl" in output
    assert len(catalog(app)[0]) == 41
    assert search(app, "changed") == []


def test_a_file_rewritten_between_scan_and_reading_is_read_as_it_is_now(
    corpus: Path, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reader = Corpus(corpus, max_article_bytes=10_000)
    reader.list_files()
    write("a.txt", TEXT.format("pear"))
    [event] = reader.read()
    assert isinstance(event, ArticleRead)
    assert event.article.title == "Headline of pear"


def test_a_large_file_that_changes_while_it_is_read_keeps_what_is_missing(
    app: Flask, runner: FlaskCliRunner, write: Write, corpus: Path
) -> None:
    padding = "x" * 1_000_000
    write("a.jsonl", jsonl(60) + "".join(line(f"z{n}", f"Large {padding}.") for n in range(40)))
    run_reindex(runner)
    reader = Corpus(corpus, max_article_bytes=10_000_000)
    events: list[Event] = []
    for event in reader.read():
        if len(events) == 50:
            os.truncate(corpus / "a.jsonl", len(jsonl(60)) + 10)
        events.append(event)
    assert isinstance(events[-1], Deferred)
    assert "a.jsonl" not in reader.stamps


# Readers that fail


@pytest.mark.parametrize(
    "front_matter",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\n"
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e]\n"
        "g: &g [*f, *f, *f, *f, *f, *f, *f, *f]\ndate: [*g, *g, *g, *g, *g, *g, *g]",
        "date: &x [*x]",
        "base: &b {title: T}\n<<: *b",
        "title: !!python/object/apply:os.system ['true']",
        "title: !<tag:example.org,2024:x> T",
        f"title: {'[' * 500}{']' * 500}",
        f"title: {'{a: ' * 200}1{'}' * 200}",
        "date: [2020-01-01, {deep: [1, 2, 3]}]",
        f"title: {'x' * 70_000}",
        "date: {a: b}",
        "? [complex, key]\n: value",
        "- not\n- a\n- mapping",
        "title: 'unclosed",
        "title: \x00",
        "%YAML 9.9\n---\ntitle: T",
    ],
)
def test_hostile_front_matter_costs_only_its_file(
    app: Flask, runner: FlaskCliRunner, write: Write, front_matter: str
) -> None:
    write("a.md", f"---\n{front_matter}\n---\n\nWords of the file.\n")
    write("b.txt", TEXT.format("pear"))
    output = run_reindex(runner, expect=1)
    [rejected] = [text for text in output.splitlines() if text.startswith("rejected: ")]
    assert len(rejected) < 300
    assert search(app, "pear") == ["b#p1"]


def test_an_unexpected_failure_exits_with_2_and_is_recorded(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("pear"))
    run_reindex(runner)
    write("a.txt", TEXT.format("apple"))

    def broken(*_arguments: object, **_options: object) -> str:
        raise ZeroDivisionError("a fault of the program")

    write("speakers.toml", "")
    monkeypatch.setattr(tomllib, "loads", broken)
    result = runner.invoke(args=["reindex"])
    monkeypatch.undo()
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.output
    assert "The index is unchanged" in result.output
    assert search(app, "pear") == ["a#p1"]
    run = read_last_run(app.config["SEARCHAPP_INDEX_DIR"])
    assert run is not None
    assert run.result == "failed"
