"""Carry-over: quotations that continue the report of another paragraph."""

from __future__ import annotations

from msgspec.structs import replace

from searchapp.attribution import content_spans
from searchapp.attribution.article_state import ArticleState, Report
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.syntax.sentences import QUOTE
from searchapp.attribution.syntax.tokens import count_words
from searchapp.models.articles import Span

_CARRY_REACH = 3
_SUBJECT_REACH = 4
_MIN_QUOTED_WORDS = 3
_QUOTED_SHARE = 0.8
# Shorter quotations in single marks, alone in a paragraph, are mostly headings.
_HEADING_WORDS = 7
_MAX_ANNOUNCING = 10
_SURELY_OWN = 0.8


class CarryOver:
    """Attributes the paragraphs of one article that only quote."""

    def __init__(self, state: ArticleState) -> None:
        self.state = state

    def continue_report(self, paragraph: AnnotatedParagraph) -> None:
        """Attribute a paragraph that only quotes to the speaker of the last report."""
        state, index = self.state, paragraph.index
        report = state.last_report
        if report is None or index - state.last_report_paragraph > _CARRY_REACH:
            return
        announced = self._announced_span(paragraph)
        spans = _quoted_spans(paragraph) or announced
        if not spans:
            return
        if not announced and (
            self._follows_other_source(paragraph) or self._passes_other_person(paragraph, report)
        ):
            # "From Ana Ruiz at the Oban Post:", "Ana Ruiz was not so sure.": the quotation is
            # not the last speaker's.
            state.last_report = None
            return
        if not announced and index - state.last_report_paragraph > 1:
            # A paragraph without a report stands between.
            doubtful = tuple(replace(resolved, doubtful=True) for resolved in report.speakers)
            report = Report(doubtful, report.evidence)
        carried = 0 if announced else index + 1 - report.evidence.cue.paragraph
        state.add(paragraph, 0, report, spans, carried)
        state.last_report_paragraph = index

    def announcing_report(self, paragraph: AnnotatedParagraph) -> Report | None:
        """Return the report that only announces the paragraph: ``Ruiz continued:``, or None."""
        if not self._announced_span(paragraph):
            return None
        short = len(self.state.paragraphs[paragraph.index - 1].tokens) <= _MAX_ANNOUNCING
        return self.state.last_report if short else None

    def add_announced(self, paragraph: AnnotatedParagraph, report: Report) -> None:
        """Attribute a whole paragraph to *report*, unless it has a likely report of its own."""
        pending = self.state.pending[paragraph.index]
        if all(other.evidence.probability < _SURELY_OWN for other in pending):
            self.state.add(paragraph, 0, report, _whole(paragraph))
            self.state.set_last_report(paragraph, report)

    def _announced_span(self, paragraph: AnnotatedParagraph) -> list[Span]:
        """The whole of a paragraph that the last report announces: ``Ruiz continued:``, or []."""
        index = paragraph.index
        if index == 0 or self.state.last_report_paragraph != index - 1 or paragraph.headline:
            return []
        if self.state.paragraphs[index - 1].text.rstrip()[-1:] != ":":
            return []
        return _whole(paragraph)

    def _follows_other_source(self, paragraph: AnnotatedParagraph) -> bool:
        """Whether the paragraph before ends with a colon and has no attribution."""
        if paragraph.index == 0:
            return False
        before = self.state.paragraphs[paragraph.index - 1]
        return before.text.rstrip().endswith(":") and not self.state.pending[before.index]

    def _passes_other_person(self, paragraph: AnnotatedParagraph, report: Report) -> bool:
        """Whether a paragraph since the last report is about another person.

        Its first sentence has another person for its subject, and it does not name a speaker
        of the report.
        """
        state, speakers = self.state, {resolved.entity for resolved in report.speakers}
        for between in state.paragraphs[state.last_report_paragraph + 1 : paragraph.index]:
            named = set(state.entities.at[between.index].values())
            first = between.sentences[0] if between.sentences else None
            if first is None or named & speakers:
                continue
            opening = (item.entity for item in first.items[:_SUBJECT_REACH])
            subject = next((entity for entity in opening if entity >= 0), -1)
            if subject >= 0 and state.kinds[subject] == "person":
                return True
        return False

    def carry_back(self) -> None:
        """Attribute quotations left open to the speaker of the paragraph that closes them."""
        state = self.state
        for index in range(len(state.paragraphs) - 2, -1, -1):
            paragraph, following = state.paragraphs[index], state.pending[index + 1]
            if state.pending[index] or not following or not paragraph.quotations:
                continue
            spans = _quoted_spans(paragraph)
            if paragraph.quotations[-1].closed or not spans:
                continue
            first = min(following, key=lambda pending: pending.at)
            if state.paragraphs[index + 1].sentences[0].lowered[0] == QUOTE:
                state.add(paragraph, 0, Report((first.resolved,), first.evidence), spans, 1)


def _whole(paragraph: AnnotatedParagraph) -> list[Span]:
    """The span of the whole paragraph, or []."""
    span = content_spans.trim(paragraph.text, 0, len(paragraph.text))
    return [span] if span is not None else []


def _quoted_spans(paragraph: AnnotatedParagraph) -> list[Span]:
    """The quotations of a paragraph that consists of little else, or []."""
    quotations, tokens = paragraph.quotations, paragraph.tokens
    if not quotations or paragraph.headline or tokens.text[: quotations[0].start].strip():
        return []
    quoted = sum(count_words(tokens, q.start, q.end) for q in quotations)
    total = count_words(tokens, 0, len(tokens.text))
    heading = tokens.text[quotations[0].start] in "'‘" and quoted < _HEADING_WORDS
    if quoted < _MIN_QUOTED_WORDS or heading or quoted < _QUOTED_SHARE * total:
        return []
    spans = (content_spans.trim(tokens.text, q.start, q.end) for q in quotations)
    return [span for span in spans if span is not None]
