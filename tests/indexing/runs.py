"""Running ``reindex`` in a test, and looking at the index that it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp.cli.blueprint import open_corpus
from searchapp.common import archive_id
from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.embedded.catalog_files import read_catalog
from searchapp.engine.embedded.generations import PAIRS_NAME, Generations
from searchapp.engine.embedded.integrity import RECORD_NAME
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.indexing.last_run import FILE_NAME, PROBLEMS_FILE
from searchapp.indexing.reindex import reindex
from searchapp.indexing.report import ReindexReport
from tests.conftest import ids

TEXT = "2023-03-10\n\nHeadline of {0}\n\nThe {0} word, said Ann Lee.\n"
"""A text file with one paragraph, which contains a given word."""


def run_reindex(runner: FlaskCliRunner, *options: str, expect: int = 0) -> str:
    """Run the command and return its output."""
    result = runner.invoke(args=["reindex", *options])
    assert result.exit_code == expect, result.output
    return result.output


def reindex_at(app: Flask, seconds: int, *, full: bool = False) -> ReindexReport:
    """Reindex as if the time were *seconds* since 1970, UTC."""
    settings = app.extensions["searchapp"].settings
    store = EmbeddedStore(settings.index_dir, clock=lambda: float(seconds))
    return reindex(open_corpus(settings), store, full=full, now=seconds)


def search(app: Flask, q: str, **parameters: Any) -> list[str]:
    """Return the ids of the hits of a query."""
    response = app.test_client().get("/api/v1/search", query_string={"q": q, **parameters})
    assert response.status_code == 200, response.text
    return ids(response.json)


def health(app: Flask) -> dict[str, Any]:
    response = app.test_client().get("/health").json
    assert response is not None
    return dict(response)


def catalog(app: Flask) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    """Return the entries and the removed articles of the live generation."""
    generations = Generations(app.config["SEARCHAPP_INDEX_DIR"])
    number = generations.current()
    assert number is not None
    catalog = read_catalog(generations.folder(number), generations.manifest(number).catalog)
    return dict(catalog.entries), dict(catalog.removed)


def index_files(app: Flask) -> dict[str, int]:
    """Return the inode number of each file of the index, but for records, by name."""
    root = Path(app.config["SEARCHAPP_INDEX_DIR"])
    paths = [path for path in root.rglob("*") if path.is_file()]
    records = (FILE_NAME, PROBLEMS_FILE, RECORD_NAME, PAIRS_NAME, archive_id.FILE_NAME)
    return {
        str(path.relative_to(root)): path.stat().st_ino
        for path in paths
        if path.name not in records
    }


def summary(output: str) -> dict[str, tuple[int, int]]:
    """Return the numbers of articles and paragraphs that ``reindex`` printed, by outcome."""
    counts = {}
    for name in ("added", "changed", "removed", "unchanged"):
        [row] = [row.split() for row in output.splitlines() if row.split()[:1] == [name]]
        counts[name] = (int(row[1].replace(",", "")), int(row[3].replace(",", "")))
    return counts
