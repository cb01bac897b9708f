"""Hits: one page of them, and their total."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.common.spelling import spelled_words
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.opensearch.index_reader import Body, Search, total
from searchapp.engine.opensearch.search.facets import (
    PageFacets,
    cardinality,
    facet_aggregations,
)
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import (
    ResultSet,
    all_of,
    any_value,
    collapse_field,
    sort_order,
)
from searchapp.engine.opensearch.search.searcher import MAX_HITS, ClusterSearcher
from searchapp.engine.opensearch.search.spelling import SpellingLookup
from searchapp.engine.opensearch.write.documents import read_stored
from searchapp.engine.opensearch.write.mappings import MAX_RESULT_WINDOW
from searchapp.models.search import Hit, SearchRequest, SearchResults
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.parser import ParsedQuery

RawHit = Mapping[str, Any]
"""A hit as the cluster returns it: ``_source``, ``_score`` and ``sort``."""


def search_page(
    searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> SearchResults:
    """Return one page of the hits of *query* under the filters of *request*.

    Takes two requests: one for hits, counts and facets, one for what is looked up of these.
    Both look up the near spellings of the query's words as well. Raises
    ``QueryTooExpensiveError`` where the page is deeper than ``MAX_RESULT_WINDOW``.
    """
    _check_depth(request)
    result_set = ResultSet(request, query, searcher.paragraphs)
    spelling = SpellingLookup(searcher, spelled_words(query))
    page, counted, *spelling_responses = searcher.multi_search(
        [
            searcher.on_paragraphs(_page_body(result_set), scored=True),
            _counts_search(searcher, result_set),
            *spelling.first_searches(),
        ]
    )
    spelling.read_first(spelling_responses)
    raw_hits: list[RawHit] = page["hits"]["hits"]
    results = counted["aggregations"]
    paragraphs = results["listed"]["doc_count"]
    field = collapse_field(request)
    listed = results["listed"]["different"]["value"] if field else paragraphs
    facets = PageFacets(request, results)
    details = _PageDetails(searcher, request, result_set.matches(), raw_hits)
    # A search that lists each text once has no duplicates where no paragraph is left out.
    count_copies = field != "wording" or listed < paragraphs
    lookup = searcher.name_lookup(facets.named_ids())
    _send_together(
        searcher,
        (details.searches(count_copies=count_copies), details.read),
        (lookup.searches(), lookup.read),
        (facets.recounts(searcher, result_set), facets.read_recounts),
        (spelling.second_searches(), spelling.read_second),
    )
    return SearchResults(
        request=request,
        index=searcher.info,
        total=listed,
        paragraphs=paragraphs,
        hits=details.hits(query),
        facets=facets.read(lookup.names),
        notices=query.notices,
    )


def _check_depth(request: SearchRequest) -> None:
    """Raise ``QueryTooExpensiveError`` where a page is deeper than ``MAX_RESULT_WINDOW``."""
    if request.page * request.limit > MAX_RESULT_WINDOW:
        raise QueryTooExpensiveError(
            f"Page {request.page:,} is beyond hit {MAX_RESULT_WINDOW:,}, the last that can"
            " be shown. Narrow the search, or export all matches."
        )


def _send_together(
    searcher: ClusterSearcher,
    *parts: tuple[Sequence[Search], Callable[[Sequence[Body]], None]],
) -> None:
    """Send the searches of all *parts* in one request, and call each part's reader."""
    responses = iter(
        searcher.multi_search([search for searches, _ in parts for search in searches])
    )
    for searches, read in parts:
        read(list(islice(responses, len(searches))))


def _page_body(result_set: ResultSet) -> dict[str, Any]:
    """Return the request for a page of hits."""
    request = result_set.request
    body: dict[str, Any] = {
        "query": result_set.hits,
        "from": (request.page - 1) * request.limit,
        "size": request.limit,
        "sort": sort_order(request),
        "track_total_hits": False,
    }
    if field := collapse_field(request):
        body["collapse"] = {"field": field}
    return body


