"""Where in a text a query matched, and which part of a long text to show.

What is marked is what matched: a phrase as a unit and not its stray words, the
inflected form of a stemmed word, the whole word of a prefix.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from searchapp.models.articles import Span
from searchapp.query import analysis

SNIPPET_CHARACTERS = 480
"""A text up to this length is shown whole: four printed lines of a wide page."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, neighbours at most ``slop`` positions apart."""

    words: tuple[str, ...]
    slop: int = 1


@dataclass(frozen=True, slots=True)
class MatchedTerms:
    """What to mark in a text: stems, words as they stand, and phrases of either."""

    stems: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    stem_phrases: tuple[Phrase, ...] = ()
    word_phrases: tuple[Phrase, ...] = ()
    patterns: tuple[Callable[[str], object], ...] = ()
    """Each says of a folded word whether it is one of those sought."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to mark."""
        return not (
            self.stems or self.words or self.stem_phrases or self.word_phrases or self.patterns
        )


@dataclass(frozen=True, slots=True)
class HighlightSpec:
    """What to mark in paragraphs, in headlines and in the names of speakers."""

    text: MatchedTerms = field(default_factory=MatchedTerms)
    title: MatchedTerms = field(default_factory=MatchedTerms)
    speaker: MatchedTerms = field(default_factory=MatchedTerms)


class _Single(dict[str, bool]):
    """Whether a word as it stands is among the sought ones; fills itself."""

    def __init__(self, sought: MatchedTerms) -> None:
        super().__init__()
        self._sought = sought

    def __missing__(self, word: str) -> bool:
        folded = analysis.folded(word)
        sought = (
            folded in self._sought.words
            or (bool(self._sought.stems) and analysis.stem(folded) in self._sought.stems)
            or any(pattern(folded) for pattern in self._sought.patterns)
        )
        self[word] = sought
        return sought


_single = lru_cache(maxsize=256)(_Single)
# What is remembered of words is dropped where there is more of it than that.
_MOST_WORDS = 20_000


def _phrase_spans(words: Sequence[str], spans: Sequence[Span], phrase: Phrase) -> Iterator[Span]:
    if not all(word in words for word in phrase.words):
        return
    places: dict[str, list[int]] = {word: [] for word in phrase.words}
    for position, word in enumerate(words):
        if word in places:
            places[word].append(position)
    chains = [[at] for at in places[phrase.words[0]]]
    for word in phrase.words[1:]:
        there = set(places[word])
        longer = []
        for chain in chains:
            for at in range(chain[-1] + 1, chain[-1] + phrase.slop + 1):
                if at in there:
                    longer.append([*chain, at])
                    break
        chains = longer
    for chain in chains:
        if phrase.slop == 1:
            yield spans[chain[0]][0], spans[chain[-1]][1]
        else:
            yield from (spans[at] for at in chain)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def find_matches(text: str, sought: MatchedTerms) -> tuple[Span, ...]:
    """Return the spans of *text* that match what is *sought*, in order and disjoint."""
    if sought.nothing:
        return ()
    found: list[Span] = []
    if sought.stems or sought.words or sought.patterns:
        single = _single(sought)
        if len(single) > _MOST_WORDS:
            single.clear()
        found = [match.span() for match in analysis.find_words(text) if single[match[0]]]
    if sought.stem_phrases or sought.word_phrases:
        found += _all_phrase_spans(text, sought)
    return _merged(found) if found else ()


def _all_phrase_spans(text: str, sought: MatchedTerms) -> Iterator[Span]:
    matches = list(analysis.find_words(text))
    folded = [analysis.folded(match[0]) for match in matches]
    spans = [match.span() for match in matches]
    for phrase in sought.word_phrases:
        yield from _phrase_spans(folded, spans, phrase)
    if sought.stem_phrases:
        stems = list(map(analysis.stem, folded))
        for phrase in sought.stem_phrases:
            yield from _phrase_spans(stems, spans, phrase)


def best_window(text: str, matches: Sequence[Span], longest: int = SNIPPET_CHARACTERS) -> Span:
    """Return the span of *text* to show: whole words, at most about *longest* characters.

    It is the earliest window that holds the most matches; a text that is short
    enough is shown whole.
    """
    if len(text) <= longest:
        return 0, len(text)
    start = 0
    most = -1
    ends = [end for _, end in matches]
    for first, (at, _) in enumerate(matches):
        inside = bisect_right(ends, at + longest) - first
        if inside > most:
            most, start = inside, at
    if not matches or matches[0][0] == start:
        start = max(0, start - longest // 4)
    start = min(start, len(text) - longest)
    end = start + longest
    if start > 0:
        start = text.rfind(" ", 0, start + 1) + 1
    if end < len(text):
        cut = text.find(" ", end)
        end = len(text) if cut < 0 else cut
    return start, end
