"""Reading while generations come and go: added times, earlier versions, scans."""

import dataclasses
import datetime
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.search.searcher_manager import SearcherManager
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.errors import GoneError
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import SearchRequest, SearchResults
from searchapp.query.parsed_query import parse

TODAY = datetime.date(2024, 6, 1)


def article(id_: str, *texts: str, date: str = "2024-01-01") -> Article:
    paragraphs = tuple(Paragraph(number, text) for number, text in enumerate(texts, 1))
    return Article(id_, f"Title {id_}", datetime.date.fromisoformat(date), paragraphs)


class Index:
    """An index folder, and the articles that the next commit is to hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = EmbeddedEngine(folder)
        self.articles: dict[str, Article] = {}

    def commit(self, *articles: Article, at: int) -> str:
        """Add *articles*, or replace those with their ids, at a time in seconds since 1970."""
        self.articles |= {article.id: article for article in articles}
        store = EmbeddedStore(self.folder, clock=lambda: float(at))
        with store.writer(attribution="none", full=False) as writer:
            for id_, added in self.articles.items():
                earlier = writer.entries.get(id_)
                entry = entry_for(added, "a.jsonl", 1, earlier, at)
                if entry == earlier:
                    writer.keep(entry)
                else:
                    writer.add(added, entry)
            return writer.commit().version

    def search(self, request: SearchRequest, version: str | None = None) -> SearchResults:
        return self.engine.search(request, parse(request.q, TODAY), version)

    def total(self, version: str | None = None) -> int:
        return self.search(SearchRequest(), version).total

    def added_times(self) -> list[tuple[str, int]]:
        hits = self.search(SearchRequest(sort="added")).hits
        return [(hit.id, int(hit.added_at.timestamp())) for hit in hits if hit.added_at]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index(tmp_path / "index")
    yield index
    index.engine.close()


def test_a_replaced_generation_is_unmapped_without_garbage_collection(index: Index) -> None:
    def is_mapped(version: str) -> bool:
        return f"{index.folder}/gen-{version}/" in Path("/proc/self/maps").read_text("utf-8")

    earlier = index.commit(article("a", "The first paragraph."), at=1_000)
    gc.disable()
    try:
        index.search(SearchRequest(q="paragraph"))
        assert is_mapped(earlier)
        # Of an article that is replaced no segment stays.
        index.commit(article("a", "The second paragraph."), at=2_000)
        index.search(SearchRequest(q="paragraph"))
        assert not is_mapped(earlier)
    finally:
        gc.enable()


def test_a_paragraph_keeps_the_time_at_which_it_entered_the_index(index: Index) -> None:
    index.commit(article("a", "One.", "Two."), at=1_000)
    index.commit(article("b", "Three.", date="1999-01-01"), at=2_000)
    assert index.added_times() == [("b#p1", 2_000), ("a#p1", 1_000), ("a#p2", 1_000)]
    index.commit(article("a", "One.", "Two, changed."), at=3_000)
    assert index.added_times() == [("a#p2", 3_000), ("b#p1", 2_000), ("a#p1", 1_000)]
    [hit] = index.search(SearchRequest(q="changed")).hits
    assert hit.added_at == datetime.datetime(1970, 1, 1, 0, 50, tzinfo=datetime.UTC)


def test_the_previous_generation_can_be_searched_until_it_is_deleted(index: Index) -> None:
    first = index.commit(article("a", "apple"), at=1_000)
    index.commit(article("b", "pear"), at=2_000)
    assert index.total(first) == 1
    assert index.search(SearchRequest(), first).index.version == first
    assert index.total() == 2
    index.commit(article("c", "plum"), at=3_000)
    message = f"Version {first} of the index has been deleted.*first page"
    with pytest.raises(GoneError, match=message):
        index.total(first)
    with pytest.raises(GoneError):
        index.total("no number")


@pytest.mark.parametrize("request_", [SearchRequest(q="fruit"), SearchRequest(sort="oldest")])
def test_a_scan_returns_the_hits_of_all_pages_in_order(
    index: Index, request_: SearchRequest
) -> None:
    index.commit(
        *(article(f"a{n}", f"fruit {n}", "fruit", date=f"20{n:02}-01-01") for n in range(40)),
        at=1_000,
    )
    page_request = dataclasses.replace(request_, limit=10, copies="all")
    paged = [
        hit
        for page in range(1, 10)
        for hit in index.search(dataclasses.replace(page_request, page=page)).hits
    ]
    scan = index.engine.scan(request_, parse(request_.q, TODAY))
    assert list(scan.hits) == paged
    assert scan.total == len(paged) == 80


def test_a_scan_reads_one_generation_to_the_end(index: Index) -> None:
    index.commit(*(article(f"a{n:03}", "apple") for n in range(600)), at=1_000)
    scan = index.engine.scan(SearchRequest(), parse("", TODAY))
    hits = [next(scan.hits)]
    for at in (2_000, 3_000):
        index.articles.clear()
        index.commit(article("b", f"pear {at}"), at=at)
        assert index.total() == 1
    hits += scan.hits
    assert len(hits) == 600
    assert {hit.text for hit in hits} == {"apple"}


class OvertakenGenerations(Generations):
    """Generations of which two more are committed after it was read which one is live."""

    def __init__(self, index: Index) -> None:
        super().__init__(index.folder)
        self._index = index
        self._pending = [article("b", "pear"), article("c", "plum")]

    def live(self) -> tuple[int | None, str]:
        live = super().live()
        pending, self._pending = self._pending, []
        for added in pending:
            self._index.commit(added, at=2_000)
        return live


def test_a_generation_that_is_deleted_before_it_is_opened_gives_way_to_the_next(
    index: Index,
) -> None:
    index.commit(article("a", "apple"), at=1_000)
    searchers = SearcherManager(OvertakenGenerations(index))
    assert searchers.run(lambda searcher: searcher.info.paragraphs) == 3
    assert searchers.problem == ""
    searchers.close()