def _counts_search(searcher: ClusterSearcher, result_set: ResultSet) -> Search:
    """Return the search for the total and all facets.

    The filters are not in its query, since each facet is counted without its own.
    """
    listed: dict[str, Any] = {"filter": result_set.filters.clause()}
    if field := collapse_field(result_set.request):
        listed["aggs"] = {"different": cardinality(field)}
    facets = facet_aggregations(result_set.filters, searcher.shards)
    return searcher.aggregations(all_of(result_set.matched), **facets, listed=listed)


class _PageDetails:
    """What is looked up of the hits of a page: duplicates, and what grouping has left out.

    *matches* are all paragraphs that the search finds.
    """

    def __init__(
        self,
        searcher: ClusterSearcher,
        request: SearchRequest,
        matches: Clause,
        raw_hits: list[RawHit],
    ) -> None:
        self._searcher = searcher
        self._request = request
        self._matches = matches
        self._raw_hits = raw_hits
        self._articles_by_key: dict[int, int] = {}
        self._numbers: dict[str, list[int]] = {}
        self._read_order: list[Callable[[Body], None]] = []

    def searches(self, *, count_copies: bool) -> list[Search]:
        """Return the searches; ``read`` reads their responses."""
        searches = []
        # The key of a paragraph too short to be a duplicate is negative.
        keys = sorted({key for raw in self._raw_hits if (key := raw["_source"]["wording"]) >= 0})
        if keys and count_copies:
            grouped = {
                "terms": {"field": "wording", "include": keys, "size": len(keys)},
                "aggs": {"articles": {"cardinality": {"field": "article"}}},
            }
            duplicates = all_of({"terms": {"wording": keys}}, self._matches)
            searches.append(self._searcher.aggregations(duplicates, same=grouped))
            self._read_order.append(self._read_copies)
        if self._raw_hits and self._request.group == "article":
            articles = {raw["_source"]["document"]["shared"]["article"] for raw in self._raw_hits}
            body = {
                "query": all_of(any_value("article", articles), self._matches),
                "size": MAX_HITS,
                "sort": ["article", "number"],
                "track_total_hits": False,
                "_source": False,
            }
            searches.append(self._searcher.on_paragraphs(body))
            self._read_order.append(self._read_numbers)
        return searches

    def read(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``searches``."""
        for read, response in zip(self._read_order, responses, strict=True):
            read(response)

    def _read_copies(self, response: Body) -> None:
        for bucket in response["aggregations"]["same"]["buckets"]:
            self._articles_by_key[bucket["key"]] = bucket["articles"]["value"]

    def _read_numbers(self, response: Body) -> None:
        for raw in response["hits"]["hits"]:
            article, number = raw["sort"]
            self._numbers.setdefault(article, []).append(number)

    def hits(self, query: ParsedQuery) -> tuple[Hit, ...]:
        """Return the hits, with their duplicates counted and the collapsed ones listed."""
        highlights = highlight_spec(query)
        scored = self._request.sort == "relevance"
        hits = []
        for raw in self._raw_hits:
            hit = to_hit(raw, highlights, scored=scored)
            numbers = self._numbers.get(hit.article_id, ())
            copies = self._articles_by_key.get(raw["_source"]["wording"], 1) - 1
            collapsed = tuple(number for number in numbers if number != hit.number)
            hits.append(replace(hit, copies=copies, collapsed=collapsed))
        return tuple(hits)


def count_totals(
    searcher: ClusterSearcher, searches: Sequence[tuple[SearchRequest, ParsedQuery]]
) -> list[int]:
    """Return the total that ``search_page`` would give for each of *searches*."""
    counting = [_total_search(searcher, request, query) for request, query in searches]
    return [
        response["aggregations"]["different"]["value"]
        if "aggregations" in response
        else total(response)
        for response in searcher.multi_search(counting)
    ]


def _total_search(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Search:
    matches = ResultSet(request, query, searcher.paragraphs).matches()
    field = collapse_field(request)
    if not field:
        return searcher.counting(matches)
    return searcher.aggregations(matches, different=cardinality(field))


def to_hit(raw: RawHit, highlights: HighlightSpec, *, scored: bool) -> Hit:
    """Return a hit of the cluster as ours, with its score or with 0.0."""
    source = raw["_source"]
    return stored_hit(
        read_stored(source),
        highlights,
        score=(raw["_score"] or 0.0) if scored else 0.0,
        added_at=datetime.datetime.fromtimestamp(source["added_at"], datetime.UTC),
    )
