"""Quotations of a draft: what stands in quotation marks, and whom the draft says it is from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def quotations_in(text: str) -> tuple[DraftQuotation, ...]:
    """Return the quotations of a draft, in order, without their speakers.

    A text without quotation marks is one quotation. A text that is one quotation in marks
    is it without them, however short.
    """
    paragraphs = list(_PARAGRAPH.finditer(text))
    quoted = [find_quotations(paragraph.group()) for paragraph in paragraphs]
    if not any(quoted):
        return _whole(text)
    found: list[DraftQuotation] = []
    for paragraph, quotations in zip(paragraphs, quoted, strict=True):
        for quotation in quotations:
            start, end = _without_marks(paragraph.group(), (quotation.start, quotation.end))
            content = paragraph.group()[start:end]
            alone = len(paragraphs) == 1 and quotation.end - quotation.start == len(text.strip())
            if alone or len(words_with_offsets(content)) >= MIN_WORDS:
                offset = paragraph.start()
                found.append(DraftQuotation(content, start + offset, end + offset))
    return tuple(found)


def with_claimed_speakers(
    text: str, quotations: Sequence[DraftQuotation]
) -> tuple[DraftQuotation, ...]:
    """Return *quotations* with the speakers to whom the draft *text* attributes them.

    This takes much longer than finding the quotations: it attributes the whole text.
    """
    paragraphs = list(_PARAGRAPH.finditer(text))
    if not any(find_quotations(paragraph.group()) for paragraph in paragraphs):
        return tuple(quotations)
    article = Article(
        "draft", "", None, tuple(Paragraph(n, p.group()) for n, p in enumerate(paragraphs, 1))
    )
    attributed = attribute(article).paragraphs
    starts = [paragraph.start() for paragraph in paragraphs]
    claimed = []
    for quotation in quotations:
        number = bisect_right(starts, quotation.start) - 1
        span = quotation.start - starts[number], quotation.end - starts[number]
        speaker = _claimed_speaker(attributed[number].attributions, span)
        claimed.append(replace(quotation, claimed_speaker=speaker))
    return tuple(claimed)


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
