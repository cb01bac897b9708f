"""Indices of other formats: they are refused with advice, and rebuilt beside."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from searchapp.engine.opensearch.write.mappings import INDEX_FORMAT_VERSION
from searchapp.engine.schema import stemmer_version
from tests.opensearch.archives import Archive, notices


@pytest.fixture
def archive(tmp_path: Path, cluster_urls: Sequence[str]) -> Archive:
    archive = Archive(tmp_path, cluster_urls)
    archive.write("a.jsonl", notices(0, 3))
    archive.reindex()
    return archive


def rewrite_format(archive: Archive, schema: str) -> None:
    """Store another index format in the description of the live generation."""
    index = f"{archive.urls[0]}/{archive.prefix}-paragraphs-000001-1"
    (mapping,) = httpx.get(f"{index}/_mapping").json().values()
    meta = {**mapping["mappings"]["_meta"], "schema": schema}
    assert httpx.put(f"{index}/_mapping", json={"_meta": meta}).status_code == 200


@pytest.mark.parametrize("version", [1, INDEX_FORMAT_VERSION + 1])
def test_an_index_of_another_format_is_refused_with_advice_and_rebuilt(
    archive: Archive, version: int
) -> None:
    schema = f"{version}-pystemmer-{stemmer_version()}"
    rewrite_format(archive, schema)
    response = archive.app().test_client().get("/api/v1/search?q=harbour")
    assert response.status_code == 503
    assert response.json is not None
    assert schema in response.json["detail"]
    assert "Run: flask --app searchapp reindex" in response.json["detail"]
    archive.reindex()
    assert archive.app().test_client().get("/ready").status_code == 200


def test_a_generation_without_a_token_is_replaced_and_its_indices_are_kept(
    tmp_path: Path, cluster_urls: Sequence[str]
) -> None:
    archive = Archive(tmp_path, cluster_urls)
    archive.write("a.jsonl", notices(0, 3))
    url, prefix = cluster_urls[0], archive.prefix
    meta = {"number": 4, "base": 3, "schema": "1-pystemmer-3.0", "attribution": "a"}
    meta |= {"finished": True, "built_at": "2024-05-01T00:00:00+00:00"}
    paragraphs = {"mappings": {"_meta": meta}, "aliases": {prefix: {}}}
    httpx.put(f"{url}/{prefix}-paragraphs-000004", json=paragraphs).raise_for_status()
    httpx.put(f"{url}/{prefix}-articles-000004").raise_for_status()
    assert "(version 5)" in archive.reindex()
    assert httpx.get(f"{url}/{prefix}-paragraphs-000004").status_code == 200
