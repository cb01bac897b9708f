"""Aggregations: facet pages, timelines, speaker lists, profiles and comparisons."""

from __future__ import annotations

import dataclasses

import numpy as np

from searchapp.engine.common.speakers import with_joined_speakers
from searchapp.engine.common.timelines import (
    DayCounts,
    base_request,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.format.docid_sets import DocIds
from searchapp.engine.embedded.search.result_set import ResultSet
from searchapp.engine.embedded.search.searcher import Searcher, count_days
from searchapp.models.analytics import (
    Comparison,
    SourceCount,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    Timeline,
)
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, FacetPage, FacetRequest, SearchRequest
from searchapp.query.parsed_query import ParsedQuery


def _base_days(searcher: Searcher, request: SearchRequest) -> DayCounts:
    """Return the daily counts of all paragraphs of the request's speakers and sources."""
    if not (request.speakers or request.sources):
        return searcher.day_counts
    request = with_joined_speakers(request, searcher.doc_values.speaker_table)
    passed = Filters(searcher.doc_values, base_request(request), lambda: searcher.trails).mask(
        searcher.live
    )
    return count_days(searcher.doc_values.day[searcher.live[passed]])


def timeline(searcher: Searcher, request: SearchRequest, result_set: ResultSet) -> Timeline:
    """Return the timeline of the paragraphs in the *result_set* of *request*."""
    base = _base_days(searcher, request)
    return build_timelines([result_set.day_counts], [base], timeline_base(request), request)[0]


def facet_page(
    searcher: Searcher,
    request: SearchRequest,
    query: ParsedQuery,
    name: FacetName,
    facet_request: FacetRequest,
) -> FacetPage:
    """Return one page of the values of a facet."""
    return ResultSet(searcher, request, query).facets.page(name, facet_request)


def speakers_page(searcher: Searcher, request: SpeakersRequest) -> SpeakerList:
    """Return one page of the list of speakers."""
    total, summaries = searcher.speakers.page(request)
    return SpeakerList(request, searcher.info, total, summaries)


def profile(searcher: Searcher, speaker_id: str) -> SpeakerProfile | None:
    """Return the profile of a speaker, or None where no paragraph quotes that speaker."""
    speakers = searcher.speakers
    table = searcher.doc_values.speaker_table
    number = speakers.number_of(table.speaker_of(slug(speaker_id)))
    if number is None:
        return None
    summary, doc_ids = speakers.summary(number), speakers.doc_ids(number)
    (timeline,) = build_timelines(
        [count_days(searcher.doc_values.day[doc_ids])],
        [searcher.day_counts],
        "archive",
        SearchRequest(),
    )
    return SpeakerProfile(
        index=searcher.info,
        summary=summary,
        roles=speakers.roles(summary.id),
        timeline=timeline,
        terms=speakers.terms(summary.name, doc_ids),
        co_quoted=speakers.co_quoted(number, doc_ids),
        sources=_sources(searcher, doc_ids),
        forms=table.forms_of(summary.id),
        joins=table.joins_of(summary.id),
        same_as=table.same_as.get(summary.id, ()),
        namesakes=table.namesakes_of(summary.id),
    )


def _sources(searcher: Searcher, doc_ids: DocIds) -> tuple[SourceCount, ...]:
    """Return the sources of paragraphs and how many each has, the most frequent first."""
    sources = searcher.doc_values.facet("source")
    counts = sources.counts(searcher.doc_values.split_by_segment(doc_ids))
    named = [SourceCount(sources.names[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
    return tuple(sorted(named, key=lambda source: (-source.count, source.source)))


def comparison(searcher: Searcher, request: SearchRequest, query: ParsedQuery) -> Comparison:
    """Return one timeline for each speaker of *request*, under its query and other filters."""
    request = with_joined_speakers(request, searcher.doc_values.speaker_table)
    result_set = ResultSet(searcher, request, query)
    by_speaker = [dataclasses.replace(request, speakers=(name,)) for name in request.speakers]
    matching = [result_set.under(alone).day_counts for alone in by_speaker]
    totals = [_base_days(searcher, alone) for alone in by_speaker]
    facet = searcher.doc_values.facet("speaker", base_request(request).acts)
    ids = [slug(name) for name in request.speakers]
    names = {id_: name for id_ in ids if (name := facet.name_of(id_))}
    return Comparison(request, searcher.info, speaker_series(request, names, matching, totals))
