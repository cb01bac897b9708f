"""Which characters are a cue's content, and whether they are quoted.

A piece is trimmed of white space, of commas, dashes and colons around it and of
the sentence's final period; a mark inside the quotation marks stays.
"""

from __future__ import annotations

from bisect import bisect_left

from searchapp.attribution.rules.candidates import Candidate
from searchapp.attribution.syntax.quotations import Quotation
from searchapp.attribution.syntax.sentences import QUOTE, Sentence
from searchapp.attribution.syntax.tokens import Tokens, count_words
from searchapp.models.articles import QuotationType, Span

_TRIM_START = " \t\r\n\xa0\u200b,;:.-–—"
_TRIM_END = " \t\r\n\xa0\u200b,;:.-–—"
_QUOTED_WORDS = 3
_ASIDE_WORDS = 9


def trim(text: str, start: int, end: int) -> Span | None:
    """Return [start, end) without the marks around it, or None where nothing is left."""
    while start < end and (text[start] in _TRIM_START or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TRIM_END or text[end - 1].isspace()):
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start : min(end, start + 200)]) else None


def content_spans(
    sentence: Sentence, candidate: Candidate, others: list[Candidate], text: str
) -> list[Span]:
    """Return the pieces of the candidate's content in its own sentence.

    *others* are all candidates of the sentence: a content ends where the next
    cue's clause begins, and begins after the cue before it.
    """
    spans: list[Span | None] = []
    if candidate.direction in ("before", "around"):
        spans.append(_before(sentence, candidate, others, text))
    if candidate.direction in ("after", "around"):
        spans.append(_after(sentence, candidate, others, text))
    return [span for span in spans if span is not None]


def rest(sentence: Sentence, candidate: Candidate, text: str) -> list[Span]:
    """Return what follows the cue, for a content whose place the sentence does not tell.

    ``Ruiz revealed, somewhat stiltedly, that it closes.``: an aside is no end. A cue
    before a colon has its content in the next paragraph, and ``Ruiz reported from Oban``
    tells who wrote the article.
    """
    stop, lowered = len(sentence.items), sentence.lowered
    if candidate.direction == "after" or candidate.cue_stop >= stop or lowered[-1] == ":":
        return []
    begin = candidate.cue_stop
    if lowered[begin] == "from":
        return []
    aside = lowered[begin : begin + _ASIDE_WORDS]
    begin += next((k for k, low in enumerate(aside) if low == "that" and aside[k - 1] == ","), 0)
    span = trim(text, sentence.items[begin].start, sentence.items[-1].end)
    return [span] if span is not None else []


def _before(
    sentence: Sentence, candidate: Candidate, others: list[Candidate], text: str
) -> Span | None:
    stop = candidate.cue if candidate.shared else min(candidate.phrase.start, candidate.cue)
    begin = 0
    for other in others:
        if other.cue < candidate.cue and other.phrase is not candidate.phrase:
            edge = max(
                other.cue_stop, other.content if other.direction == "before" else other.cue_stop
            )
            begin = max(begin, min(edge, stop))
    if begin >= stop:
        return None
    return trim(text, sentence.items[begin].start, sentence.items[stop - 1].end)


def _after(
    sentence: Sentence, candidate: Candidate, others: list[Candidate], text: str
) -> Span | None:
    begin, stop = candidate.content, len(sentence.items)
    if begin >= stop:
        return None
    for other in others:
        edge = _clause_start(sentence, other, candidate)
        if begin <= edge < stop:
            stop = edge
    if begin == stop:
        return None
    return trim(text, sentence.items[begin].start, sentence.items[stop - 1].end)


def _clause_start(sentence: Sentence, other: Candidate, candidate: Candidate) -> int:
    """Where a later cue cuts the content of *candidate* off, or -1."""
    if other.cue <= candidate.cue:
        return -1
    if other.shared:
        at = other.cue
        while at > 0 and sentence.lowered[at - 1] in (",", "and", "but", "also", "while", "then"):
            at -= 1
        return at
    if other.phrase is candidate.phrase or _looks_ahead(candidate):
        return min(other.phrase.start, other.cue)
    return -1


def _looks_ahead(candidate: Candidate) -> bool:
    """Whether a participle shares the source of a later cue: ``Noting it, Ruiz said``."""
    return candidate.shared and candidate.phrase.start > candidate.cue


def following_quotations(
    sentences: list[Sentence], number: int, taken: set[int], text: str
) -> list[Span]:
    """Return the quotations that go on after sentence *number*: ``he said. "And ..."``.

    They are the sentences after it that begin with a quotation and have no cue of
    their own; *taken* are the numbers of the sentences that have one.
    """
    spans: list[Span] = []
    for k in range(number + 1, len(sentences)):
        sentence = sentences[k]
        if sentence.number in taken or sentence.lowered[0] != QUOTE:
            break
        span = trim(text, sentence.items[0].start, sentence.items[0].end)
        if span is not None:
            spans.append(span)
        if any(low != QUOTE for low in sentence.lowered):
            break
    return spans


def quotation_type(
    tokens: Tokens, spans: list[Span], quotations: tuple[Quotation, ...]
) -> QuotationType:
    """Return whether the content is quoted whole, in part or not at all.

    ``direct``: no word of it stands outside quotation marks; ``mixed``: it holds a
    quoted stretch of three words or more; ``indirect``: the rest.
    """
    longest, outside = 0, 0
    for start, end in spans:
        outside += count_words(tokens, start, end)
        # The quotation before the first that begins later may reach into the span.
        k = max(0, bisect_left(quotations, start, key=lambda q: q.start) - 1)
        while k < len(quotations) and quotations[k].start < end:
            left, right = max(start, quotations[k].start), min(end, quotations[k].end)
            words = count_words(tokens, left, right) if left < right else 0
            outside -= words
            longest = max(longest, words)
            k += 1
    if outside == 0 and longest:
        return "direct"
    return "mixed" if longest >= _QUOTED_WORDS else "indirect"
