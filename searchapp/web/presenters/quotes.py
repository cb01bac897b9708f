"""View models of quotations: the report of a draft, and the trails of passages."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass

from markupsafe import Markup

from searchapp.api_models.convert import snippet
from searchapp.common.messages import N_
from searchapp.models.quotes import Change, CheckedQuotation, QuoteMatch, QuoteReport, Verdict
from searchapp.models.search import SearchRequest
from searchapp.models.trails import Appearance, ComparedWording, LeftOut, Trail
from searchapp.quotes.trails import compare_wordings, place_of
from searchapp.web.presenters import urls
from searchapp.web.presenters.formatting import cut_long
from searchapp.web.presenters.hits import PASSAGE_CHARACTERS
from searchapp.web.presenters.links import Link
from searchapp.web.presenters.translation import current_language, gettext, ngettext

_TITLE_CHARACTERS = 80
_NAMES = 4
_TIMELINE_MARGIN = 4
"""The space on both sides of the timeline's points, in percent."""

LABELS: dict[Verdict, str] = {
    "verbatim": N_("Verbatim"),
    "altered": N_("Altered"),
    "spliced": N_("Two passages joined"),
    "other_speaker": N_("Another speaker"),
    "paraphrased": N_("Paraphrased"),
    "not_found": N_("Not found"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a quotation: the same words as in the archive, or a difference.

    ``change`` is None for the same words. ``cut`` tells that words are missing at an end, or
    where the quotation has an ellipsis.
    """

    text: str
    change: Change | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class MatchView:
    """A passage of the archive with the quoted words marked, and remarks on it."""

    match: QuoteMatch
    url: str
    about_url: str
    passage: Markup
    notes: str


@dataclass(frozen=True, slots=True)
class QuotationView:
    """A quotation of the draft, its verdict in words and its differences marked."""

    checked: CheckedQuotation
    label: str
    stretches: list[Stretch]
    matches: list[MatchView]

    @property
    def flagged(self) -> list[Change]:
        """The differences that are likely to change the meaning."""
        return [s.change for s in self.stretches if s.change and s.change.flags]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report of a draft; ``counts`` are the verdicts that it has, and how often."""

    quotations: list[QuotationView]
    counts: list[tuple[str, Verdict, int]]


def stretches(text: str, changes: tuple[Change, ...]) -> list[Stretch]:
    """Return a quotation in stretches, with its *changes* in their places."""
    parts: list[Stretch] = []
    position = 0
    for change in changes:
        if change.start > position:
            parts.append(Stretch(text[position : change.start]))
        cut = change.kind == "missing" and place_of(change, text) != "unmarked"
        parts.append(Stretch(text[change.start : change.end], change, cut))
        position = max(position, change.end)
    if position < len(text):
        parts.append(Stretch(text[position:]))
    return parts


def report_view(report: QuoteReport) -> ReportView:
    """Return the view model of *report*."""
    counts = Counter(checked.verdict for checked in report.quotations)
    return ReportView(
        [_quotation_view(checked) for checked in report.quotations],
        [
            (gettext(label), verdict, counts[verdict])
            for verdict, label in LABELS.items()
            if counts[verdict]
        ],
    )


def _quotation_view(checked: CheckedQuotation) -> QuotationView:
    changes = checked.matches[0].changes if checked.matches else ()
    return QuotationView(
        checked,
        gettext(LABELS[checked.verdict]),
        stretches(checked.text, changes),
        [_match_view(match) for match in checked.matches],
    )


def _match_view(match: QuoteMatch) -> MatchView:
    hit, hit_urls = match.hit, urls.HitUrls(SearchRequest())
    return MatchView(
        match,
        hit_urls.article(hit.article_id, hit.number),
        hit_urls.paragraph(hit.article_id, hit.number),
        snippet(hit.text, match.spans, PASSAGE_CHARACTERS),
        _notes(match),
    )


def _notes(match: QuoteMatch) -> str:
    notes = []
    if match.similarity < 1:
        share = current_language().percent(match.similarity)
        notes.append(gettext("%(share)s of the words are the same", share=share))
    if not match.in_quotation_marks:
        notes.append(gettext("not in quotation marks there"))
    if match.copies:
        notes.append(
            ngettext(
                "the same text in %(num)s other article",
                "the same text in %(num)s other articles",
                len(match.copies),
            )
        )
    return " · ".join(notes)


@dataclass(frozen=True, slots=True)
class TrailItem:
    """A passage in a list; ``speakers`` are those credited, ``more`` how many are not listed."""

    trail: Trail
    url: str
    speakers: list[Link]
    more: int


@dataclass(frozen=True, slots=True)
class WordingView:
    """A wording with its differences from the first marked, and how much it cuts, in words."""

    number: int
    stretches: list[Stretch]
    note: str
    appearances: int


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """A paragraph that has the passage, which is marked in it."""

    appearance: Appearance
    url: str
    about_url: str
    speaker_url: str
    passage: Markup
    copies: list[Link]


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """An appearance on the timeline: its number, from 1, its day, and its place in percent."""

    number: int
    day: datetime.date
    place: float


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The appearances in one source on the timeline."""

    source: str
    points: list[TimelinePoint]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The page of a passage.

    ``days`` are the first and the last one of the timeline, which is empty where no two differ.
    """

    trail: Trail
    title: str
    speakers: list[Link]
    wordings: list[WordingView]
    appearances: list[AppearanceView]
    timeline: list[SourceRow]
    days: tuple[datetime.date, ...]


def trail_item(trail: Trail) -> TrailItem:
    """Return the view model of a passage in a list."""
    speakers = _speakers(trail)
    return TrailItem(
        trail, urls.trail_url(trail.id), speakers[:_NAMES], max(0, len(speakers) - _NAMES)
    )


def _speakers(trail: Trail) -> list[Link]:
    names: dict[str, str] = {}
    for appearance in trail.appearances:
        names.setdefault(appearance.speaker_id, appearance.attribution.speaker.name)
    return [Link(name, urls.speaker_url(id_)) for id_, name in names.items()]


def trail_page(trail: Trail) -> TrailPage:
    """Return the view model of the page of a passage."""
    hit_urls = urls.HitUrls(SearchRequest())
    appearances = [_appearance(appearance, hit_urls) for appearance in trail.appearances]
    days = [appearance.hit.date for appearance in trail.appearances if appearance.hit.date]
    title, rest = cut_long(trail.wordings[0], _TITLE_CHARACTERS)
    return TrailPage(
        trail,
        f"{title} …" if rest else title,
        _speakers(trail),
        [_wording(n, wording) for n, wording in enumerate(compare_wordings(trail), 1)],
        appearances,
        _timeline(appearances),
        (min(days), max(days)) if days else (),
    )


def _appearance(appearance: Appearance, hit_urls: urls.HitUrls) -> AppearanceView:
    hit = appearance.hit
    copies = []
    for address in appearance.copies:
        article_id, _, number = address.rpartition("#p")
        copies.append(Link(article_id, hit_urls.article(article_id, int(number))))
    return AppearanceView(
        appearance,
        hit_urls.article(hit.article_id, hit.number),
        hit_urls.paragraph(hit.article_id, hit.number),
        hit_urls.speaker(appearance.speaker_id),
        snippet(hit.text, appearance.spans, PASSAGE_CHARACTERS),
        copies,
    )


def _wording(number: int, wording: ComparedWording) -> WordingView:
    parts: list[str] = []
    if number > 1 and not wording.cut:
        parts.append(gettext("nothing of the first wording is missing"))
    elif wording.cut:
        share = current_language().percent(1 - wording.cut)
        parts.append(gettext("has %(share)s of the first wording", share=share))
        parts += _left_out_notes(wording.left_out)
    return WordingView(
        number, stretches(wording.text, wording.changes), " · ".join(parts), wording.appearances
    )


def _left_out_notes(left_out: LeftOut) -> list[str]:
    """Return how many words are cut, missing and replaced, as far as any are."""
    start, end, ellipsis, unmarked, replaced = counts = astuple(left_out)
    notes = (
        ngettext("%(num)s word cut at the start", "%(num)s words cut at the start", start),
        ngettext("%(num)s word cut at the end", "%(num)s words cut at the end", end),
        ngettext(
            "%(num)s word left out at an ellipsis",
            "%(num)s words left out at an ellipsis",
            ellipsis,
        ),
        ngettext(
            "%(num)s word missing without an ellipsis",
            "%(num)s words missing without an ellipsis",
            unmarked,
        ),
        ngettext("%(num)s word replaced", "%(num)s words replaced", replaced),
    )
    return [note for count, note in zip(counts, notes, strict=True) if count]


def _timeline(appearances: list[AppearanceView]) -> list[SourceRow]:
    """Return the sources in the order of their first appearance, with the dated ones of each."""
    dated = [
        (number, hit.source, hit.date)
        for number, hit in enumerate((view.appearance.hit for view in appearances), 1)
        if hit.date
    ]
    days = [day.toordinal() for _, _, day in dated]
    if not days or days[0] == days[-1]:
        return []
    rows: dict[str, list[TimelinePoint]] = defaultdict(list)
    for number, source, day in dated:
        share = (day.toordinal() - days[0]) / (days[-1] - days[0])
        place = _TIMELINE_MARGIN + share * (100 - 2 * _TIMELINE_MARGIN)
        rows[source].append(TimelinePoint(number, day, round(place, 1)))
    return [SourceRow(source, points) for source, points in rows.items()]
