"""Timelines: daily counts from the cluster, summed into buckets on our side."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from searchapp.engine.common.timelines import (
    DayCounts,
    base_request,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.opensearch.day_counts import DAY_AGGREGATIONS, read_days
from searchapp.engine.opensearch.index_reader import Body, Search
from searchapp.engine.opensearch.query.query_dsl import MATCH_ALL, Clause
from searchapp.engine.opensearch.query.request_builder import Filters, ResultSet
from searchapp.engine.opensearch.search.searcher import (
    ClusterSearcher,
    name_facets,
    names_of_acts,
)
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.parsed_query import ParsedQuery


class DayCountsLookup:
    """Counts the paragraphs that match each of *queries* by day; undated ones apart.

    ``counts`` holds them in this order, once ``read`` has read the responses to ``searches``.
    The days of all paragraphs are counted once at most in a generation.
    """

    def __init__(self, searcher: ClusterSearcher, queries: Sequence[Clause]) -> None:
        self._searcher = searcher
        self._queries = queries
        self._archive_days = searcher.archive_days
        self.counts: list[DayCounts] = []

    def _is_known(self, query: Clause) -> bool:
        return query == MATCH_ALL and self._archive_days is not None

    def searches(self) -> list[Search]:
        """Return the searches for the counts that are not known yet."""
        return [
            self._searcher.aggregations(query, **DAY_AGGREGATIONS)
            for query in self._queries
            if not self._is_known(query)
        ]

    def read(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``searches``."""
        counted = iter(responses)
        for query in self._queries:
            if self._archive_days is not None and self._is_known(query):
                self.counts.append(self._archive_days)
                continue
            self.counts.append(read_days(next(counted)["aggregations"]))
            if query == MATCH_ALL:
                self._searcher.archive_days = self.counts[-1]


def _total_clause(searcher: ClusterSearcher, request: SearchRequest) -> Clause:
    """Return the clause of all paragraphs of the speakers and sources of *request*."""
    if not request.speakers and not request.sources:
        return MATCH_ALL
    base = base_request(request)
    return Filters(base, searcher.paragraphs, searcher.joined, searcher.trails).clause()


class TimelineLookup:
    """Looks up the timeline of the paragraphs that a search finds; see ``DayCountsLookup``.

    Their own counts are looked up too, unless they are given as *matching*.
    """

    def __init__(
        self, searcher: ClusterSearcher, result_set: ResultSet, matching: DayCounts | None = None
    ) -> None:
        self._request = result_set.request
        self._matching = matching
        clauses = [_total_clause(searcher, self._request)]
        if matching is None:
            clauses.append(result_set.matches())
        self._days = DayCountsLookup(searcher, clauses)
        self.searches = self._days.searches
        self.read = self._days.read

    @property
    def timeline(self) -> Timeline:
        """The timeline, once ``read`` has read the responses to ``searches``."""
        out_of, *looked_up = self._days.counts
        matching = looked_up[0] if self._matching is None else self._matching
        base = timeline_base(self._request)
        (built,) = build_timelines([matching], [out_of], base, self._request)
        return built


def timeline(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Timeline:
    """Return the timeline of the paragraphs that a search finds."""
    lookup = TimelineLookup(searcher, searcher.result_set(request, query))
    searcher.send_together((lookup.searches(), lookup.read))
    return lookup.timeline


def comparison(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Comparison:
    """Return a timeline for each speaker of *request*, all with the same buckets."""
    result_set = searcher.result_set(request, query)
    request = result_set.request
    requests = [dataclasses.replace(request, speakers=(s,)) for s in request.speakers]
    matching = [result_set.under(alone).matches() for alone in requests]
    totals = [_total_clause(searcher, r) for r in requests]
    ids = [slug(speaker) for speaker in request.speakers]
    acts = base_request(request).acts
    lookup = searcher.name_lookup(dict.fromkeys(name_facets("speaker", acts), ids))
    days = DayCountsLookup(searcher, [*matching, *totals])
    searcher.send_together((days.searches(), days.read), (lookup.searches(), lookup.read))
    counts, out_of = days.counts[: len(requests)], days.counts[len(requests) :]
    names = names_of_acts(lookup.names, "speaker", acts)
    return Comparison(request, searcher.info, speaker_series(request, names, counts, out_of))
