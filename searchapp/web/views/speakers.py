"""The pages about speakers: all of them, one, and several beside each other."""

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
    asked = read_speakers_request(request.args.items(multi=True))
    found = service.speakers(asked)
    first = (asked.page - 1) * asked.limit + 1
    return render_template(
        "searchapp/speakers.html",
        asked=asked,
        found=found,
        q="",
        first=first,
        last=first + len(found.speakers) - 1,
        sorts=urls.speaker_sort_links(asked),
        previous_url=urls.speakers_url(asked, page=asked.page - 1) if asked.page > 1 else None,
        next_url=urls.speakers_url(asked, page=asked.page + 1)
        if asked.page * asked.limit < found.total
        else None,
    )


def speaker(service: SearchService, speaker_id: str) -> str:
    """Answer ``GET /speakers/ID``."""
    profile = service.speaker(speaker_id)
    if profile is None:
        abort(404, f"Nobody in the archive has the id {speaker_id[:80]!r}.")
    asked = SearchRequest(speakers=(profile.summary.id,), sort="newest", limit=_PARAGRAPHS)
    results = service.search(asked)
    everything = SearchRequest(speakers=asked.speakers, sort="newest")
    return render_template(
        "searchapp/speaker.html",
        profile=profile,
        speaker=profile.summary,
        q="",
        kept=urls.kept_fields(everything),
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
        compare_url=urls.compare_url(asked),
    )


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """A speaker of a comparison: with whom they may have been taken for, where unknown."""

    series: Series
    chart: Chart
    url: str
    without_url: str
    near: tuple[SpeakerSummary, ...]


def _near(service: SearchService, name: str) -> tuple[SpeakerSummary, ...]:
    return service.speakers(SpeakersRequest(name=name, limit=_OFFERED)).speakers


def compare(service: SearchService) -> str:
    """Answer ``GET /compare``: up to four speakers on one timeline, under a query."""
    asked = service.request(request.args.items(multi=True))
    if len(asked.speakers) > COMPARED:
        raise ParameterError("speaker", asked.speakers[COMPARED], f"at most {COMPARED} speakers")
    found = service.compare(asked)
    peak = peak_of([series.timeline for series in found.series])
    series = [
        ShownSeries(
            one,
            chart(one.timeline, urls.alone(asked, given), peak),
            urls.search_url(urls.alone(asked, given)),
            urls.compare_url(urls.without_speaker(asked, given)),
            () if one.out_of else _near(service, given),
        )
        for one, given in zip(found.series, asked.speakers, strict=True)
    ]
    return render_template(
        "searchapp/compare.html",
        asked=asked,
        q=asked.q,
        series=series,
        blanks=max(1, min(COMPARED, 3) - len(series)) if len(series) < COMPARED else 0,
        offered=service.speakers(SpeakersRequest(limit=50)).speakers,
        rows=list(zip(*(one.chart.bars for one in series), strict=True)),
    )
