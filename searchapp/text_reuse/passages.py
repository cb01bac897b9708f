"""Passages of reported speech: the sentences that a paragraph attributes to a speaker."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.models.articles import Attribution, Paragraph, Span
from searchapp.query.analysis import folded_words, words_of
from searchapp.text_reuse.words import is_number

MIN_WORDS = 8
"""Shorter passages recur by chance."""

MAX_PASSAGES = 255
"""Further passages of a paragraph are left out."""

TEXT_BITS = 64
"""Bits of the hash of a passage's words."""

_SENTENCE_END = re.compile(
    # A dot after an initial or a title ends no sentence.
    r"[.!?…](?<!\b[A-Z].)(?<!\bM[rs].)(?<!\bDr.)(?<!\bMrs.)[\"'”’»)\]]*"
    r"\s+(?=[\"'“‘«(\[]?[^\W\d_a-z])"
)
_LEADING_THAT = re.compile(r"\W*that\W+", re.IGNORECASE)
_NUMBER_WORDS = frozenset(
    re.findall(
        r"\w+",
        "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty"
        " sixty seventy eighty ninety hundred thousand first second third fourth",
    )
)


def text_hash(key: str) -> int:
    """Return the hash of a passage's folded words, joined by spaces: ``TEXT_BITS``, unsigned."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=TEXT_BITS // 8).digest())


@dataclass(frozen=True, slots=True)
class ReportedPassage:
    """A passage of at least ``MIN_WORDS`` words: the stretches ``spans`` of a paragraph's text.

    ``forms`` are its folded words. ``attribution`` is the place of its attribution among those
    of the paragraph.
    """

    forms: tuple[str, ...]
    spans: tuple[Span, ...]
    attribution: int
    text: str

    @property
    def start(self) -> int:
        """Where the passage begins in the paragraph's text."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.spans[-1][1]

    @property
    def key(self) -> str:
        """The folded words as one text, equal for passages with the same words."""
        return " ".join(self.forms)

    @property
    def specific(self) -> frozenset[int]:
        """The places of numbers among the words, and of names as far as capitals tell them."""
        words = (word for start, end in self.spans for word in words_of(self.text[start:end]))
        return frozenset(
            place
            for place, (word, form) in enumerate(zip(words, self.forms, strict=True))
            if (place and word[0].isupper()) or is_number(form) or form in _NUMBER_WORDS
        )


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
    for words, spans in _sentences(text, attribution.spans):
        (start, end), *others = spans
        if words[0] == b"that" and (that := _LEADING_THAT.match(text, start, end)):
            words, start = words[1:], that.end()
        if len(words) >= MIN_WORDS:
            stretches = [_trimmed(text, span) for span in ((start, end), *others)]
            forms = tuple(b" ".join(words).decode().split(" "))
            yield ReportedPassage(
                forms, tuple(span for span in stretches if span[0] < span[1]), number, text
            )


def _trimmed(text: str, span: Span) -> Span:
    """Return *span* without the marks and spaces at its ends."""
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _sentences(text: str, spans: Sequence[Span]) -> Iterator[tuple[list[bytes], list[Span]]]:
    """Yield the folded words of each sentence, and its stretches of *text*.

    A sentence with few words goes with the next or the last one.
    """
    words: list[bytes] = []
    stretches: list[Span] = []
    last: tuple[list[bytes], list[Span]] | None = None
    for span_start, span_end in spans:
        start = span_start
        ends = [match.end() for match in _SENTENCE_END.finditer(text, span_start, span_end)]
        for end in [*ends, span_end]:
            words = words + folded_words(text[start:end])
            stretches = [*stretches, (start, end)]
            start = end
            if end != span_end and len(words) >= MIN_WORDS:
                if last:
                    yield last
                last, words, stretches = (words, stretches), [], []
    if last and len(words) >= MIN_WORDS:
        yield last
        last = None
    if last:
        yield last[0] + words, last[1] + stretches
    elif words:
        yield words, stretches
