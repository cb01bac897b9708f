from flask import Flask

from searchapp.models.search import (
    DescribedClause,
    DidYouMean,
    QueryDescription,
    RelaxedQuery,
    SearchRequest,
    SearchResults,
)
from searchapp.search.service import SearchService
from searchapp.web.presenters import links


def results(archive: Flask, **fields: object) -> SearchResults:
    service: SearchService = archive.extensions["searchapp"]
    request = SearchRequest(q="oil gsa")
    return SearchResults(request, service.info(), 0, (), **fields)  # type: ignore[arg-type]


def clause(text: str, q: str) -> DescribedClause:
    return DescribedClause(text, SearchRequest(q=q), span=(0, 3))


def test_each_clause_of_a_query_has_a_link_that_removes_it(archive: Flask) -> None:
    description = QueryDescription("…", (clause("‘oil’", "gsa"), clause("‘gsa’", "oil")))
    with archive.test_request_context("/search"):
        clauses = links.clause_links(results(archive, description=description))
        assert [(link.label, link.url) for link in clauses] == [
            ("‘oil’", "/search?q=gsa"),
            ("‘gsa’", "/search?q=oil"),
        ]
        single_clause = QueryDescription("…", (clause("‘oil’", ""),))
        assert links.clause_links(results(archive, description=single_clause)) == ()


def test_a_spelling_suggestion_marks_what_differs(archive: Flask) -> None:
    near_spelling = DidYouMean(SearchRequest(q="oil gas now"), ((4, 7),), 12)
    with archive.test_request_context("/search"):
        suggestion = links.spelling_suggestion(results(archive, did_you_mean=near_spelling))
        assert suggestion is not None
        assert suggestion.stretches == (("oil ", False), ("gas", True), (" now", False))
        assert (suggestion.url, suggestion.total) == ("/search?q=oil+gas+now", 12)
        assert links.spelling_suggestion(results(archive)) is None


def test_each_relaxed_query_has_a_link_with_its_number_of_hits(archive: Flask) -> None:
    relaxed = (RelaxedQuery(clause("‘gsa’", "oil"), 14),)
    with archive.test_request_context("/search"):
        (link,) = links.relaxed_query_links(results(archive, without=relaxed))
        assert (link.label, link.url, link.count) == ("‘gsa’", "/search?q=oil", 14)
