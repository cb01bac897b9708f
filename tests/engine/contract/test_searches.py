"""Both engines have the same hits, matches and facets, and relax a search alike."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from searchapp.models.search import (
    FACETS,
    FacetRequest,
    RelaxedTotals,
    SearchRequest,
    SearchResults,
)
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.search.service import SearchService
from tests.conftest import CLUSTER_GROUP
from tests.engine.contract.conftest import RELAXED
from tests.web.random_queries import RANDOM_QUERIES

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)

RANDOM_EXAMPLES = 150

QUERIES = (
    "", "*", "data", "industrial internet", '"industrial internet"', "standard*", "m?ller",
    "Müller", "jurgen", '"we will not"', '"will go"~3', '"the data of"~8', "harbur~1",
    "quay OR ferry", "quay NOT storm", "NOT data", "(harbour AND notice) OR bridge",
    "title:bridge", "speaker:zhou", "said:lee", "role:master", "mentions:lee", "author:zoe",
    "source:one", 'source:"ellory post"', "quotation:direct", "quotation:direct harbour",
    "date:2021-05", "date:[2019-01-01 TO 2020-12-31]", "speaker:[a TO m]", "article:copy-1",
    "我们", "张三", "harbour^3 bridge", "second bridge", "fictional", "nosuchword", "har*r",
    "speaker:l*", "ferry captains", "copy-1", "storm",
)  # fmt: skip


@pytest.mark.parametrize("q", QUERIES)
def test_both_engines_have_the_same_hits_matches_and_facets(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    for copies in ("fold", "all"):
        request = SearchRequest(q=q, copies=copies, sort="newest", limit=100)
        a, b = embedded.search(request), opensearch.search(request)
        assert (a.total, a.paragraphs) == (b.total, b.paragraphs)
        assert [replace(hit, added_at=None) for hit in a.hits] == [
            replace(hit, added_at=None) for hit in b.hits
        ]
        assert a.facets == b.facets


@settings(
    max_examples=RANDOM_EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(q=RANDOM_QUERIES)
def test_both_engines_answer_random_queries_alike(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    request = SearchRequest(q=q, copies="all", sort="newest", relaxed=True, limit=100)
    try:
        a = embedded.search(request)
    except QueryError as error:
        with pytest.raises(QueryError, match=re.escape(str(error))):
            opensearch.search(request)
        return
    b = opensearch.search(request)
    assert (a.total, a.relaxed, a.facets, a.notices) == (b.total, b.relaxed, b.facets, b.notices)
    assert [replace(hit, added_at=None) for hit in a.hits] == [
        replace(hit, added_at=None) for hit in b.hits
    ]


def tiers(results: SearchResults) -> dict[str, tuple[Any, ...]]:
    """Return what relaxation says of each hit, by its address."""
    return {h.id: (h.matched, h.missing, h.copies, h.collapsed) for h in results.hits}


@pytest.mark.parametrize("q", RELAXED)
@pytest.mark.parametrize(
    "options",
    [
        SearchRequest(copies="all", limit=100),
        SearchRequest(copies="all", group="article", sort="newest", limit=100),
        SearchRequest(copies="all", speakers=("ann-lee",), limit=100),
    ],
)
def test_both_engines_relax_alike(
    embedded: SearchService, opensearch: SearchService, q: str, options: SearchRequest
) -> None:
    request = replace(options, q=q, relaxed=True)
    a, b = embedded.search(request), opensearch.search(request)
    assert (a.total, a.paragraphs, a.relaxed) == (b.total, b.paragraphs, b.relaxed)
    assert tiers(a) == tiers(b)
    assert [hit.matched for hit in a.hits] == [hit.matched for hit in b.hits]


@pytest.mark.parametrize("q", RELAXED)
def test_both_engines_relax_alike_where_copies_are_folded(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    # Each engine may list another copy of a text.
    for request in (SearchRequest(q=q), SearchRequest(q=q, limit=1), SearchRequest(q=q, page=2)):
        a, b = embedded.search(request), opensearch.search(request)
        assert (a.total, a.paragraphs, a.relaxed) == (b.total, b.paragraphs, b.relaxed)
        assert [hit.matched for hit in a.hits] == [hit.matched for hit in b.hits]


@pytest.mark.parametrize("q", RELAXED)
def test_a_strict_search_is_not_relaxed(opensearch: SearchService, q: str) -> None:
    results = opensearch.search(SearchRequest(q=q, strict=True))
    assert results.relaxed == RelaxedTotals(0, 0)
    assert {hit.matched for hit in results.hits} <= {"all"}


@pytest.mark.parametrize(
    "filters",
    [
        SearchRequest(q="harbour", speakers=("ann-lee",)),
        SearchRequest(q="said", speakers=("ann-lee",), quotations=("direct",)),
        SearchRequest(q="", quotations=("direct", "mixed")),
        SearchRequest(q="", quotations=("indirect",), sources=("The Ellory Post",)),
        SearchRequest(q="", roles=("harbour master",)),
        SearchRequest(q="", view="quotes"),
        SearchRequest(q="", view="quotes", speakers=("ann-lee",)),
        SearchRequest(q="", kinds=("person",)),
        SearchRequest(q="the", kinds=("organization", "unnamed", "document")),
        SearchRequest(q="", kinds=("person", "group"), quotations=("direct",)),
        SearchRequest(q="", kinds=("person",), speakers=("ann-lee", "nobody")),
        SearchRequest(q="", kinds=("organization",), speakers=("ann-lee",), view="quotes"),
        SearchRequest(q="", acts=("refusal",)),
        SearchRequest(q="", acts=("refusal",), roles=("captain", "harbour master")),
        SearchRequest(q="", acts=("refusal",), speakers=("tor-vesely",), kinds=("person",)),
        SearchRequest(q="quay", acts=("refusal",), kinds=("organization",), view="quotes"),
        SearchRequest(q="", acts=("speech", "refusal")),
        SearchRequest(q="", acts=("speech", "refusal"), speakers=("ann-lee",)),
        SearchRequest(q="", acts=("speech", "refusal"), kinds=("person",), roles=("captain",)),
        SearchRequest(q="the", acts=("speech", "refusal"), quotations=("direct", "indirect")),
        SearchRequest(q="", years=("2019", "undated")),
        SearchRequest(q="the", speakers=("nobody-at-all",)),
        SearchRequest(q="", copies_of="copy-1#p1"),
        SearchRequest(q="", copies_of="nowhere#p1"),
        SearchRequest(q="the", group="article"),
        SearchRequest(q="the", page=2, limit=3),
        SearchRequest(q="the", page=5_000, limit=100),
    ],
)
def test_filters_facets_groups_and_pages_are_the_same(
    embedded: SearchService, opensearch: SearchService, filters: SearchRequest
) -> None:
    request = replace(filters, sort="oldest", copies="all")
    a, b = embedded.search(request), opensearch.search(request)
    assert (a.total, a.paragraphs) == (b.total, b.paragraphs)
    assert [(h.id, h.collapsed, h.copies) for h in a.hits] == [
        (h.id, h.collapsed, h.copies) for h in b.hits
    ]
    assert a.facets == b.facets
    for name in FACETS:
        for like in ("", "e"):
            page = FacetRequest(like=like, limit=7)
            assert embedded.analytics.facet(request, name, page) == opensearch.analytics.facet(
                request, name, page
            )
    assert embedded.analytics.timeline(request) == opensearch.analytics.timeline(request)
    assert [h.id for h in embedded.scan(request).hits] == [
        h.id for h in opensearch.scan(request).hits
    ]


def test_copies_are_counted_in_groups_of_one_paragraph(opensearch: SearchService) -> None:
    request = SearchRequest(q='"closed the quay on Monday, a notice said there"', group="article")
    results = opensearch.search(request)
    assert {(hit.id, hit.copies) for hit in results.hits} == {("copy-1#p1", 1), ("copy-2#p2", 1)}


def test_a_page_below_the_deepest_hit_is_refused_as_too_expensive(
    opensearch: SearchService,
) -> None:
    with pytest.raises(QueryTooExpensiveError, match="export"):
        opensearch.search(SearchRequest(q="the", page=1_000_000, limit=100))


def test_a_scan_has_all_hits_in_the_order_of_the_search(
    embedded: SearchService, opensearch: SearchService
) -> None:
    for q in ("the", "storm notice quay"):
        request = SearchRequest(q=q, sort="newest", relaxed=True)
        a, b = embedded.scan(request), opensearch.scan(request)
        assert a.total == b.total
        assert [(hit.id, hit.matched, hit.missing) for hit in a.hits] == [
            (hit.id, hit.matched, hit.missing) for hit in b.hits
        ]


def test_a_scan_by_relevance_has_its_tiers_in_order(opensearch: SearchService) -> None:
    hits = list(opensearch.scan(SearchRequest(q="storm notice quay", relaxed=True)).hits)
    assert [hit.matched for hit in hits] == sorted(hit.matched for hit in hits)
    assert {hit.matched for hit in hits} == {"article", "some"}


@pytest.mark.parametrize("q", ["pier", "landing stage", "pier notice", "pier -monday"])
def test_both_engines_search_synonyms_alike(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    a, b = (
        service.search(SearchRequest(q, copies="all", strict=True))
        for service in (embedded, opensearch)
    )
    assert a.hits
    assert {hit.id: hit.matches for hit in a.hits} == {hit.id: hit.matches for hit in b.hits}
    assert a.description == b.description
