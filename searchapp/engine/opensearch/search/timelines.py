"""Timelines: daily counts from the cluster, summed into buckets on our side."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np

from searchapp.engine.common.timelines import (
    DayCounts,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import Filters, all_of, scored_query
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.parser import ParsedQuery


def count_days(searcher: ClusterSearcher, query: Clause) -> DayCounts:
    """Return the number of paragraphs that match *query* on each day, and of undated ones."""
    histogram = {
        "field": "date",
        "calendar_interval": "day",
        "min_doc_count": 1,
        "format": "uuuu-MM-dd",
    }
    days = searcher.aggregate(query, days={"date_histogram": histogram})["days"]
    counts = {
        datetime.date.fromisoformat(bucket["key_as_string"]).toordinal(): bucket["doc_count"]
        for bucket in days["buckets"]
    }
    has_no_date = {"bool": {"must_not": [{"exists": {"field": "date"}}]}}
    undated = searcher.count(all_of(query, has_no_date))
    if not counts:
        return DayCounts(0, np.zeros(1, np.int64), undated)
    first = min(counts)
    daily = np.zeros(max(counts) - first + 2, np.int64)
    for day, count in counts.items():
        daily[day - first + 1] = count
    return DayCounts(first, np.cumsum(daily), undated)


def _count_total_days(searcher: ClusterSearcher, request: SearchRequest) -> DayCounts:
    """Count all paragraphs of the speakers and sources of *request*."""
    base = SearchRequest(speakers=request.speakers, sources=request.sources)
    return count_days(searcher, Filters(base, searcher.paragraphs).clause())


def timeline(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Timeline:
    """Return the timeline of the paragraphs that a search finds."""
    filters = Filters(request, searcher.paragraphs)
    matches = all_of(scored_query(searcher, query), filters.clause())
    (built,) = build_timelines(
        [count_days(searcher, matches)],
        [_count_total_days(searcher, request)],
        timeline_base(request),
        request,
    )
    return built


def comparison(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Comparison:
    """Return a timeline for each speaker of *request*, all with the same buckets."""
    clause = scored_query(searcher, query)
    requests = [dataclasses.replace(request, speakers=(s,)) for s in request.speakers]
    matching = [
        count_days(searcher, all_of(clause, Filters(r, searcher.paragraphs).clause()))
        for r in requests
    ]
    totals = [_count_total_days(searcher, r) for r in requests]
    names = searcher.display_names("speaker", [slug(speaker) for speaker in request.speakers])
    return Comparison(request, searcher.info, speaker_series(request, names, matching, totals))
