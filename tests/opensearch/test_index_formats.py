"""Indices of other formats: they are refused with advice, and rebuilt beside."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from searchapp.engine.factory import open_store
from searchapp.engine.opensearch.format.mappings import INDEX_FORMAT_VERSION
from searchapp.engine.schema import stemmer_version
from tests.conftest import line
from tests.opensearch.archives import Archive, notices


@pytest.fixture
def archive(tmp_path: Path, cluster_urls: Sequence[str]) -> Iterator[Archive]:
    archive = Archive(tmp_path, cluster_urls)
    archive.write("a.jsonl", notices(0, 3))
    archive.reindex()
    yield archive
    archive.delete()


def rewrite_format(archive: Archive, schema: str) -> None:
    """Store another index format in the description of the live generation."""
    index = f"{archive.urls[0]}/{archive.prefix}"
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


def test_an_index_without_trails_is_read_and_the_next_run_gathers_them(archive: Archive) -> None:
    quote = "“Nobody in this town has any need of another four hundred tonnes of wet coal,”"
    archive.write("b.jsonl", [line(id_, f"{quote} Ann Lee said {id_}.") for id_ in ("b", "c")])
    archive.reindex()
    rewrite_format(archive, f"{INDEX_FORMAT_VERSION - 1}-pystemmer-{stemmer_version()}")
    trails = f"{archive.urls[0]}/{archive.prefix}-trails-000002-2"
    assert httpx.delete(trails).status_code == 200
    reader = archive.app().test_client()
    assert reader.get("/api/v1/search?q=coal&first=1").get_json()["total"]["value"] == 2
    assert reader.get("/api/v1/quotes").get_json()["quotes"] == []
    assert reader.get("/api/v1/quotes/a-000000000000").status_code == 404
    assert "has no quotes yet" in reader.get("/quotes").text
    assert open_store(archive.app().extensions["searchapp"].settings).verify() == []
    archive.reindex()
    reader = archive.app().test_client()
    assert len(reader.get("/api/v1/quotes").get_json()["quotes"]) == 1
    assert reader.get("/api/v1/search?q=coal&first=1").get_json()["total"]["value"] == 1
    assert "has no quotes yet" not in reader.get("/quotes").text


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
