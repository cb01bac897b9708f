"""What a generation tells of many paragraphs at once."""

from __future__ import annotations

import dataclasses

import numpy as np

from searchapp.engine.common.timelines import (
    DayCounts,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.search.doc_values import count_days
from searchapp.engine.embedded.search.filters import Filters
from searchapp.engine.embedded.search.searcher import Searcher
from searchapp.models.analytics import (
    Comparison,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    Timeline,
)
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, FacetPage, FacetRequest, SearchRequest
from searchapp.query.parser import ParsedQuery


def _days(generation: Searcher, documents: Documents) -> DayCounts:
    return count_days(generation.columns.day[documents])


def _out_of(generation: Searcher, request: SearchRequest) -> DayCounts:
    """Return all paragraphs of the speakers and sources of *request* by day."""
    if not (request.speakers or request.sources):
        return generation.day_counts
    whole = SearchRequest(speakers=request.speakers, sources=request.sources)
    passed = Filters(generation.columns, whole).passed(generation.live)
    return _days(generation, generation.live[passed])


def timeline(generation: Searcher, request: SearchRequest, query: ParsedQuery) -> Timeline:
    """Return when the paragraphs that a search finds are dated."""
    found = generation.find(query).documents
    kept = found[Filters(generation.columns, request).passed(found)]
    out_of = _out_of(generation, request)
    (made,) = build_timelines([_days(generation, kept)], [out_of], timeline_base(request), request)
    return made


def facet(
    generation: Searcher,
    request: SearchRequest,
    query: ParsedQuery,
    name: FacetName,
    wanted: FacetRequest,
) -> FacetPage:
    """Return a page of the values of one facet."""
    found = generation.find(query).documents
    return Filters(generation.columns, request).facet_page(name, found, wanted)


def speakers(generation: Searcher, request: SpeakersRequest) -> SpeakerList:
    """Return a page of the speakers that *request* finds."""
    total, listed = generation.speakers.listed(request)
    return SpeakerList(request, generation.info, total, listed)


def speaker(generation: Searcher, speaker_id: str) -> SpeakerProfile | None:
    """Return the profile of a speaker, or None."""
    everybody = generation.speakers
    found = everybody.find(slug(speaker_id))
    if found is None:
        return None
    summary, documents = found
    days = _days(generation, documents)
    (when,) = build_timelines([days], [generation.day_counts], "archive", SearchRequest())
    columns = generation.columns
    sources = columns.facet("source")
    counts = sources.counts(columns.parts(documents))
    return SpeakerProfile(
        index=generation.info,
        summary=summary,
        roles=everybody.roles(summary.id),
        timeline=when,
        terms=everybody.terms(summary.name, documents),
        co_quoted=everybody.co_quoted(summary.id, documents),
        sources=tuple(
            sorted(
                ((sources.names[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()),
                key=lambda pair: (-pair[1], pair[0]),
            )
        ),
    )


def comparison(generation: Searcher, request: SearchRequest, query: ParsedQuery) -> Comparison:
    """Return the timelines of each of the speakers of *request* under it."""
    columns = generation.columns
    found = generation.find(query).documents
    alone = [dataclasses.replace(request, speakers=(one,)) for one in request.speakers]
    counted = [_days(generation, found[Filters(columns, asked).passed(found)]) for asked in alone]
    out_of = [_out_of(generation, asked) for asked in alone]
    ids = [slug(asked) for asked in request.speakers]
    known = columns.facet("speaker")
    names = {id_: name for id_ in ids if (name := known.name_of(id_))}
    return Comparison(request, generation.info, speaker_series(request, names, counted, out_of))
