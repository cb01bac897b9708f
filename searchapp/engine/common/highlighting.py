"""Highlighting: the spans of a text that match, and the snippet of a long text to show."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress

from searchapp.engine.common.matched_terms import HighlightSpec, MatchedTerms, Phrase
from searchapp.models.articles import Span
from searchapp.query import analysis

SNIPPET_CHARACTERS = 480
"""A text up to this length is shown whole: four printed lines on a wide page."""

_MAX_CACHED_WORDS = 20_000
_MAX_CACHED_TERMS = 256

_MAX_PREFIXES = 8
_PREFIX = re.compile("[a-z][a-z0-9]*")


class _WordMatches(dict[str, bool]):
    """Whether a word, as a text spells it, is to be highlighted; computed on look-up.

    It is looked up for each word of a text: for 1,000 news articles ``find_matches`` takes
    63 ms this way, and 82 ms with an ``lru_cache`` of words.
    """

    def __init__(self, terms: MatchedTerms) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, word: str) -> bool:
        terms = self._terms
        folded = analysis.folded(word)
        is_match = (
            folded in terms.words
            or (bool(terms.stems) and analysis.stem(folded) in terms.stems)
            or any(pattern(folded) for pattern in terms.patterns)
        )
        if len(self) >= _MAX_CACHED_WORDS:
            self.clear()
        self[word] = is_match
        return is_match


class _PhraseWords(dict[str, str]):
    """The word of *phrases* that a word of a text is, or an empty one; computed on look-up.

    *normalize* returns the form in which phrases have the words of texts.
    """

    def __init__(self, phrases: tuple[Phrase, ...], normalize: Callable[[str], str]) -> None:
        super().__init__()
        self._words = frozenset(word for phrase in phrases for word in phrase.words)
        self._normalize = normalize

    def __missing__(self, word: str) -> str:
        normalized = self._normalize(word)
        if normalized not in self._words:
            normalized = ""
        if len(self) >= _MAX_CACHED_WORDS:
            self.clear()
        self[word] = normalized
        return normalized


def _stem(word: str) -> str:
    return analysis.stem(analysis.folded(word))


_phrase_words = lru_cache(_MAX_CACHED_TERMS)(_PhraseWords)


class Highlighter:
    """Finds the words and phrases of *terms* in texts."""

    def __init__(self, terms: MatchedTerms) -> None:
        self._terms = terms
        self._is_match = _WordMatches(terms)
        self._candidates = _candidate_pattern(terms)
        self._phrases = _phrase_pattern(terms)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the spans of *text* that match, in order and disjoint."""
        if self._candidates is None or not text.isascii():
            return self._spans_of_words(text)
        lowered = text.lower()
        if self._phrases is not None and self._phrases.search(lowered):
            return self._spans_of_words(text)
        spans: list[Span] = []
        for candidate in self._candidates.finditer(lowered):
            start, end = candidate.span()
            before = lowered[start - 1] if start else " "
            if before.isdigit():
                # It may follow a number such as 1.5, which is a word of its own.
                return self._spans_of_words(text)
            if not (before.isalpha() or before == "_") and self._is_match[text[start:end]]:
                spans.append((start, end))
        return tuple(spans)

    def _spans_of_words(self, text: str) -> tuple[Span, ...]:
        terms = self._terms
        pieces = analysis.split_at_words(text)
        words = pieces[1::2]
        rows: list[int] = []
        if terms.stems or terms.words or terms.patterns:
            is_match = list(map(self._is_match.__getitem__, words))
            # Most texts have a few matches among a hundred words.
            if True in is_match:
                rows = list(compress(range(len(words)), is_match))
        phrases: list[tuple[Phrase, list[str]]] = []
        if terms.word_phrases:
            phrases += _present(terms.word_phrases, words, analysis.folded)
        if terms.stem_phrases:
            phrases += _present(terms.stem_phrases, words, _stem)
        if not rows and not phrases:
            return ()
        ends = list(accumulate(map(len, pieces)))
        spans = [(ends[2 * row], ends[2 * row + 1]) for row in rows]
        if not phrases:
            return tuple(spans)
        all_spans = list(zip(ends[::2], ends[1::2], strict=False))
        for phrase, phrase_words in phrases:
            spans += _phrase_spans(phrase_words, all_spans, phrase)
        return _merge(spans)


def _candidate_pattern(terms: MatchedTerms) -> re.Pattern[str] | None:
    """Return a pattern for the words of a lower-case ASCII text that single words may match.

    It is None where each word of a text has to be looked at. Looking only at those that begin
    as a match does takes a fifth of the time.
    """
    prefixes = {*map(_stem_prefix, terms.stems), *terms.words}
    prefixes = {prefix.lower() for prefix in prefixes}
    if len(prefixes) > _MAX_PREFIXES:
        prefixes = {prefix[:2] for prefix in prefixes}
    if terms.patterns or len(prefixes) > _MAX_PREFIXES:
        return None
    if not all(len(prefix) > 1 and _PREFIX.fullmatch(prefix) for prefix in prefixes):
        return None
    return re.compile(rf"(?:{'|'.join(sorted(prefixes)) or '(?!)'})\w*", re.ASCII)


