import pytest
from flask import Flask

from searchapp.engine.embedded.search.query_matcher import QueryMatcher
from searchapp.engine.embedded.search.searcher import Searcher
from searchapp.query.parsed_query import ParsedQuery
from searchapp.search.service import SearchService
from tests.conftest import REAL_ARTICLE, Write, line


def test_a_paragraph_comes_with_its_neighbours(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    context = service.context(REAL_ARTICLE, 8, around=2)
    assert context is not None
    assert [hit.number for hit in context.before] == [6, 7]
    assert context.paragraph.id == f"{REAL_ARTICLE}#p8"
    assert [hit.number for hit in context.after] == [9, 10]
    assert context.index == service.info()


def test_the_first_paragraph_has_none_before_it(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    context = service.context(REAL_ARTICLE, 1)
    assert context is not None
    assert (context.before, [hit.number for hit in context.after]) == ((), [2])


def test_an_unknown_paragraph_has_no_context(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    assert service.context(REAL_ARTICLE, 99) is None
    assert service.context("none", 1) is None


def test_results_read_consistently_are_of_one_generation(app: Flask, write: Write) -> None:
    service: SearchService = app.extensions["searchapp"]
    write("a.jsonl", line("a", "apple", date="2020-01-01"))
    app.test_cli_runner().invoke(args=["reindex"])
    request = service.parser.request([("q", "apple OR pear")])
    totals = []

    def timeline_before_a_reindex() -> int:
        totals.append(service.analytics.timeline(request).total)
        if len(totals) == 1:
            write("b.jsonl", line("b", "pear", date="2020-01-02"))
            app.test_cli_runner().invoke(args=["reindex"])
        return totals[-1]

    total, index = service.read_consistently(timeline_before_a_reindex)
    assert totals == [1, 2]
    assert (total, index.paragraphs, index.version) == (2, 2, "2")


@pytest.mark.parametrize(
    ("q", "quoted"),
    [('oil "real economy"', True), ("‘real economy’", True), ("oil gas*", False), ("", False)],
)
def test_a_quoted_phrase_in_a_query_is_detected(archive: Flask, q: str, quoted: bool) -> None:
    service: SearchService = archive.extensions["searchapp"]
    assert service.parser.has_phrase(q) is quoted


@pytest.fixture
def evaluations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that the embedded engine evaluates, in order."""
    evaluated: list[str] = []
    start = QueryMatcher.__init__

    def counted(matcher: QueryMatcher, searcher: Searcher, query: ParsedQuery) -> None:
        evaluated.append(" ".join(clause.node.text for clause in query.clauses))
        start(matcher, searcher, query)

    monkeypatch.setattr(QueryMatcher, "__init__", counted)
    return evaluated


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=manufacturing",
        "/search?q=manufacturing&group=article&year=2023&quotation=direct",
        "/search/facets/speaker?q=manufacturing",
        "/compare?q=manufacturing&speaker=zhou-yunjie&speaker=li-dongsheng",
        "/feed?q=manufacturing",
        "/api/v1/search?q=manufacturing",
        "/api/v1/articles?q=manufacturing",
        "/api/v1/timeline?q=manufacturing",
        "/api/v1/compare?q=manufacturing&speaker=zhou-yunjie&speaker=li-dongsheng",
        "/api/v1/export?q=manufacturing",
    ],
)
def test_an_answer_evaluates_its_query_once(
    archive: Flask, evaluations: list[str], address: str
) -> None:
    response = archive.test_client().get(address)
    assert response.status_code == 200
    assert response.data
    assert evaluations == ["manufacturing"]


def test_without_hits_each_part_is_evaluated_once_more(
    archive: Flask, evaluations: list[str]
) -> None:
    page = archive.test_client().get("/search?q=manufacturing+bridge+otters")
    assert page.status_code == 200
    assert evaluations == [
        "manufacturing bridge otters",
        *("bridge otters", "manufacturing otters", "manufacturing bridge"),
    ]
