"""View models of the quote report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from searchapp.api_models.convert import snippet
from searchapp.common.messages import N_
from searchapp.models.quotes import Change, CheckedQuotation, QuoteMatch, QuoteReport, Verdict
from searchapp.models.search import SearchRequest
from searchapp.web.presenters import urls
from searchapp.web.presenters.hits import PASSAGE_CHARACTERS
from searchapp.web.presenters.translation import current_language, gettext, ngettext

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

    ``change`` is None for the same words.
    """

    text: str
    change: Change | None = None


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
        parts.append(Stretch(text[change.start : change.end], change))
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
