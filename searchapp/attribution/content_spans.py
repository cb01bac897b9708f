"""Content spans: the characters that a cue reports, and whether they are quoted.

A span is [start, end) in code points of its paragraph, without the white space, commas,
dashes and colons around it and without the sentence's final period. A mark within quotation
marks stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.candidates import Candidate
from searchapp.attribution.syntax.quotations import Quotation
from searchapp.attribution.syntax.sentences import QUOTE, Sentence
from searchapp.attribution.syntax.tokens import Tokens, count_words
from searchapp.models.articles import QuotationType, Span

LIKELY = 0.45
"""A candidate that is less likely neither ends another's content nor makes a last speaker."""

_TRIMMED = " \t\r\n\xa0\u200b,;:.-–—"
_MIXED_WORDS = 3
_ASIDE_REACH = 9
_MAX_TITLE_WORDS = 9
_VERBS_OF_WORKS = word_set(
    "sing write publish read recite release record perform compose play direct paint translate"
)
# A quotation mark, and a space after it.
_MARK_WIDTH = 2
# A span needs a letter or digit among its first characters.
_LETTER_REACH = 200


class CuedSentence(Struct, frozen=True, gc=False):
    """A sentence and its candidates, in order of their cues."""

    sentence: Sentence
    candidates: list[Candidate]


def trim(text: str, start: int, end: int) -> Span | None:
    """Return [start, end) without the marks around it, None if no letter or digit is left."""
    while start < end and (text[start] in _TRIMMED or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TRIMMED or text[end - 1].isspace()):
        end -= 1
    head = text[start : min(end, start + _LETTER_REACH)]
    return (start, end) if any(map(str.isalnum, head)) else None


def with_marks(span: Span, quotations: Sequence[Quotation]) -> Span:
    """Return the span extended over the missing mark of a quotation at its start or its end.

    ``“We lost”, Ruiz said``: the mark before "We" belongs to the content.
    """
    start, end = span
    # The quotation before the first that begins later may reach into the span.
    k = max(0, bisect_left(quotations, start, key=lambda q: q.start) - 1)
    if k < len(quotations) and quotations[k].end <= end + _MARK_WIDTH:
        begin = quotations[k].start
        start = begin if start - _MARK_WIDTH <= begin < start else start
    k = max(0, bisect_left(quotations, end, key=lambda q: q.start) - 1)
    if k < len(quotations) and start <= quotations[k].start:
        quotation_end = quotations[k].end
        if quotations[k].closed and end < quotation_end <= end + _MARK_WIDTH:
            end = quotation_end
    return start, end


def is_title_of_work(candidate: Candidate, span: Span, paragraph: AnnotatedParagraph) -> bool:
    """Whether the content is the title of a song, a book or the like, and no words of speech.

    ``Ana Ruiz sang “Yesterday” at the gala``: the verb's object, in capitals, without a mark
    of punctuation before it or at its end.
    """
    if candidate.form is None or candidate.form.lemma not in _VERBS_OF_WORKS:
        return False
    start, text = span[0], paragraph.text
    quotation = next((q for q in paragraph.quotations if q.start == start), None)
    if quotation is None or text[:start].rstrip()[-1:] in (",", ":", ";"):
        return False
    words = text[start + 1 : quotation.end - 1].split()
    if not words or words[-1][-1] in ".?!" or len(words) > _MAX_TITLE_WORDS:
        return False
    titled = (word[0].isupper() for k, word in enumerate(words) if k == 0 or len(word) > 3)
    return all(titled)


