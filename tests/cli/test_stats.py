import os
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Write, invoke


def stats(app: Flask) -> dict[str, str]:
    code, out, err = invoke(app, "stats")
    assert code == 0, err
    return {row[:14].strip(): row[14:] for row in out.splitlines()}


def test_it_counts_what_the_index_holds(indexed: Flask) -> None:
    rows = stats(indexed)
    assert rows["articles"] == "3"
    assert rows["paragraphs"] == "4"
    assert rows["speakers"] == "2"
    assert rows["attributed"] == "2 paragraphs (50.0%), 2 attributions of speech"
    assert rows["by kind"] == "person 2"
    assert rows["confidence"].startswith("mean 0.9")
    assert rows["by hand"] == "0 paragraphs"
    assert rows["dates"] == "2012-05-01 to 2014-01-01; 1 articles undated"
    assert rows["generation"].startswith("1, built 2")
    assert int(rows["index"].split()[0].replace(",", "")) > 1000
    assert rows["unread"] == "all files are indexed"


def test_it_names_the_first_file_that_changed_after_the_index(indexed: Flask, corpus: Path) -> None:
    for name, at in (("b.jsonl", 4_000_000_000), ("c.jsonl", 4_100_000_000)):
        os.utime(corpus / name, (at, at))
    assert "b.jsonl, changed 2096-10-02" in stats(indexed)["unread"]


def test_alike_lists_all_lookalikes(indexed: Flask) -> None:
    _, out, err = invoke(indexed, "stats", "--alike")
    assert (out, err.count("Possible duplicate: 'Ann B. Lee' / 'Ann Lee'")) == ("", 1)


@pytest.mark.parametrize("command", ["stats", "stats --alike"])
def test_without_an_index_it_names_the_command_to_run(
    app: Flask, write: Write, command: str
) -> None:
    write("a.txt", "Headline\n\nText.\n")
    code, _, err = invoke(app, *command.split())
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err
