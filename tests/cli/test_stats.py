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
    assert rows["dates"] == "2012-05-01 to 2014-01-01; 1 article undated"
    assert rows["generation"].startswith("1, built 2")
    assert int(rows["index"].split()[0].replace(",", "")) > 1000
    assert rows["unread"] == "all files are indexed"


def test_it_names_the_first_file_that_changed_after_the_index(
    app: Flask, write: Write, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, at in (("a.txt", 999), ("b.txt", 3_000), ("c.txt", 4_000)):
        write(name, "Headline\n\nText.\n")
        os.utime(corpus / name, (at, at))
    monkeypatch.setattr("time.time", lambda: 1_000.0)
    assert invoke(app, "reindex")[0] == 0
    assert "b.txt, changed 1970-01-01 00:50:00" in stats(app)["unread"]


def test_a_file_whose_time_is_in_the_future_is_read(app: Flask, write: Write, corpus: Path) -> None:
    write("a.txt", "Headline\n\nText.\n")
    os.utime(corpus / "a.txt", (4_000_000_000, 4_000_000_000))
    assert invoke(app, "reindex")[0] == 0
    assert stats(app)["unread"] == "all files are indexed"


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
