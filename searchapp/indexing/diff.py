"""Diff of an index: what a run would change in articles, and which names it would join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from searchapp.models.articles import Article, Paragraph, paragraph_id
from searchapp.models.identity import FormCount, SpeakerTable, TablePreview

Mark = Literal["+", "-"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line that an index would gain (``+``) or lose (``-``).

    ``address`` is an article's id, a paragraph's address, such as ``ARTICLE#p3``, or a
    speaker's id.
    """

    mark: Mark
    address: str
    text: str


def diff_articles(earlier: Article | None, later: Article | None) -> Iterator[DiffLine]:
    """Yield the lines that turn *earlier* into *later*; None stands for no such article.

    An article that is removed gives its heading only, a new one all its lines. Of two
    versions these differ: the heading, the paragraphs by their text, and the attributions
    of paragraphs whose text is the same.
    """
    if earlier is None and later is not None:
        yield DiffLine("+", later.id, _heading(later))
        for paragraph in later.paragraphs:
            yield from _paragraph_lines(later, paragraph, "+")
    elif later is None and earlier is not None:
        yield DiffLine("-", earlier.id, _heading(earlier))
    elif earlier is not None and later is not None:
        yield from _diff_versions(earlier, later)


def diff_speakers(preview: TablePreview) -> Iterator[DiffLine]:
    """Yield a line for each speaker whose names are joined (``+``) or parted (``-``).

    The address is the speaker's id. Names that leave the archive are not parted.
    """
    before, after = preview.before, preview.after
    for speaker in before.speakers.values():
        forms = [form for form in speaker.forms if form.id not in preview.gone]
        if names := _names_apart(forms, after):
            yield DiffLine("-", speaker.id, f"one speaker: {names}")
    for speaker in after.speakers.values():
        if names := _names_apart(speaker.forms, before):
            reasons = "; ".join(
                f"{join.first} = {join.second}, {join.confidence:.2f}: {', '.join(join.reasons)}"
                for join in after.joins_of(speaker.id)
                if before.speaker_of(join.first) != before.speaker_of(join.second)
            )
            yield DiffLine("+", speaker.id, f"one speaker: {names} ({reasons})")


def _names_apart(forms: Sequence[FormCount], table: SpeakerTable) -> str:
    """Return the names of *forms* if they are several speakers in *table*, or ""."""
    if len({table.speaker_of(form.id) for form in forms}) < 2:
        return ""
    return " = ".join(form.name for form in forms)


def _diff_versions(earlier: Article, later: Article) -> Iterator[DiffLine]:
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
                yield from _diff_attributions(earlier, old, later, new)
            continue
        for paragraph in before[i:i_end]:
            yield from _paragraph_lines(earlier, paragraph, "-")
        for paragraph in after[j:j_end]:
            yield from _paragraph_lines(later, paragraph, "+")


def _diff_attributions(
    earlier: Article, old: Paragraph, later: Article, new: Paragraph
) -> Iterator[DiffLine]:
    before, after = _attribution_lines(old), _attribution_lines(new)
    for line in before:
        if line not in after:
            yield DiffLine("-", paragraph_id(earlier.id, old.number), line)
    for line in after:
        if line not in before:
            yield DiffLine("+", paragraph_id(later.id, new.number), line)


def _paragraph_lines(article: Article, paragraph: Paragraph, mark: Mark) -> Iterator[DiffLine]:
    address = paragraph_id(article.id, paragraph.number)
    yield DiffLine(mark, address, paragraph.text)
    for line in _attribution_lines(paragraph):
        yield DiffLine(mark, address, line)


def _attribution_lines(paragraph: Paragraph) -> list[str]:
    """Return a line for each attribution, or one for a paragraph corrected to nobody."""
    return [
        f"{a.speaker.name} ({a.speaker.id}), {a.role or 'without a role'}:"
        f" {a.cue or 'no cue'}, {a.quotation}, {a.act}"
        f"{', corrected by hand' if a.corrected else f', confidence {a.confidence:.2f}'}"
        for a in paragraph.attributions
    ] or (["nobody, corrected by an editor"] if paragraph.corrected else [])


def _heading(article: Article) -> str:
    """Return the article's metadata on one line, without empty fields."""
    fields = {
        "headline": article.title,
        "date": article.date.isoformat() if article.date else "none",
        "author": article.author,
        "source": article.source,
        "section": article.section,
        "url": article.url,
        "language": article.language,
        "correction": article.correction,
    }
    return ", ".join(f"{name} {value!r}" for name, value in fields.items() if value)
