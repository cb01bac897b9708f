"""The home page: what the archive is, and examples that come from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from flask import render_template

from searchapp.models.analytics import SpeakersRequest, SpeakerSummary
from searchapp.models.search import QUOTED, Hit, IndexInfo, SearchRequest
from searchapp.query.limits import exempt
from searchapp.search.service import SearchService
from searchapp.web.presenters import urls
from searchapp.web.presenters.charts import Chart, chart, peak_of
from searchapp.web.presenters.hits import hit_views
from searchapp.web.presenters.links import Link
from searchapp.web.presenters.translation import gettext

_CONSIDERED_SPEAKERS = 60
_PEOPLE = 8
_OTHERS = 10
_ADDED = 4
_PHRASE_WORDS = 4


@dataclasses.dataclass(frozen=True, slots=True)
class QuotedPerson:
    """A person quoted often, with a small timeline."""

    speaker: SpeakerSummary
    chart: Chart


def home(service: SearchService) -> str:
    """Answer ``GET /``. Each of its searches may take the time of a request."""
    with exempt():
        return _rendered(service)


def _rendered(service: SearchService) -> str:
    info = service.info()
    speakers = service.speakers(SpeakersRequest(limit=_CONSIDERED_SPEAKERS)).speakers
    people = [speaker for speaker in speakers if speaker.kind == "person"][:_PEOPLE]
    others = [speaker for speaker in speakers if speaker.kind != "person"][:_OTHERS]
    added = service.search(SearchRequest(sort="added", limit=_ADDED)).hits
    everything = SearchRequest()
    return render_template(
        "searchapp/home.html",
        info=info,
        people=_quoted_people(service, people),
        others=others,
        added=hit_views(added, everything),
        added_url=urls.search_url(everything, sort="added"),
        chart=chart(service.analytics.timeline(everything), everything),
        examples=_examples(info, people, added),
        q="",
    )


def _quoted_people(
    service: SearchService, people: Sequence[SpeakerSummary]
) -> tuple[QuotedPerson, ...]:
    """Return *people* with timelines of the same length and height."""
    if not people:
        return ()
    series = service.analytics.compare(SearchRequest(speakers=tuple(p.id for p in people))).series
    peak = peak_of([one.timeline for one in series])
    return tuple(
        QuotedPerson(person, chart(one.timeline, SearchRequest(), peak))
        for person, one in zip(people, series, strict=True)
    )


def _examples(
    info: IndexInfo, people: Sequence[SpeakerSummary], added: Sequence[Hit]
) -> tuple[Link, ...]:
    """Return searches that have results in this archive: a person, a phrase, a year."""
    searches = []
    if people:
        label = gettext("what %(name)s said", name=people[0].name)
        searches.append((label, SearchRequest(speakers=(people[0].id,))))
    if phrase := _quoted_phrase(added):
        searches.append((gettext("“%(text)s”", text=phrase), SearchRequest(q=f'"{phrase}"')))
    if info.last_date:
        year = f"{info.last_date.year:04}"
        searches.append((gettext("quotes of %(year)s", year=year), _quotes_of(year)))
    return tuple(Link(label, urls.search_url(request)) for label, request in searches)


def _quotes_of(year: str) -> SearchRequest:
    return SearchRequest(years=(year,), view="quotes", sort="newest")


def _quoted_phrase(hits: Sequence[Hit]) -> str:
    """Return the first words of a quote in *hits*; empty where nobody is quoted."""
    for hit in hits:
        for attribution in hit.attributions:
            if attribution.act != "speech" or attribution.quotation not in QUOTED:
                continue
            start, end = attribution.spans[0]
            words = hit.text[start:end].strip("“”\"‘’' ,.").split()[:_PHRASE_WORDS]
            phrase = " ".join(words)
            if len(words) == _PHRASE_WORDS and phrase.replace(" ", "").isalpha():
                return phrase
    return ""
