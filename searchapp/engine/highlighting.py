"""Where in a text a query matched, and which part of a long text to show.

What is marked is what matched: a phrase as a unit and not its stray words, the
inflected form of a stemmed word, the whole word of a prefix.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from searchapp.engine import analysis
from searchapp.records import Span

SNIPPET_CHARACTERS = 480
"""A text up to this length is shown whole: four printed lines of a wide page."""

_STEMMED = analysis.stemmed()
_EXACT = analysis.exact()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, neighbours at most ``slop`` positions apart."""

    words: tuple[str, ...]
    slop: int = 1


@dataclass(frozen=True, slots=True)
class Sought:
    """What to mark in a text: stems, words as they stand, and phrases of either."""

    stems: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    stem_phrases: tuple[Phrase, ...] = ()
    word_phrases: tuple[Phrase, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to mark."""
        return not (self.stems or self.words or self.stem_phrases or self.word_phrases)


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in paragraphs and in headlines."""

    text: Sought = field(default_factory=Sought)
    title: Sought = field(default_factory=Sought)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def _tokens(analyzer: Any, text: str) -> list[_Token]:
    return [_Token(t.text, t.startchar, t.endchar) for t in analyzer(text, chars=True)]


def _phrase_spans(tokens: Sequence[_Token], phrase: Phrase) -> Iterator[Span]:
    places: dict[str, list[int]] = {word: [] for word in phrase.words}
    for position, token in enumerate(tokens):
        if token.text in places:
            places[token.text].append(position)
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
            yield tokens[chain[0]].start, tokens[chain[-1]].end
        else:
            yield from ((tokens[at].start, tokens[at].end) for at in chain)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def find_matches(text: str, sought: Sought) -> tuple[Span, ...]:
    """Return the spans of *text* that match what is *sought*, in order and disjoint."""
    if sought.nothing:
        return ()
    spans: list[Span] = []
    for analyzer, single, phrases in (
        (_STEMMED, sought.stems, sought.stem_phrases),
        (_EXACT, sought.words, sought.word_phrases),
    ):
        if single or phrases:
            tokens = _tokens(analyzer, text)
            spans += ((t.start, t.end) for t in tokens if t.text in single)
            for phrase in phrases:
                spans += _phrase_spans(tokens, phrase)
    return _merged(spans)


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