def content_spans(
    candidate: Candidate,
    sentences: Sequence[CuedSentence],
    number: int,
    paragraph: AnnotatedParagraph,
) -> list[Span]:
    """Return the spans of a candidate's content, [] if it has none in its paragraph.

    *sentences* are those of the paragraph, of which the candidate's is *number*, from 0. A
    content ends where the next likely cue's clause begins and begins after the cue before it.
    The last candidate of a sentence has the quotations after it.
    """
    cued, text = sentences[number], paragraph.text
    others = [c for c in cued.candidates if c is candidate or c.probability >= LIKELY]
    spans: list[Span | None] = []
    if candidate.direction in ("before", "around"):
        spans.append(_before_cue(cued.sentence, candidate, others, text))
    if candidate.direction in ("after", "around"):
        spans.append(_after_cue(cued.sentence, candidate, others, text))
    if candidate is cued.candidates[-1]:
        spans += _following_quotations(sentences, number, text)
    content = [span for span in spans if span is not None]
    content = content or _rest_of_sentence(cued.sentence, candidate, text)
    return [with_marks(span, paragraph.quotations) for span in content]


def _before_cue(
    sentence: Sentence, candidate: Candidate, others: Sequence[Candidate], text: str
) -> Span | None:
    stop = candidate.cue if candidate.shared else min(candidate.source.start, candidate.cue)
    begin = 0
    for other in others:
        if other.cue < candidate.cue and other.source is not candidate.source:
            content = other.content if other.direction == "before" else other.cue_stop
            edge = max(other.cue_stop, content)
            begin = max(begin, min(edge, stop))
    if begin >= stop:
        return None
    return trim(text, sentence.items[begin].start, sentence.items[stop - 1].end)


def _after_cue(
    sentence: Sentence, candidate: Candidate, others: Sequence[Candidate], text: str
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
    """The item at which a later cue's clause ends the content of *candidate*, or -1."""
    if other.cue <= candidate.cue:
        return -1
    if other.shared:
        k = other.cue
        while k > 0 and sentence.lowered[k - 1] in (",", "and", "but", "also", "while", "then"):
            k -= 1
        return k
    # "Noting it, Ruiz said": a participle may share the source of a later cue.
    looks_ahead = candidate.shared and candidate.source.start > candidate.cue
    if other.source is candidate.source or looks_ahead:
        return min(other.source.start, other.cue)
    return -1


def _following_quotations(sentences: Sequence[CuedSentence], number: int, text: str) -> list[Span]:
    """The quotations that continue after sentence *number*: ``he said. "And ..."``.

    They open the sentences after it that have no cue of their own.
    """
    spans: list[Span] = []
    for following in sentences[number + 1 :]:
        sentence = following.sentence
        if following.candidates or sentence.lowered[0] != QUOTE:
            break
        span = trim(text, sentence.items[0].start, sentence.items[0].end)
        if span is not None:
            spans.append(span)
        if any(word != QUOTE for word in sentence.lowered):
            break
    return spans


def _rest_of_sentence(sentence: Sentence, candidate: Candidate, text: str) -> list[Span]:
    """What follows the cue, for a candidate without other content.

    ``Ruiz revealed, somewhat stiltedly, that it closes.``: an aside is skipped. The content
    of a cue before a colon is the next paragraph, and ``Ruiz reported from Oban`` names the
    author of the article.
    """
    stop, lowered = len(sentence.items), sentence.lowered
    if candidate.direction == "after" or candidate.cue_stop >= stop or lowered[-1] == ":":
        return []
    begin = candidate.cue_stop
    if lowered[begin] == "from":
        return []
    aside = lowered[begin : begin + _ASIDE_REACH]
    begin += next((k for k, word in enumerate(aside) if word == "that" and aside[k - 1] == ","), 0)
    span = trim(text, sentence.items[begin].start, sentence.items[-1].end)
    return [span] if span is not None else []


def quotation_type(
    tokens: Tokens, spans: Sequence[Span], quotations: tuple[Quotation, ...]
) -> QuotationType:
    """Return whether the content is quoted whole, in part or not at all.

    ``direct``: no word of it is outside quotation marks; ``mixed``: it holds a quoted
    stretch of three words or more; ``indirect``: the rest.
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
    return "mixed" if longest >= _MIXED_WORDS else "indirect"
