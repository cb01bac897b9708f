"""Hits: one page of them, and their total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.engine.common.spelling import spelled_words
from searchapp.engine.opensearch.day_counts import DAY_AGGREGATIONS, read_days
from searchapp.engine.opensearch.format.mappings import MAX_RESULT_WINDOW
from searchapp.engine.opensearch.index_reader import Body, RawHit, Search, total
from searchapp.engine.opensearch.query.query_dsl import all_of
from searchapp.engine.opensearch.query.request_builder import (
    ResultSet,
    collapse_field,
)
from searchapp.engine.opensearch.search.facets import (
    PageFacets,
    cardinality,
    facet_aggregations,
)
from searchapp.engine.opensearch.search.hit_details import PageDetails
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.relaxation import RelaxedHits
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.spelling import SpellingLookup
from searchapp.engine.opensearch.search.tie_order import TieOrder
from searchapp.engine.opensearch.search.timelines import TimelineLookup
from searchapp.models.analytics import Timeline
from searchapp.models.search import SearchRequest, SearchResults
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.parsed_query import ParsedQuery

_QUICK_CARDINALITY = 12_000
"""Up to this many different texts are counted in the first request. A shard allocates, copies
and sends some bytes for each text up to the limit, whether there are as many or not."""

_CERTAIN_CARDINALITY = 11_000
"""Up to this many, the count of the first request is sure to be below its limit."""


def search_page(
    searcher: ClusterSearcher,
    request: SearchRequest,
    query: ParsedQuery,
    *,
    with_timeline: bool = False,
) -> tuple[SearchResults, Timeline | None]:
    """Return one page of the hits of *query* under the filters of *request*.

    If *with_timeline*, their timeline comes second, None where no paragraph matches.

    Takes two requests: one for hits, counts and facets, one for what is looked up of these.
    Both look up the near spellings of the query's words as well. Where a search is relaxed,
    the second request lists the hits that lack words, and a third looks up their duplicates
    if there are any. Raises ``QueryTooExpensiveError`` where the page is deeper than
    ``MAX_RESULT_WINDOW``.
    """
    _check_depth(request)
    result_set = searcher.result_set(request, query)
    spelling = SpellingLookup(searcher, spelled_words(query))
    page = _first_request(searcher, result_set, spelling, with_days=with_timeline)
    timeline: TimelineLookup | None = None
    if page.counts.days is not None and page.counts.total:
        timeline = TimelineLookup(searcher, result_set, page.counts.days)
    searcher.send_together(
        *page.lookups(),
        (spelling.second_searches(), spelling.read_second),
        *([] if timeline is None else [(timeline.searches(), timeline.read)]),
    )
    searcher.send_together((page.relaxed.details(), page.relaxed.read_details))
    return page.results(request), None if timeline is None else timeline.timeline


def _first_request(
    searcher: ClusterSearcher, result_set: ResultSet, spelling: SpellingLookup, *, with_days: bool
) -> _Page:
    """Return the page, once its hits that have all the words, and the counts, are read.

    If *with_days*, the hits are counted by day as well.
    """
    # The cluster caches only the second, so the suggesters go with the first.
    page, counted, *counted_words = searcher.multi_search(
        [
            searcher.on_paragraphs(_page_body(result_set) | spelling.suggesters(), scored=True),
            _counts_search(searcher, result_set, with_days=with_days),
            *spelling.first_searches(),
        ]
    )
    spelling.read_first(page, counted_words)
    return _Page(searcher, result_set, page["hits"]["hits"], counted["aggregations"])


class _Page:
    """A page of hits with what is looked up of them.

    It is made of the *raw_hits* that have all the words and of *counted*, the response to
    ``_counts_search``; ``results`` can be called once the ``lookups``, and then the details of
    ``relaxed``, have been read.
    """

    def __init__(
        self,
        searcher: ClusterSearcher,
        result_set: ResultSet,
        raw_hits: list[RawHit],
        counted: Body,
    ) -> None:
        request = result_set.request
        self._searcher = searcher
        self._result_set = result_set
        self._details = PageDetails(searcher, request, result_set.matches(), raw_hits)
        self.counts = _Counts(result_set, counted)
        self.relaxed = RelaxedHits(searcher, result_set, self.counts.total)
        self._names = searcher.name_lookup(self.counts.facets.named_ids())

    def lookups(self) -> list[tuple[Sequence[Search], Callable[[Sequence[Body]], None]]]:
        """Return the searches of the second request, each part with its reader."""
        counts = self.counts
        return [
            (self._details.searches(count_copies=counts.has_copies), self._details.read),
            (self.relaxed.searches(), self.relaxed.read),
            (self._names.searches(), self._names.read),
            (counts.recounts(self._searcher), counts.read_recounts),
        ]

    def results(self, request: SearchRequest) -> SearchResults:
        """Return the results of *request*, the hits that lack words last."""
        query = self._result_set.query
        highlighter, ties = HitHighlighter(highlight_spec(query)), TieOrder(request, query)
        return SearchResults(
            request=request,
            index=self._searcher.info,
            total=self.counts.total,
            paragraphs=self.counts.paragraphs,
            hits=ties.ordered(self._details.hits(highlighter))
            + self.relaxed.hits(highlighter, ties),
            facets=self.counts.facets.read(self._names.names),
            notices=query.notices,
            relaxed=self.relaxed.totals,
        )


class _Counts:
    """The total and the facets of a search, from the *results* of ``_counts_search``.

    What has to be counted again is in the searches of ``recounts``, for ``read_recounts``.
    """

    def __init__(self, result_set: ResultSet, results: Mapping[str, Any]) -> None:
        listed = results["listed"]
        self._result_set = result_set
        self._field = collapse_field(result_set.request)
        self.paragraphs: int = listed["doc_count"]
        self.total: int = listed["different"]["value"] if self._field else self.paragraphs
        self.days = read_days(listed) if "days" in listed else None
        self.facets = PageFacets(result_set, results)

    @property
    def has_copies(self) -> bool:
        """Whether hits may have duplicates.

        A search that lists each text once has none where no paragraph is left out.
        """
        return self._field != "wording" or self.total < self.paragraphs

    def recounts(self, searcher: ClusterSearcher) -> list[Search]:
        """Return the searches that count again."""
        searches = self.facets.recounts(searcher)
        if self._is_estimate:
            different = cardinality(self._field)
            searches.append(searcher.aggregations(self._result_set.matches(), different=different))
        return searches

    def read_recounts(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``recounts``."""
        if self._is_estimate:
            *responses, last = responses
            self.total = last["aggregations"]["different"]["value"]
        self.facets.read_recounts(responses)

    @property
    def _is_estimate(self) -> bool:
        """Whether there are more different texts than the first request counts."""
        return bool(self._field) and self.total > _CERTAIN_CARDINALITY


