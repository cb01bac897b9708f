"""View models of questions: the paragraph with its neighbours, the reason, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from searchapp.common.markup import mark_speakers
from searchapp.desk.questions import Question
from searchapp.models.articles import Attribution, Passage, Span, Speaker
from searchapp.models.search import SearchRequest
from searchapp.web.presenters import urls

_PARAGRAPHS_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paragraph before or after the one in question."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as a page shows it.

    ``text`` has the cue and the source in ``<mark>`` and the reported words underlined. ``state``
    identifies the corrections behind it.
    """

    question: Question
    text: Markup
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    candidates: tuple[Speaker, ...]
    article_url: str
    state: str

    @property
    def attribution(self) -> Attribution | None:
        """The attribution in question."""
        return self.question.attribution


def question_view(
    question: Question, state: str, content: Sequence[Span] | None = None
) -> QuestionView:
    """Return the view model of *question*.

    *content* is underlined in place of all that is attributed.
    """
    article, number = question.article, question.paragraph.number
    at = number - 1
    return QuestionView(
        question,
        _marked(question, content),
        tuple(
            Neighbour(p.number, p.text)
            for p in article.paragraphs[max(0, at - _PARAGRAPHS_BEFORE) : at]
        ),
        tuple(Neighbour(p.number, p.text) for p in article.paragraphs[at + 1 : at + 2]),
        tuple(question.candidates()),
        urls.HitUrls(SearchRequest()).article(article.id, number),
        state,
    )


def _marked(question: Question, content: Sequence[Span] | None) -> Markup:
    text, attribution = question.paragraph.text, question.attribution
    if attribution is None:
        return mark_speakers(text, (), ())
    if content is None:
        content = attribution.spans
    passages = (attribution.cue_span, attribution.source_span, *attribution.antecedents)
    marks = [span for p in passages if (span := _span_in(p, question.paragraph.number))]
    return mark_speakers(text, _disjoint(marks), [(span, 1) for span in content])


def _span_in(passage: Passage | None, number: int) -> Span | None:
    return (passage.start, passage.end) if passage and passage.paragraph == number else None


def _disjoint(spans: list[Span]) -> list[Span]:
    """Return *spans* in order, without those that overlap an earlier one."""
    disjoint: list[Span] = []
    for span in sorted(spans):
        if not disjoint or span[0] >= disjoint[-1][1]:
            disjoint.append(span)
    return disjoint
