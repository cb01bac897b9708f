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
from searchapp.web.presenters import urls


def results(archive: Flask, **fields: object) -> SearchResults:
    service: SearchService = archive.extensions["searchapp"]
    request = SearchRequest(q="oil gsa")
    return SearchResults(request, service.info(), 0, (), **fields)  # type: ignore[arg-type]


def part(text: str, q: str) -> DescribedClause:
    return DescribedClause(text, SearchRequest(q=q), span=(0, 3))


def test_each_piece_of_a_query_can_be_taken_out(archive: Flask) -> None:
    description = QueryDescription("…", (part("‘oil’", "gsa"), part("‘gsa’", "oil")))
    with archive.test_request_context("/search"):
        links = urls.clause_links(results(archive, description=description))
        assert [(link.label, link.url) for link in links] == [
            ("‘oil’", "/search?q=gsa"),
            ("‘gsa’", "/search?q=oil"),
        ]
        alone = QueryDescription("…", (part("‘oil’", ""),))
        assert urls.clause_links(results(archive, description=alone)) == ()


def test_a_near_spelling_shows_what_differs(archive: Flask) -> None:
    meant = DidYouMean(SearchRequest(q="oil gas now"), ((4, 7),), 12)
    with archive.test_request_context("/search"):
        links = urls.did_you_mean(results(archive, did_you_mean=meant))
        assert links is not None
        assert links.stretches == (("oil ", False), ("gas", True), (" now", False))
        assert (links.url, links.total) == ("/search?q=oil+gas+now", 12)
        assert urls.did_you_mean(results(archive)) is None


def test_what_would_be_found_with_less_is_linked(archive: Flask) -> None:
    less = (RelaxedQuery(part("‘gsa’", "oil"), 14),)
    with archive.test_request_context("/search"):
        (link,) = urls.without_parts(results(archive, without=less))
        assert (link.label, link.url, link.count) == ("‘gsa’", "/search?q=oil", 14)
