"""What is asked of one generation while others come: entry, earlier versions, scans."""

import dataclasses
import datetime
from collections.abc import Callable

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.errors import GoneError
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from tests.conftest import Write, line

Reindex = Callable[[int], SearchService]


@pytest.fixture
def reindex_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Reindex:
    """Reindex at a moment, in seconds since 1970."""

    def reindex(moment: int) -> SearchService:
        monkeypatch.setattr("time.time", lambda: float(moment))
        result = app.test_cli_runner().invoke(args=["reindex"])
        assert result.exit_code == 0, result.output
        service = app.extensions["searchapp"]
        assert isinstance(service, SearchService)
        return service

    return reindex


LAST_ADDED = SearchRequest(sort="added")


def found(service: SearchService, request: SearchRequest = LAST_ADDED) -> list[tuple[str, int]]:
    return [
        (hit.id, int(hit.added_at.timestamp()))
        for hit in service.search(request).hits
        if hit.added_at
    ]


def test_a_paragraph_keeps_the_moment_at_which_it_entered(
    reindex_at: Reindex, write: Write
) -> None:
    write("a.jsonl", line("a", "One.", "Two.", date="2024-01-01"))
    reindex_at(1_000)
    write("b.jsonl", line("b", "Three.", date="1999-01-01"))
    service = reindex_at(2_000)
    assert found(service) == [("b#p1", 2_000), ("a#p1", 1_000), ("a#p2", 1_000)]
    write("a.jsonl", line("a", "One.", "Two, changed.", date="2024-01-01"))
    service = reindex_at(3_000)
    assert found(service) == [("a#p2", 3_000), ("b#p1", 2_000), ("a#p1", 1_000)]
    [hit] = service.search(SearchRequest(q="changed")).hits
    assert hit.added_at == datetime.datetime(1970, 1, 1, 0, 50, tzinfo=datetime.UTC)


def test_the_generation_before_answers_until_it_is_forgotten(
    reindex_at: Reindex, write: Write
) -> None:
    write("a.jsonl", line("a", "apple"))
    first = reindex_at(1_000).info().version
    write("b.jsonl", line("b", "pear"))
    service = reindex_at(2_000)
    assert service.search(SearchRequest(), first).total == 1
    assert service.search(SearchRequest(), first).index.version == first
    assert service.search(SearchRequest()).total == 2
    write("c.jsonl", line("c", "plum"))
    service = reindex_at(3_000)
    with pytest.raises(GoneError, match=f"Generation {first} .*first page"):
        service.search(SearchRequest(), first)
    with pytest.raises(GoneError):
        service.search(SearchRequest(), "no number")


@pytest.mark.parametrize("request_", [SearchRequest(q="fruit"), SearchRequest(sort="oldest")])
def test_a_scan_gives_all_pages_one_after_the_other(
    reindex_at: Reindex, write: Write, request_: SearchRequest
) -> None:
    write(
        "a.jsonl",
        "".join(line(f"a{n}", f"fruit {n}", "fruit", date=f"20{n:02}-01-01") for n in range(40)),
    )
    service = reindex_at(1_000)
    paged = [
        hit
        for page in range(1, 10)
        for hit in service.search(
            dataclasses.replace(request_, page=page, limit=10, copies="all")
        ).hits
    ]
    scan = service.scan(request_)
    assert list(scan.hits) == paged
    assert scan.total == len(paged) == 80


def test_a_scan_is_of_one_generation_to_the_end(reindex_at: Reindex, write: Write) -> None:
    write("a.jsonl", "".join(line(f"a{n:03}", "apple") for n in range(600)))
    scan = reindex_at(1_000).scan(SearchRequest())
    read = [next(scan.hits)]
    for moment in (2_000, 3_000):
        write("a.jsonl", line("b", f"pear {moment}"))
        assert reindex_at(moment).search(SearchRequest()).total == 1
    read += scan.hits
    assert len(read) == 600
    assert {hit.text for hit in read} == {"apple"}


def test_a_generation_that_goes_before_it_is_opened_gives_way_to_the_next(
    reindex_at: Reindex, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.jsonl", line("a", "apple"))
    service = reindex_at(1_000)
    settings = service.settings
    beside = create_app(corpus_dir=settings.corpus_dir, index_dir=settings.index_dir)
    coming = [("b.jsonl", line("b", "pear")), ("c.jsonl", line("c", "plum"))]
    read_name = Generations.live

    def live(self: Generations) -> tuple[int | None, str]:
        named = read_name(self)
        come, coming[:] = coming.copy(), []
        for name, text in come:
            write(name, text)
            result = beside.test_cli_runner().invoke(args=["reindex"])
            assert result.exit_code == 0, result.output
        return named

    monkeypatch.setattr(Generations, "live", live)
    assert service.search(SearchRequest()).total == 3
    assert service.health().status == "ok"
