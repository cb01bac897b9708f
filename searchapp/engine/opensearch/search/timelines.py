"""Timelines: daily counts from the cluster, summed into buckets on our side."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np

from searchapp.engine.common.timelines import (
    DayCounts,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.opensearch.index_reader import Body, Search
from searchapp.engine.opensearch.search.query_dsl import MATCH_ALL, Clause
from searchapp.engine.opensearch.search.request_builder import Filters, ResultSet
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.parser import ParsedQuery

DAY_AGGREGATIONS: dict[str, Any] = {
    "days": {
        "date_histogram": {
            "field": "date",
            "calendar_interval": "day",
            "min_doc_count": 1,
            "format": "uuuu-MM-dd",
        }
    },
    "undated": {"missing": {"field": "date"}},
}
"""The aggregations that ``read_days`` reads."""


def read_days(results: Body) -> DayCounts:
    """Return the counts in the results of ``DAY_AGGREGATIONS``."""
    counts = {
        datetime.date.fromisoformat(bucket["key_as_string"]).toordinal(): bucket["doc_count"]
        for bucket in results["days"]["buckets"]
    }
    undated: int = results["undated"]["doc_count"]
    if not counts:
        return DayCounts(0, np.zeros(1, np.int64), undated)
    first = min(counts)
    daily = np.zeros(max(counts) - first + 2, np.int64)
    for day, count in counts.items():
        daily[day - first + 1] = count
    return DayCounts(first, np.cumsum(daily), undated)


def count_days(
    searcher: ClusterSearcher, queries: Sequence[Clause], *more: Search
) -> tuple[list[DayCounts], list[Body]]:
    """Count the paragraphs that match each of *queries* by day; undated ones apart.

    Searches for *more* go in the same request; their responses come second. The days of all
    paragraphs are asked for once.
    """
    known = searcher.archive_days
    new = [q for q in queries if q != MATCH_ALL or known is None]
    searches = [searcher.aggregations(query, **DAY_AGGREGATIONS) for query in new]
    responses = searcher.multi_search([*searches, *more])
    counted = iter(responses)
    days = []
    for query in queries:
        if query == MATCH_ALL and known is not None:
            days.append(known)
            continue
        days.append(read_days(next(counted)["aggregations"]))
        if query == MATCH_ALL:
            searcher.archive_days = days[-1]
    return days, list(counted)


def _total_clause(searcher: ClusterSearcher, request: SearchRequest) -> Clause:
    """Return the clause of all paragraphs of the speakers and sources of *request*."""
    if not request.speakers and not request.sources:
        return MATCH_ALL
    base = SearchRequest(speakers=request.speakers, sources=request.sources)
    return Filters(base, searcher.paragraphs).clause()


def timeline(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Timeline:
    """Return the timeline of the paragraphs that a search finds."""
    result_set = ResultSet(request, query, searcher.paragraphs)
    clauses = [result_set.matches(), _total_clause(searcher, request)]
    (matching, out_of), _ = count_days(searcher, clauses)
    (built,) = build_timelines([matching], [out_of], timeline_base(request), request)
    return built


def comparison(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Comparison:
    """Return a timeline for each speaker of *request*, all with the same buckets."""
    result_set = ResultSet(request, query, searcher.paragraphs)
    requests = [dataclasses.replace(request, speakers=(s,)) for s in request.speakers]
    matching = [result_set.under(alone).matches() for alone in requests]
    totals = [_total_clause(searcher, r) for r in requests]
    ids = [slug(speaker) for speaker in request.speakers]
    lookup = searcher.name_lookup({"speaker": ids})
    days, name_responses = count_days(searcher, [*matching, *totals], *lookup.searches())
    lookup.read(name_responses)
    counts, out_of = days[: len(requests)], days[len(requests) :]
    return Comparison(
        request, searcher.info, speaker_series(request, lookup.names["speaker"], counts, out_of)
    )