def _phrase_pattern(terms: MatchedTerms) -> re.Pattern[str] | None:
    """Return a pattern that is in each lower-case ASCII text with a phrase, and in few others."""
    phrases = [(phrase.words, phrase.slop) for phrase in terms.word_phrases]
    phrases += [(tuple(map(_stem_prefix, p.words)), p.slop) for p in terms.stem_phrases]
    alternatives = []
    for prefixes, slop in phrases:
        # A word that begins with a letter ends where a character follows that is in no word.
        is_near = slop == 1 and all(map(_PREFIX.fullmatch, prefixes))
        alternatives.append((r"\w*\W+" if is_near else ".*").join(map(re.escape, prefixes)))
    return re.compile("|".join(alternatives), re.ASCII | re.DOTALL) if alternatives else None


def _stem_prefix(stem: str) -> str:
    """Return how all words with this *stem* begin, or an empty string where that is unknown.

    The Snowball stemmer cuts the ends of words off and changes at most the last letter of the
    rest, but for *capability*, *capabl* and *dying*, *die*.
    """
    if len(stem) == len("die") and stem.endswith("ie"):
        return ""
    return stem[:-2] if stem.endswith("bl") else stem[:-1]


highlighter = lru_cache(_MAX_CACHED_TERMS)(Highlighter)
"""``Highlighter`` with a cache."""


def _no_spans(_text: str) -> tuple[Span, ...]:
    return ()


class HitHighlighter:
    """Finds what a query marks in the texts, headlines and speakers' names of hits."""

    def __init__(self, spec: HighlightSpec) -> None:
        self.text = highlighter(spec.text).spans if spec.text else _no_spans
        self.title = highlighter(spec.title).spans if spec.title else _no_spans
        self.speaker = highlighter(spec.speaker).spans if spec.speaker else _no_spans


NO_HIGHLIGHTS = HitHighlighter(HighlightSpec())
"""Finds nothing."""


def find_matches(text: str, terms: MatchedTerms) -> tuple[Span, ...]:
    """Return the spans of *text* that match *terms*, in order and disjoint."""
    return highlighter(terms).spans(text) if terms else ()


def _present(
    phrases: tuple[Phrase, ...], words: Sequence[str], normalize: Callable[[str], str]
) -> list[tuple[Phrase, list[str]]]:
    """Return those of *phrases* whose words are all among *words*.

    With each are *words*, normalized, those of no phrase as an empty one.
    """
    normalized = list(map(_phrase_words(phrases, normalize).__getitem__, words))
    distinct = set(normalized)
    return [(phrase, normalized) for phrase in phrases if distinct.issuperset(phrase.words)]


def _phrase_spans(words: Sequence[str], spans: Sequence[Span], phrase: Phrase) -> Iterator[Span]:
    """Yield the spans of *phrase*: whole for neighbouring words, word by word for a slop."""
    positions: dict[str, list[int]] = {word: [] for word in phrase.words}
    for position, word in enumerate(words):
        if word in positions:
            positions[word].append(position)
    chains = [[position] for position in positions[phrase.words[0]]]
    for word in phrase.words[1:]:
        following = set(positions[word])
        longer = []
        for chain in chains:
            for position in range(chain[-1] + 1, chain[-1] + phrase.slop + 1):
                if position in following:
                    longer.append([*chain, position])
                    break
        chains = longer
    for chain in chains:
        if phrase.slop == 1:
            yield spans[chain[0]][0], spans[chain[-1]][1]
        else:
            yield from (spans[position] for position in chain)


def _merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def best_window(text: str, matches: Sequence[Span], max_length: int = SNIPPET_CHARACTERS) -> Span:
    """Return the span of *text* to show: whole words, about *max_length* characters at most.

    It is the earliest window with the most *matches*, which are in order and disjoint. A
    text that is short enough is shown whole.
    """
    if len(text) <= max_length:
        return 0, len(text)
    start = 0
    most = -1
    ends = [end for _, end in matches]
    for number, (match_start, _) in enumerate(matches):
        inside = bisect_right(ends, match_start + max_length) - number
        if inside > most:
            most, start = inside, match_start
    if not matches or matches[0][0] == start:
        start = max(0, start - max_length // 4)
    start = min(start, len(text) - max_length)
    end = start + max_length
    if start > 0:
        start = text.rfind(" ", 0, start + 1) + 1
    if end < len(text):
        next_space = text.find(" ", end)
        end = len(text) if next_space < 0 else next_space
    return start, end


def clipped_spans(spans: Iterable[Span], window: Span) -> list[Span]:
    """Return the parts of *spans* inside *window*, counted from the window's start."""
    start, end = window
    return [(max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start]
