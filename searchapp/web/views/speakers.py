"""Pages about speakers: the list, a profile, and a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request

from searchapp.api_models.parameters import ParameterError, read_speakers_request
from searchapp.models.analytics import Series, SpeakersRequest, SpeakerSummary
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from searchapp.web.presenters import urls
from searchapp.web.presenters.charts import Chart, chart, peak_of
from searchapp.web.views.search import shown

COMPARED = 4
"""How many speakers can be compared on one page."""

_PARAGRAPHS = 10
_OFFERED = 8


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
        sorts=urls.speaker_sort_links(list_request),
        previous_url=urls.speakers_url(list_request, page=page - 1) if page > 1 else None,
        next_url=urls.speakers_url(list_request, page=page + 1)
        if page * limit < speaker_list.total
        else None,
    )


def speaker(service: SearchService, speaker_id: str) -> str:
    """Answer ``GET /speakers/ID``."""
    profile = service.speaker(speaker_id)
    if profile is None:
        abort(404, f"Nobody in the archive has the id {speaker_id[:80]!r}.")
    search_request = SearchRequest(speakers=(profile.summary.id,), sort="newest", limit=_PARAGRAPHS)
    results = service.search(search_request)
    everything = SearchRequest(speakers=search_request.speakers, sort="newest")
    return render_template(
        "searchapp/speaker.html",
        profile=profile,
        speaker=profile.summary,
        q="",
        hidden_fields=urls.query_form_fields(everything),
        chart=chart(profile.timeline, everything),
        terms=[
            (term, urls.search_url(everything, q=term.word, sort="relevance"))
            for term in profile.terms
        ],
        sources=[
            (source, count, urls.search_url(everything, sources=(source,)))
            for source, count in profile.sources
        ],
        beside=[
            (
                other,
                urls.compare_url(SearchRequest(speakers=(profile.summary.id, other.id))),
            )
            for other in profile.co_quoted
        ],
        hits=shown(results.hits, SearchRequest()),
        all_url=urls.search_url(everything),
        feed_url=urls.feed_url(everything),
        compare_url=urls.compare_url(search_request),
    )


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """A speaker of a comparison; ``near`` are known speakers to offer for an unknown name."""

    series: Series
    chart: Chart
    url: str
    without_url: str
    near: tuple[SpeakerSummary, ...]


def _near(service: SearchService, name: str) -> tuple[SpeakerSummary, ...]:
    return service.speakers(SpeakersRequest(name=name, limit=_OFFERED)).speakers


def compare(service: SearchService) -> str:
    """Answer ``GET /compare``: up to four speakers on one timeline, under a query."""
    search_request = service.request(request.args.items(multi=True))
    if len(search_request.speakers) > COMPARED:
        raise ParameterError(
            "speaker", search_request.speakers[COMPARED], f"at most {COMPARED} speakers"
        )
    comparison = service.compare(search_request)
    peak = peak_of([series.timeline for series in comparison.series])
    shown_series = [
        ShownSeries(
            series,
            chart(series.timeline, urls.alone(search_request, speaker), peak),
            urls.search_url(urls.alone(search_request, speaker)),
            urls.compare_url(urls.without_speaker(search_request, speaker)),
            () if series.out_of else _near(service, speaker),
        )
        for series, speaker in zip(comparison.series, search_request.speakers, strict=True)
    ]
    return render_template(
        "searchapp/compare.html",
        search_request=search_request,
        q=search_request.q,
        series=shown_series,
        blanks=max(1, min(COMPARED, 3) - len(shown_series)) if len(shown_series) < COMPARED else 0,
        offered=service.speakers(SpeakersRequest(limit=50)).speakers,
        rows=list(zip(*(series.chart.bars for series in shown_series), strict=True)),
    )