def _check_depth(request: SearchRequest) -> None:
    """Raise ``QueryTooExpensiveError`` where a page is deeper than ``MAX_RESULT_WINDOW``."""
    if request.page * request.limit > MAX_RESULT_WINDOW:
        raise QueryTooExpensiveError(
            f"Page {request.page:,} is beyond hit {MAX_RESULT_WINDOW:,}, the last that can"
            " be shown. Narrow the search, or export all matches."
        )


def _page_body(result_set: ResultSet) -> dict[str, Any]:
    """Return the request for a page of hits."""
    request = result_set.request
    body: dict[str, Any] = {
        "query": result_set.hits,
        "from": (request.page - 1) * request.limit,
        "size": request.limit,
        "sort": result_set.sort,
        "track_total_hits": False,
    }
    if field := collapse_field(request):
        body["collapse"] = {"field": field}
    return body


def _counts_search(searcher: ClusterSearcher, result_set: ResultSet, *, with_days: bool) -> Search:
    """Return the search for the total and all facets, and the counts by day if *with_days*.

    The filters are not in its query, since each facet is counted without its own.
    """
    inner: dict[str, Any] = {}
    if field := collapse_field(result_set.request):
        inner["different"] = cardinality(field, _QUICK_CARDINALITY)
    if with_days:
        inner |= DAY_AGGREGATIONS
    listed: dict[str, Any] = {"filter": result_set.filters.clause(), "aggs": inner}
    facets = facet_aggregations(result_set.filters, searcher.shards)
    return searcher.aggregations(all_of(result_set.matched), **facets, listed=listed)


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
    matches = searcher.result_set(request, query).matches()
    field = collapse_field(request)
    if not field:
        return searcher.counting(matches)
    return searcher.aggregations(matches, different=cardinality(field))
