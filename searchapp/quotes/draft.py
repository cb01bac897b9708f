"""Quotations of a draft: what stands in quotation marks, and whom the draft says it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from searchapp.attribution import attribute
from searchapp.attribution.syntax.quotations import find_quotations
from searchapp.models.articles import Article, Attribution, Paragraph, Span
from searchapp.text_reuse.speakers import attribution_of
from searchapp.text_reuse.words import words_with_offsets

MIN_WORDS = 3
"""Shorter stretches in quotation marks are titles and single terms, not quotations."""

_MARKS = "\"“”„‘’'`«»‹›"
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation at [start, end) of a draft, in code points, without its marks."""

    text: str
    start: int
    end: int
    claimed_speaker: str = ""


def read_draft(text: str) -> tuple[DraftQuotation, ...]:
    """Return the quotations of a draft, in order.

    A text without quotation marks is one quotation. A text that is one quotation in marks
    is it without them, however short.
    """
    found: list[DraftQuotation] = []
    paragraphs = list(_PARAGRAPH.finditer(text))
    article = Article(
        "draft", "", None, tuple(Paragraph(n, p.group()) for n, p in enumerate(paragraphs, 1))
    )
    quoted = [find_quotations(paragraph.text) for paragraph in article.paragraphs]
    if not any(quoted):
        return _whole(text)
    attributed = attribute(article)
    for match, paragraph, quotations in zip(paragraphs, attributed.paragraphs, quoted, strict=True):
        for quotation in quotations:
            start, end = _without_marks(paragraph.text, (quotation.start, quotation.end))
            content = paragraph.text[start:end]
            alone = len(paragraphs) == 1 and quotation.end - quotation.start == len(text.strip())
            if alone or len(words_with_offsets(content)) >= MIN_WORDS:
                speaker = _claimed_speaker(paragraph.attributions, (start, end))
                offset = match.start()
                found.append(DraftQuotation(content, start + offset, end + offset, speaker))
    return tuple(found)


def _whole(text: str) -> tuple[DraftQuotation, ...]:
    start, end = _without_marks(text, (0, len(text)))
    return (DraftQuotation(text[start:end], start, end),) if start < end else ()


def _without_marks(text: str, span: Span) -> Span:
    """Return *span* without spaces, quotation marks and a final comma at its ends."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in _MARKS):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _MARKS + ","):
        end -= 1
    return start, end


def _claimed_speaker(attributions: tuple[Attribution, ...], span: Span) -> str:
    """Return the name of the speaker to whom most of *span* is attributed, or nothing."""
    named = (a for a in attributions if a.act != "refusal" and a.speaker.kind != "unnamed")
    attribution = attribution_of(named, (span,))
    return attribution.speaker.name if attribution else ""
