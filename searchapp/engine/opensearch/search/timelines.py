"""When paragraphs are dated: counted by day in the cluster, summed up here."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import numpy as np

from searchapp.engine.common.timelines import (
    DayCounts,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import Filters, both, found_by
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.parser import ParsedQuery


def days_of(generation: ClusterSearcher, query: Clause) -> DayCounts:
    """Return what *query* finds by day."""
    counted = {
        datetime.date.fromisoformat(bucket["key_as_string"]).toordinal(): bucket["doc_count"]
        for bucket in _buckets(generation, query)
    }
    undated = generation.count(both(query, {"bool": {"must_not": [{"exists": {"field": "date"}}]}}))
    if not counted:
        return DayCounts(0, np.zeros(1, np.int64), undated)
    first = min(counted)
    sums = np.zeros(max(counted) - first + 2, np.int64)
    for day, count in counted.items():
        sums[day - first + 1] = count
    return DayCounts(first, np.cumsum(sums), undated)


def _buckets(generation: ClusterSearcher, query: Clause) -> list[dict[str, Any]]:
    days = {
        "field": "date",
        "calendar_interval": "day",
        "min_doc_count": 1,
        "format": "uuuu-MM-dd",
    }
    found: list[dict[str, Any]] = generation.aggregate(query, days={"date_histogram": days})[
        "days"
    ]["buckets"]
    return found


def _out_of(generation: ClusterSearcher, request: SearchRequest) -> DayCounts:
    """Return all paragraphs of the speakers and sources of *request* by day."""
    whole = SearchRequest(speakers=request.speakers, sources=request.sources)
    return days_of(generation, Filters(whole, generation.paragraphs).all())


def timeline(generation: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> Timeline:
    """Return when the paragraphs that a search finds are dated."""
    kept = both(found_by(generation, query), Filters(request, generation.paragraphs).all())
    (made,) = build_timelines(
        [days_of(generation, kept)],
        [_out_of(generation, request)],
        timeline_base(request),
        request,
    )
    return made


def comparison(
    generation: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> Comparison:
    """Return the timelines of each of the speakers of *request* under it."""
    found = found_by(generation, query)
    alone = [dataclasses.replace(request, speakers=(one,)) for one in request.speakers]
    counted = [
        days_of(generation, both(found, Filters(asked, generation.paragraphs).all()))
        for asked in alone
    ]
    out_of = [_out_of(generation, asked) for asked in alone]
    names = generation.names("speaker", [slug(asked) for asked in request.speakers])
    return Comparison(request, generation.info, speaker_series(request, names, counted, out_of))
