"""View models of the hits in a list of hits."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from msgspec import Struct

from searchapp.common.markup import mark_speakers
from searchapp.engine.common.highlighting import best_window, clipped_spans
from searchapp.models.articles import Attribution, Span
from searchapp.models.search import QUOTED, Hit, SearchRequest
from searchapp.plugins.result_plugins import ExtrasByPlugin, result_plugins
from searchapp.web.presenters import urls
from searchapp.web.presenters.formatting import percent, quotation_label
from searchapp.web.presenters.links import Link
from searchapp.web.presenters.speakers import (
    LOW_CONFIDENCE,
    QuotedSpeaker,
    quoted_speakers,
    speaker_numbers,
    speech,
)
from searchapp.web.presenters.translation import gettext

PASSAGE_CHARACTERS = 1200
"""Longest passage of a hit; most paragraphs are shorter."""


class Quote(Struct, frozen=True):
    """The words of one speaker in the view of quotes."""

    speaker: QuotedSpeaker
    words: Markup


class HitView(Struct, frozen=True):
    """A hit in a list of hits.

    ``url`` leads to its place in the article, which ``place`` names, and ``about_url`` to the
    page of the paragraph. ``collapsed`` are the article's other matching paragraphs,
    ``copies_url`` is a search for its copies in other articles, empty without any, and
    ``similar_url`` the page of paragraphs like it, ``correct_url`` that of its correction.
    ``reported_as`` are the labels of its
    quotation types, ``low_confidence`` is the lowest confidence of a speaker, where it is low,
    and else empty. ``quotes`` are shown instead of ``passage`` in the view of quotes.
    ``declined`` are those who decline to comment, where a search includes refusals. ``trail_url``
    is the page of a passage of it that other articles report as well, or empty. Plugins add
    ``plugin_links`` and ``plugin_notes``.
    """

    hit: Hit
    place: str
    url: str
    about_url: str
    collapsed: list[Link]
    copies_url: str
    similar_url: str
    correct_url: str
    passage: Markup
    speakers: list[QuotedSpeaker]
    reported_as: tuple[str, ...]
    low_confidence: str
    corrected: bool
    quotes: tuple[Quote, ...] = ()
    declined: tuple[Link, ...] = ()
    trail_url: str = ""
    plugin_links: tuple[Link, ...] = ()
    plugin_notes: tuple[str, ...] = ()


def hit_views(hits: Iterable[Hit], search_request: SearchRequest) -> list[HitView]:
    """Return the view models of *hits*, whose links carry the query of *search_request*."""
    hit_urls, hits = urls.HitUrls(search_request), tuple(hits)
    extras = result_plugins().extras(hits)
    return [_hit_view(hit, search_request, hit_urls, extras.get(hit.id, {})) for hit in hits]


def _hit_view(
    hit: Hit, search_request: SearchRequest, hit_urls: urls.HitUrls, extras: ExtrasByPlugin
) -> HitView:
    attributions = speech(hit.attributions)
    numbers = speaker_numbers(attributions)
    # A number tells speakers apart; a single one needs none.
    shown_numbers = numbers if len(numbers) > 1 else None
    speakers = quoted_speakers(hit.attributions, hit.speaker_matches, shown_numbers)
    confidence = min([speaker.confidence for speaker in speakers], default=1.0)
    quotations = dict.fromkeys([attribution.quotation for attribution in attributions])
    return HitView(
        hit,
        gettext("paragraph %(number)s", number=str(hit.number)),
        hit_urls.article(hit.article_id, hit.number),
        hit_urls.paragraph(hit.article_id, hit.number),
        [Link(str(number), hit_urls.article(hit.article_id, number)) for number in hit.collapsed],
        urls.search_url(search_request, copies_of=hit.id, copies="all") if hit.copies else "",
        hit_urls.similar(hit.article_id, hit.number),
        hit_urls.correction(hit.article_id, hit.number),
        _passage(hit, attributions, numbers),
        speakers,
        tuple(map(quotation_label, quotations)),
        percent(confidence) if confidence < LOW_CONFIDENCE else "",
        any(speaker.corrected for speaker in speakers),
        _quotes(hit, attributions, speakers) if search_request.view == "quotes" else (),
        _declined(hit) if "refusal" in search_request.acts else (),
        urls.trail_url(hit.trail.id) if hit.trail else "",
        tuple(Link(link.label, link.url) for own in extras.values() for link in own.links),
        tuple(note for own in extras.values() for note in own.notes),
    )


def _declined(hit: Hit) -> tuple[Link, ...]:
    """Return who declines to comment in a hit, each as a search for their refusals.

    Somebody who never speaks in the archive has no page.
    """
    speakers = {attribution.speaker.id: attribution.speaker for attribution in hit.refusals}
    refusals = SearchRequest(acts=("refusal",))
    return tuple(
        Link(speaker.name, urls.search_url(refusals, speakers=(speaker.id,)))
        for speaker in speakers.values()
    )


def _passage(hit: Hit, attributions: Iterable[Attribution], numbers: dict[str, int]) -> Markup:
    """Return the best part of a hit's text, with matches and the speakers' words marked."""
    window = best_window(hit.text, hit.matches, PASSAGE_CHARACTERS)
    start, end = window
    if end - start == len(hit.text):
        return mark_speakers(hit.text, hit.matches, _contents(attributions, numbers))
    contents = [
        (span, number)
        for content, number in _contents(attributions, numbers)
        for span in clipped_spans([content], window)
    ]
    matches = clipped_spans(hit.matches, window)
    passage = mark_speakers(hit.text[start:end], matches, contents)
    before = "… " if start > 0 else ""
    after = " …" if end < len(hit.text) else ""
    return before + passage + after


def _contents(
    attributions: Iterable[Attribution], numbers: dict[str, int]
) -> list[tuple[Span, int]]:
    """Return the spans of the speakers' words, each with the number of its speaker."""
    return [
        (span, numbers[attribution.speaker.id])
        for attribution in attributions
        for span in attribution.spans
    ]


def _quotes(
    hit: Hit, attributions: Iterable[Attribution], speakers: Iterable[QuotedSpeaker]
) -> tuple[Quote, ...]:
    """Return the words of each speaker whom the hit quotes, at least in part."""
    spans_by_speaker: dict[str, set[Span]] = {}
    for attribution in attributions:
        if attribution.quotation in QUOTED:
            spans_by_speaker.setdefault(attribution.speaker.id, set()).update(attribution.spans)
    quotes = []
    for speaker in speakers:
        spans = sorted(spans_by_speaker.pop(speaker.speaker.id, ()))
        words = (
            mark_speakers(hit.text[slice(*span)], clipped_spans(hit.matches, span), ())
            for span in spans
        )
        if spans:
            quotes.append(Quote(speaker, Markup(" … ").join(words)))
    return tuple(quotes)
