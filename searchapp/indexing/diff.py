"""What differs between an article in the index and the same article as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from searchapp.models.articles import Article, Paragraph, paragraph_id

Mark = Literal["+", "-"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line that an index would gain (``+``) or lose (``-``).

    ``place`` is an article's id or a paragraph's address.
    """

    mark: Mark
    place: str
    what: str


def _heading(article: Article) -> str:
    """Return what an article says of itself, on one line."""
    parts = [
        *("headline", article.title, "date", article.date.isoformat() if article.date else "none"),
        *("author", article.author, "source", article.source, "section", article.section),
        *("url", article.url, "language", article.language, "correction", article.correction),
    ]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return ", ".join(f"{name} {value!r}" for name, value in pairs if value)


def _voices(paragraph: Paragraph) -> list[str]:
    """Return, a line for each, who says what in a paragraph."""
    return [
        f"{a.speaker.name} ({a.speaker.id}), {a.role or 'without a role'}:"
        f" {a.cue or 'no cue'}, {a.quotation}, {a.act}"
        f"{', corrected by hand' if a.corrected else f', confidence {a.confidence:.2f}'}"
        for a in paragraph.attributions
    ] or (["nobody, corrected by hand"] if paragraph.corrected else [])


def _lines(article: Article, paragraph: Paragraph, mark: Mark) -> Iterator[DiffLine]:
    place = paragraph_id(article.id, paragraph.number)
    yield DiffLine(mark, place, paragraph.text)
    for voice in _voices(paragraph):
        yield DiffLine(mark, place, voice)


def changes_of(earlier: Article | None, later: Article | None) -> Iterator[DiffLine]:
    """Yield what makes *later* out of *earlier*; None stands for no such article.

    Of an article that is new or goes, its heading; of one that stays, the heading where
    it differs, the paragraphs that come and go, and of those whose text stays the
    attributions that come and go.
    """
    if earlier is None or later is None:
        for mark, article in (("-", earlier), ("+", later)):
            if article is not None:
                yield DiffLine("+" if mark == "+" else "-", article.id, _heading(article))
        return
    if _heading(earlier) != _heading(later):
        yield DiffLine("-", earlier.id, _heading(earlier))
        yield DiffLine("+", later.id, _heading(later))
    before, after = earlier.paragraphs, later.paragraphs
    matcher = SequenceMatcher(
        None, [p.text for p in before], [p.text for p in after], autojunk=False
    )
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            for old, new in zip(before[i:i_end], after[j:j_end], strict=True):
                yield from _voice_changes(earlier, old, later, new)
            continue
        for paragraph in before[i:i_end]:
            yield from _lines(earlier, paragraph, "-")
        for paragraph in after[j:j_end]:
            yield from _lines(later, paragraph, "+")


def _voice_changes(
    earlier: Article, old: Paragraph, later: Article, new: Paragraph
) -> Iterator[DiffLine]:
    before, after = _voices(old), _voices(new)
    for voice in before:
        if voice not in after:
            yield DiffLine("-", paragraph_id(earlier.id, old.number), voice)
    for voice in after:
        if voice not in before:
            yield DiffLine("+", paragraph_id(later.id, new.number), voice)
