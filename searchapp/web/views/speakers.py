"""Pages about speakers: the list, a profile, and a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import read_speakers_request
from searchapp.common.messages import Message
from searchapp.models.analytics import (
    CoQuoted,
    Series,
    SpeakerProfile,
    SpeakersRequest,
    SpeakerSummary,
    Term,
)
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from searchapp.web.api.analytics import MAX_COMPARED
from searchapp.web.presenters import links, urls
from searchapp.web.presenters.charts import Chart, chart, grouped_bars, peak_of
from searchapp.web.presenters.formatting import kind_label
from searchapp.web.presenters.hits import hit_views
from searchapp.web.presenters.metadata.structured_data import speaker_data
from searchapp.web.presenters.speakers import other_forms
from searchapp.web.presenters.translation import gettext
from searchapp.web.presenters.urls import with_language

_LATEST_HITS = 10
_SIMILAR_NAMES = 8
_SPEAKER_FIELDS = 3


def speakers(service: SearchService) -> str:
    """Answer ``GET /speakers``."""
    list_request = read_speakers_request(request.args.items(multi=True))
    speaker_list = service.speakers(list_request)
    page, limit = list_request.page, list_request.limit
    first = (page - 1) * limit + 1
    return render_template(
        "searchapp/speakers.html",
        list_request=list_request,
        speaker_list=speaker_list,
        q="",
        first=first,
        last=first + len(speaker_list.speakers) - 1,
        sorts=links.speaker_sort_links(list_request),
        tabs=links.speaker_kind_links(list_request),
        previous_url=urls.speakers_url(list_request, page=page - 1) if page > 1 else None,
        next_url=urls.speakers_url(list_request, page=page + 1)
        if page * limit < speaker_list.total
        else None,
    )


def speaker(service: SearchService, speaker_id: str) -> ResponseReturnValue:
    """Answer ``GET /speakers/ID``; another form of a speaker's name leads to the speaker."""
    own_id = service.speaker_id(speaker_id)
    if own_id != slug(speaker_id):
        return redirect(with_language(url_for(".speaker", speaker_id=own_id)), 308)
    profile = service.speaker(speaker_id)
    if profile is None and (called := service.speaker_called(speaker_id)):
        return redirect(with_language(url_for(".speaker", speaker_id=called)), 308)
    if profile is None:
        abort(404, gettext("There is no speaker with the id %(id)s.", id=repr(speaker_id[:80])))
    search_request = SearchRequest(
        speakers=(profile.summary.id,), sort="newest", limit=_LATEST_HITS
    )
    results = service.search(search_request)
    all_request = SearchRequest(speakers=search_request.speakers, sort="newest")
    return render_template(
        "searchapp/speaker.html",
        profile=profile,
        other_forms=other_forms(profile),
        speaker_data=speaker_data(
            profile, url_for(".speaker", speaker_id=profile.summary.id, _external=True)
        ),
        speaker=profile.summary,
        kind=kind_label(profile.summary.kind),
        csv_url=urls.export_url(all_request, "csv"),
        q="",
        query_form_fields=urls.query_form_fields(all_request),
        chart=chart(profile.timeline, all_request),
        terms=_term_links(profile, all_request),
        sources=_source_links(profile, all_request),
        co_quoted=_comparison_links(profile),
        hits=hit_views(results.hits, SearchRequest()),
        all_url=urls.search_url(all_request),
        feed_url=urls.feed_url(all_request),
        compare_url=urls.compare_url(search_request),
    )


def _term_links(profile: SpeakerProfile, all_request: SearchRequest) -> list[tuple[Term, str]]:
    """Return the distinctive words, each with the URL of the speaker's paragraphs with it."""
    return [
        (term, urls.search_url(all_request, q=term.word, sort="relevance"))
        for term in profile.terms
    ]


def _source_links(
    profile: SpeakerProfile, all_request: SearchRequest
) -> list[tuple[str, int, str]]:
    """Return the sources, each with its count and the URL of the speaker's paragraphs in it."""
    return [
        (source.source, source.count, urls.search_url(all_request, sources=(source.source,)))
        for source in profile.sources
    ]


def _comparison_links(profile: SpeakerProfile) -> list[tuple[CoQuoted, str]]:
    """Return the co-quoted speakers, each with the URL of the comparison with the speaker."""
    return [
        (other, urls.compare_url(SearchRequest(speakers=(profile.summary.id, other.id))))
        for other in profile.co_quoted
    ]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A speaker of a comparison.

    ``similar`` are speakers with similar names, offered where the archive has none of this name.
    """

    series: Series
    chart: Chart
    url: str
    without_url: str
    similar: tuple[SpeakerSummary, ...]


def _similar_names(service: SearchService, name: str) -> tuple[SpeakerSummary, ...]:
    return service.speakers(SpeakersRequest(name=name, limit=_SIMILAR_NAMES)).speakers


def _field_names(names: list[str]) -> list[str]:
    """Return the names in the fields for speakers: *names*, then blanks for others."""
    fields = max(_SPEAKER_FIELDS, min(len(names) + 1, MAX_COMPARED))
    return names + [""] * (fields - len(names))


def compare(service: SearchService) -> str:
    """Answer ``GET /compare``: up to four speakers on one timeline, under a query."""
    search_request = service.parser.request(request.args.items(multi=True))
    if len(search_request.speakers) > MAX_COMPARED:
        raise ParameterError(
            "speaker",
            search_request.speakers[MAX_COMPARED],
            Message("at most %(most)s speakers", most=MAX_COMPARED),
        )
    comparison = service.analytics.compare(search_request)
    # Its speakers may be fewer: two names can be those of one speaker.
    search_request = comparison.request
    peak = peak_of([series.timeline for series in comparison.series])
    series_views = [
        SeriesView(
            series,
            chart(series.timeline, urls.for_one_speaker(search_request, speaker), peak),
            urls.search_url(urls.for_one_speaker(search_request, speaker)),
            urls.compare_url(urls.without_speaker(search_request, speaker)),
            () if series.out_of else _similar_names(service, speaker),
        )
        for series, speaker in zip(comparison.series, search_request.speakers, strict=True)
    ]
    known = [view for view in series_views if view.series.out_of]
    return render_template(
        "searchapp/compare.html",
        q=search_request.q,
        series=series_views,
        names=_field_names([view.series.name for view in series_views]),
        form_fields=[
            pair for pair in urls.unpaged_pairs(search_request) if pair[0] not in ("q", "speaker")
        ],
        acts=search_request.acts,
        offered=service.speakers(SpeakersRequest(limit=50)).speakers,
        rows=list(zip(*(view.chart.bars for view in known), strict=True)),
        known=known,
        groups=grouped_bars([view.chart for view in known]),
    )
