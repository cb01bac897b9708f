"""Generations: which are kept, and what reads from one that was replaced."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from searchapp.engine.errors import GoneError
from searchapp.engine.opensearch.search.scanning import SCAN_BATCH
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from tests.conftest import line
from tests.opensearch.archives import Archive

REQUEST = SearchRequest(q="notice", sort="newest", copies="all")
PARAGRAPHS = SCAN_BATCH + 100


@pytest.fixture
def archive(tmp_path: Path, cluster_urls: Sequence[str]) -> Archive:
    archive = Archive(tmp_path, cluster_urls, {"SEARCHAPP_OPENSEARCH_SHARDS": "1"})
    archive.write("a.jsonl", [line("a", *(f"Notice {n}." for n in range(PARAGRAPHS)))])
    archive.reindex()
    return archive


@pytest.fixture
def service(archive: Archive) -> Iterator[SearchService]:
    service: SearchService = archive.app().extensions["searchapp"]
    yield service
    service.close()


def indices(archive: Archive) -> set[str]:
    """Return the number and token of each generation that has paragraphs in the cluster."""
    pattern = f"{archive.urls[0]}/_cat/indices/{archive.prefix}-paragraphs-*?h=index"
    names = httpx.get(pattern, timeout=60).text.split()
    return {name.partition("-paragraphs-")[2] for name in names}


def test_an_export_and_a_cursor_read_on_while_the_index_is_replaced(
    archive: Archive, service: SearchService
) -> None:
    scan = service.scan(REQUEST)
    hits = iter(scan.hits)
    read = [next(hits)]
    for run in ("b", "c"):
        archive.write(f"{run}.jsonl", [line(run, "Notice of another day.")])
        archive.reindex()
        assert service.search(REQUEST, "1").total == PARAGRAPHS
    assert indices(archive) == {"000001-1", "000002-2", "000003-3"}
    read += hits
    assert len(read) == scan.total == PARAGRAPHS
    # The export has ended, so the next run deletes what is not to be retained.
    archive.write("d.jsonl", [line("d", "Notice of a later day.")])
    archive.reindex()
    assert indices(archive) == {"000003-3", "000004-4"}
    with pytest.raises(GoneError, match=r"\b4\b"):
        service.search(REQUEST, "1")
    assert service.search(REQUEST, "3").total == PARAGRAPHS + 2


def test_a_run_deletes_what_an_earlier_writer_left_unpublished(archive: Archive) -> None:
    archive.reindex("--full")
    left = f"{archive.prefix}-paragraphs-000002-1"
    body = {"mappings": {"dynamic": "strict"}}
    httpx.put(f"{archive.urls[0]}/{left}", json=body, timeout=60).raise_for_status()
    assert indices(archive) == {"000001-1", "000002-1", "000002-2"}
    archive.reindex()
    assert indices(archive) == {"000001-1", "000002-2"}


def test_tokens_go_on_where_the_lease_was_lost(archive: Archive) -> None:
    archive.reindex("--full")
    httpx.delete(f"{archive.urls[0]}/{archive.prefix}-lease", timeout=60).raise_for_status()
    archive.reindex("--full")
    assert indices(archive) == {"000002-2", "000003-3"}
