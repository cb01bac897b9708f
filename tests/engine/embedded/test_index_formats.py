"""An index of each format version is kept, and is opened or refused with advice.

``indexes/format-N/`` holds an index of format N of two articles of the project's corpus, without
its lock file; its manifest says that older rules found its speakers. When
``INDEX_FORMAT_VERSION`` is raised, add an index of the new version and move the older number
from ``READABLE`` to ``REFUSED`` unless it can still be read.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.engine.embedded.manifest import (
    CHECKSUM_KEY,
    INDEX_FORMAT_VERSION,
    manifest_checksum,
    read_manifest_record,
)
from searchapp.engine.schema import stemmer_version
from tests.conftest import CORPUS, ids, invoke

INDEXES = Path(__file__).parent / "indexes"
READABLE = [2]
REFUSED: list[int] = [1]
QUERIES = ("bridge", '"the river"', "otter*", "speaker:whitlock", "said date:2019", "zzzz")


def rewrite_schema(index: Path, schema: str) -> None:
    """Write another format into the manifest of the only generation of *index*."""
    path = index / "gen-1" / "manifest.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["schema"] = schema
    record[CHECKSUM_KEY] = manifest_checksum(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def index_of_format(version: int, folder: Path) -> Path:
    """Copy the stored index of a format, as the installed stemmer would have written it."""
    index = folder / "index"
    shutil.copytree(INDEXES / f"format-{version}", index)
    path = index / "gen-1" / "manifest.json"
    written_with = read_manifest_record(json.loads(path.read_text(encoding="utf-8"))).index_format
    if not written_with.endswith(f"-{stemmer_version()}"):
        rewrite_schema(index, f"{version}-pystemmer-{stemmer_version()}")
    return index


def app_over(index: Path, corpus: Path) -> Flask:
    return create_app({"TESTING": True}, corpus_dir=corpus, index_dir=index)


@pytest.fixture
def two_articles(corpus: Path) -> Path:
    for name in ("2019-06-04-harbour-bridge.txt", "2022-08-30-river-otters.txt"):
        shutil.copy(CORPUS / name, corpus)
    return corpus


def test_an_index_of_every_format_version_is_kept() -> None:
    kept = sorted(int(path.name.removeprefix("format-")) for path in INDEXES.iterdir())
    assert kept == sorted([*READABLE, *REFUSED]) == list(range(1, INDEX_FORMAT_VERSION + 1))


@pytest.mark.parametrize("version", READABLE)
def test_a_stored_index_answers_as_one_that_is_built_today(
    version: int, tmp_path: Path, two_articles: Path
) -> None:
    stored = app_over(index_of_format(version, tmp_path), two_articles).test_client()
    built_app = app_over(tmp_path / "built", two_articles)
    assert invoke(built_app, "reindex")[0] == 0
    built = built_app.test_client()
    assert stored.get("/ready").status_code == 200
    for q in QUERIES:
        answers: list[Any] = [
            client.get("/api/v1/search", query_string={"q": q}).json for client in (stored, built)
        ]
        hits = [
            [(hit["id"], hit["score"], hit["matches"]) for hit in a["results"]] for a in answers
        ]
        assert hits[0] == hits[1], q
        assert answers[0]["facets"] == answers[1]["facets"], q


@pytest.mark.parametrize("version", READABLE)
def test_a_stored_index_of_older_rules_stays_searchable_and_says_what_is_read_anew(
    version: int, tmp_path: Path, two_articles: Path
) -> None:
    app = app_over(index_of_format(version, tmp_path), two_articles)
    assert ids(app.test_client().get("/api/v1/search?q=otters").json)
    code, output, errors = invoke(app, "reindex")
    assert code == 0, errors
    assert "rules, word lists or settings for finding speakers have changed" in output
    assert ids(app.test_client().get("/api/v1/search?q=otters").json)


@pytest.mark.parametrize("version", [*REFUSED, INDEX_FORMAT_VERSION + 1])
def test_an_index_of_another_format_is_refused_with_advice_and_rebuilt(
    version: int, tmp_path: Path, two_articles: Path
) -> None:
    index = index_of_format(READABLE[-1], tmp_path)
    schema = f"{version}-pystemmer-{stemmer_version()}"
    rewrite_schema(index, schema)
    app = app_over(index, two_articles)
    response = app.test_client().get("/api/v1/search?q=bridge")
    assert response.status_code == 503
    assert response.json is not None
    detail = response.json["detail"]
    assert schema in detail
    assert "Run: flask --app searchapp reindex" in detail
    assert invoke(app, "reindex")[0] == 0
    assert app.test_client().get("/ready").status_code == 200
