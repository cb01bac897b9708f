"""Datasette opens the SQLite file as it is."""

from __future__ import annotations

from pathlib import Path

from datasette.app import Datasette
from flask import Flask

from tests.conftest import Write, invoke, line
from tests.serving import asgi_answers


def test_datasette_shows_the_tables_follows_their_keys_and_searches_the_text(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    write("a.jsonl", line("a", '"It is late," said Ann Lee.', "Rain fell."))
    assert invoke(app, "reindex")[0] == 0
    path = tmp_path / "archive.db"
    assert invoke(app, "export", "--sqlite", str(path))[0] == 0

    answers = asgi_answers(
        Datasette([str(path)]).app(),
        "/archive.json",
        "/archive/attributions.json?_shape=objects&_labels=on",
        "/archive/paragraphs.json?_shape=array&_search=rain",
    )
    tables, attributions, found = (answer.json() for answer in answers)
    by_name = {table["name"]: table for table in tables["tables"]}
    assert by_name["paragraphs"]["fts_table"] == "paragraphs_fts"
    (row,) = attributions["rows"]
    assert row["speaker_id"] == {"value": "ann-lee", "label": "Ann Lee"}
    assert [row["id"] for row in found] == ["a#p2"]
