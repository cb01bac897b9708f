"""Passages of reported speech: the sentences that a paragraph attributes to a speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.models.articles import Attribution, Paragraph, Span
from searchapp.text_reuse.words import Word, is_number, words_with_offsets

MIN_WORDS = 8
"""Shorter passages recur by chance."""

_SENTENCE_END = re.compile(
    # A dot after an initial or a title ends no sentence.
    r"(?<!\b[A-Z])(?<!\bM[rs])(?<!\bDr)(?<!\bMrs)[.!?…][\"'”’»)\]]*"
    r"\s+(?=[\"'“‘«(\[]?[^\W\d_a-z])"
)
_NUMBER_WORDS = frozenset(
    re.findall(
        r"\w+",
        "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty"
        " sixty seventy eighty ninety hundred thousand first second third fourth",
    )
)


@dataclass(frozen=True, slots=True)
class ReportedPassage:
    """A passage of at least ``MIN_WORDS`` words.

    ``forms`` are its folded words, and ``specific`` are the places among them of numbers, and
    of names as far as capital letters tell them. [start, end) is where it lies in the paragraph's
    text. ``attribution`` is the place of its attribution among those of the paragraph.
    """

    forms: tuple[str, ...]
    specific: frozenset[int]
    start: int
    end: int
    attribution: int

    @property
    def key(self) -> str:
        """The folded words as one text, equal for passages with the same words."""
        return " ".join(self.forms)


def passages_of(paragraph: Paragraph) -> tuple[ReportedPassage, ...]:
    """Return the passages of a paragraph's reported speech, in order of their places.

    Words that several attributions report, one within the other, belong to the innermost.
    """
    passages = [
        passage
        for number, attribution in enumerate(paragraph.attributions)
        if attribution.act == "speech"
        for passage in _passages_of(paragraph.text, number, attribution)
    ]
    innermost: list[ReportedPassage] = []
    for passage in sorted(passages, key=lambda p: (p.end - p.start, p.attribution)):
        if all(passage.end <= p.start or p.end <= passage.start for p in innermost):
            innermost.append(passage)
    return tuple(sorted(innermost, key=lambda p: p.start))


def _passages_of(text: str, number: int, attribution: Attribution) -> Iterator[ReportedPassage]:
    for words in _sentences(text, attribution.spans):
        if words[0].form == "that":
            words = words[1:]
        if len(words) >= MIN_WORDS:
            yield ReportedPassage(
                tuple(word.form for word in words),
                frozenset(i for i, word in enumerate(words) if _is_specific(text, word, i)),
                words[0].start,
                words[-1].end,
                number,
            )


def _is_specific(text: str, word: Word, place: int) -> bool:
    is_name = place > 0 and text[word.start].isupper()
    return is_name or is_number(word.form) or word.form in _NUMBER_WORDS


def _sentences(text: str, spans: Sequence[Span]) -> Iterator[list[Word]]:
    """Yield the words of each sentence; one with few words goes with the next or the last one."""
    words: list[Word] = []
    last: list[Word] = []
    for span_start, span_end in spans:
        start = span_start
        ends = [match.end() for match in _SENTENCE_END.finditer(text, span_start, span_end)]
        for end in [*ends, span_end]:
            words += [
                Word(word.form, word.start + start, word.end + start)
                for word in words_with_offsets(text[start:end])
            ]
            start = end
            if end != span_end and len(words) >= MIN_WORDS:
                if last:
                    yield last
                words, last = [], words
    if len(words) >= MIN_WORDS and last:
        yield last
        last = []
    if last or words:
        yield last + words
