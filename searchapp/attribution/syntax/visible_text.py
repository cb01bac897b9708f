"""Visible text: a text without the characters that readers cannot see, and the way back.

Publishing systems leave soft hyphens, zero-width spaces and direction marks within words
(``Ru\N{SOFT HYPHEN}iz``). The rules read the visible text; what they find is then located
in the text as it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from searchapp.models.articles import Article, Attribution, Paragraph, Passage

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff]"
)
_UNUSUAL_HYPHENS = str.maketrans("\u2010\u2011\ufe63\uff0d", "----")


@dataclass(frozen=True, slots=True)
class VisibleText:
    """The visible characters of a text, with plain hyphens.

    ``positions[k]`` is the position of character *k* in the original text, and its last
    element the original's length; it is empty if no character was left out.
    """

    original: str
    text: str
    positions: tuple[int, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that shows as [start, end) of this one."""
        if not self.positions:
            return start, end
        last = self.positions[end - 1] + 1 if end > start else self.positions[start]
        return self.positions[start], last


def visible_text(text: str) -> VisibleText:
    """Return the visible text of *text*; the same string if it has nothing to leave out."""
    if text.isascii():
        return VisibleText(text, text)
    plain = text.translate(_UNUSUAL_HYPHENS)
    if _INVISIBLE.search(plain) is None:
        return VisibleText(text, plain if plain != text else text)
    positions = [k for k, character in enumerate(plain) if not _INVISIBLE.match(character)]
    visible = "".join(plain[k] for k in positions)
    return VisibleText(text, visible, (*positions, len(text)))


def with_visible_text(article: Article, texts: list[VisibleText]) -> Article:
    """Return the article with the visible texts of its paragraphs."""
    shown = zip(article.paragraphs, texts, strict=True)
    return replace(article, paragraphs=tuple(replace(p, text=visible.text) for p, visible in shown))


def with_original_text(article: Article, texts: list[VisibleText]) -> Article:
    """Return an attributed article of visible text with its original text and its positions."""
    shown = zip(article.paragraphs, texts, strict=True)
    return replace(article, paragraphs=tuple(_restored(p, visible, texts) for p, visible in shown))


def _restored(paragraph: Paragraph, visible: VisibleText, texts: list[VisibleText]) -> Paragraph:
    attributions = tuple(_located(a, visible, texts) for a in paragraph.attributions)
    return replace(paragraph, text=visible.original, attributions=attributions)


def _located(
    attribution: Attribution, visible: VisibleText, texts: list[VisibleText]
) -> Attribution:
    """The attribution with the positions of its passages in the original texts."""

    def located(passage: Passage) -> Passage:
        own = texts[passage.paragraph - 1]
        start, end = own.original_span(passage.start, passage.end)
        return Passage(passage.paragraph, start, end, own.original[start:end])

    cue, source = attribution.cue_span, attribution.source_span
    return replace(
        attribution,
        spans=tuple(visible.original_span(start, end) for start, end in attribution.spans),
        cue_span=located(cue) if cue is not None else None,
        source_span=located(source) if source is not None else None,
        antecedents=tuple(map(located, attribution.antecedents)),
    )
