"""Indices of other formats: they are opened, or refused with advice."""

from pathlib import Path

import httpx
import pytest

from searchapp.engine.opensearch.write.mappings import INDEX_FORMAT_VERSION
from searchapp.engine.schema import stemmer_version
from tests.opensearch.archives import Archive, notices
from tests.opensearch.cluster import Cluster


@pytest.fixture
def archive(tmp_path: Path, cluster: Cluster) -> Archive:
    archive = Archive(tmp_path, cluster.urls)
    archive.write("a.jsonl", notices(0, 3))
    archive.reindex()
    return archive


def rewrite_format(archive: Archive, schema: str) -> None:
    """Store another index format in the description of the live generation."""
    index = f"{archive.urls[0]}/{archive.prefix}-paragraphs-000001"
    (mapping,) = httpx.get(f"{index}/_mapping").json().values()
    meta = {**mapping["mappings"]["_meta"], "schema": schema}
    assert httpx.put(f"{index}/_mapping", json={"_meta": meta}).status_code == 200


def test_an_index_whose_format_is_a_hash_of_source_files_is_opened(archive: Archive) -> None:
    rewrite_format(archive, "4e706915e59a0048be18070940fedc75-1")
    assert archive.app().test_client().get("/ready").status_code == 200
    assert "(generation 1)" in archive.reindex()


def test_an_index_of_another_format_is_refused_with_advice_and_rebuilt(archive: Archive) -> None:
    schema = f"{INDEX_FORMAT_VERSION + 1}-pystemmer-{stemmer_version()}"
    rewrite_format(archive, schema)
    response = archive.app().test_client().get("/api/v1/search?q=harbour")
    assert response.status_code == 503
    assert response.json is not None
    assert schema in response.json["detail"]
    assert "Run: flask --app searchapp reindex" in response.json["detail"]
    archive.reindex()
    assert archive.app().test_client().get("/ready").status_code == 200
