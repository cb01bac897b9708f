"""Generations: which are kept, and what reads from one that was replaced."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from searchapp.attribution import ATTRIBUTION_VERSION
from searchapp.engine.catalog import entry_for
from searchapp.engine.errors import GoneError, IndexWriteError
from searchapp.engine.opensearch.connection import ClusterAddress
from searchapp.engine.opensearch.search.scanning import SCAN_BATCH
from searchapp.engine.opensearch.write.store import ClusterStore
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from tests.conftest import line
from tests.opensearch.archives import Archive
from tests.opensearch.proxies import lossy_proxy

REQUEST = SearchRequest(q="notice", sort="newest", copies="all")
PARAGRAPHS = SCAN_BATCH + 100


@pytest.fixture
def archive(tmp_path: Path, cluster_urls: Sequence[str]) -> Iterator[Archive]:
    archive = Archive(tmp_path, cluster_urls, {"SEARCHAPP_OPENSEARCH_SHARDS": "1"})
    archive.write("a.jsonl", [line("a", *(f"Notice {n}." for n in range(PARAGRAPHS)))])
    archive.reindex()
    yield archive
    archive.delete()


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


def add_notice(store: ClusterStore, lost_paths: list[str]) -> None:
    """Add an article to the archive, and lose the responses to the request that publishes it."""
    with store.writer(
        attribution=str(ATTRIBUTION_VERSION), full=False, identify=SpeakerIdentification()
    ) as writer:
        assert not writer.rebuilding
        for entry in writer.entries.values():
            writer.keep(entry)
        added = Article("b", "Another day", None, (Paragraph(1, "Notice of another day."),))
        writer.add(added, entry_for(added, "b.jsonl", 1, None, 1))
        # The request is sent again twice.
        lost_paths += ["/_aliases"] * 3
        writer.commit()


def test_a_generation_stays_live_whose_writer_lost_the_response_to_publishing_it(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    with lossy_proxy(archive.urls[0]) as (url, lost_paths):
        store = ClusterStore(ClusterAddress((url,), archive.prefix), folder, shards=1, replicas=0)
        with pytest.raises(IndexWriteError, match="503"):
            add_notice(store, lost_paths)
    assert lost_paths == []
    service = archive.app().extensions["searchapp"]
    assert service.info().version == "2"
    assert service.search(REQUEST).total == PARAGRAPHS + 1
    assert (folder / f"{archive.prefix}-pairs-000002-2.sqlite").exists()
    service.close()
