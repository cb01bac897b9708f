import os
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Write, invoke, line


@pytest.fixture
def indexed(app: Flask, write: Write) -> Flask:
    write("a.txt", "2012-05-01\n\nHeadline\n\nThe mill will close, said Ann Lee.\n\nIt rained.\n")
    write("b.jsonl", line("b", "The pond is full, said Ann B. Lee.", date="2014-01-01"))
    write("c.jsonl", line("c", "Nothing."))
    assert invoke(app, "reindex")[0] == 0
    return app


def stats(app: Flask) -> dict[str, str]:
    code, out, err = invoke(app, "stats")
    assert code == 0, err
    return {row[:14].strip(): row[14:] for row in out.splitlines()}


def test_stats_counts_what_the_index_holds(indexed: Flask) -> None:
    told = stats(indexed)
    assert told["articles"] == "3"
    assert told["paragraphs"] == "4"
    assert told["speakers"] == "2"
    assert told["attributed"] == "2 paragraphs (50.0%), 2 attributions of speech"
    assert told["by kind"] == "person 2"
    assert told["confidence"].startswith("mean 0.9")
    assert told["by hand"] == "0 paragraphs"
    assert told["dates"] == "2012-05-01 to 2014-01-01; 1 articles undated"
    assert told["generation"].startswith("1, built 2")
    assert int(told["index"].split()[0].replace(",", "")) > 1000
    assert told["unread"] == "no file is newer than the index"


def test_stats_names_the_file_that_has_waited_longest(indexed: Flask, corpus: Path) -> None:
    for name, at in (("b.jsonl", 4_000_000_000), ("c.jsonl", 4_100_000_000)):
        os.utime(corpus / name, (at, at))
    assert "b.jsonl, changed 2096-10-02" in stats(indexed)["unread"]


def test_stats_lists_all_names_that_look_alike(indexed: Flask) -> None:
    _, out, err = invoke(indexed, "stats", "--alike")
    assert (out, err.count("alike: 'Ann B. Lee' and 'Ann Lee'")) == ("", 1)


@pytest.mark.parametrize("command", ["stats", "stats --alike", "check"])
def test_without_an_index_the_command_to_run_is_said(
    app: Flask, write: Write, command: str
) -> None:
    write("a.txt", "Headline\n\nText.\n")
    code, _, err = invoke(app, *command.split())
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err


def test_check_finds_nothing_where_the_index_is_what_the_corpus_says(indexed: Flask) -> None:
    code, out, _ = invoke(indexed, "check")
    assert code == 0
    assert "3 articles, 4 paragraphs, all checksums right" in out


def test_check_tells_what_differs_and_changes_nothing(
    indexed: Flask, write: Write, corpus: Path
) -> None:
    before = sorted(Path(indexed.config["SEARCHAPP_INDEX_DIR"]).rglob("*"))
    write("a.txt", "2012-05-01\n\nHeadline\n\nThe mill may close, said Ann Lee.\n\nIt rained.\n")
    (corpus / "c.jsonl").unlink()
    code, out, _ = invoke(indexed, "check")
    assert code == 1
    assert "- a#p1: The mill will close, said Ann Lee." in out
    assert "+ a#p1: The mill may close, said Ann Lee." in out
    assert "- c: headline 'About c'" in out
    assert "Run: flask --app searchapp reindex" in out
    assert sorted(Path(indexed.config["SEARCHAPP_INDEX_DIR"]).rglob("*")) == before


def test_check_finds_a_damaged_byte(indexed: Flask) -> None:
    indexed.extensions["searchapp"].close()
    [segment] = Path(indexed.config["SEARCHAPP_INDEX_DIR"], "gen-1").glob("*.arrays")
    data = bytearray(segment.read_bytes())
    data[100] ^= 0xFF
    segment.write_bytes(data)
    code, _, err = invoke(indexed, "check")
    assert code in (1, 2)
    assert "damaged" in err
