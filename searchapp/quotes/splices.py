"""Spliced quotations: two passages that a quotation presents as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from searchapp.models.articles import Span
from searchapp.text_reuse.words import find_verbatim

MIN_PART_WORDS = 3
MIN_HIDDEN_WORDS = 12
"""Words that lie between two parts in one paragraph, where they count as two passages."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a spliced quotation: the first or last *words* of it, verbatim.

    ``candidate`` is the index of the paragraph, ``stretch`` lies among its words.
    """

    candidate: int
    words: int
    stretch: Span


def _longest(count: int, found: Callable[[int], Span | None]) -> tuple[int, Span]:
    """Return the largest number of words up to *count* that are *found*, and where.

    Any shorter part of a part that is found is found too, so half of the numbers are left
    out at each step.
    """
    low, high = 0, count
    stretch = (0, 0)
    while low < high:
        middle = (low + high + 1) // 2
        if position := found(middle):
            low, stretch = middle, position
        else:
            high = middle - 1
    return low, stretch


def _longest_head(quoted: Sequence[str], passage: Sequence[str]) -> tuple[int, Span]:
    return _longest(len(quoted), lambda count: find_verbatim(quoted[:count], passage))


def _longest_tail(quoted: Sequence[str], passage: Sequence[str]) -> tuple[int, Span]:
    last = len(quoted)
    return _longest(last, lambda count: find_verbatim(quoted[last - count :], passage))


def uncovered(quoted: Sequence[str], passage: Sequence[str]) -> Span | None:
    """Return the words of *quoted* before or behind the part that *passage* has verbatim.

    None where the passage has neither the first nor the last words, or leaves too few.
    """
    head, _ = _longest_head(quoted, passage)
    tail, _ = _longest_tail(quoted, passage)
    covered, rest = (head, (head, len(quoted))) if head > tail else (tail, (0, len(quoted) - tail))
    return rest if covered >= MIN_PART_WORDS <= rest[1] - rest[0] else None


def find_splice(
    quoted: Sequence[str], passages: Sequence[Sequence[str]]
) -> tuple[Part, Part] | None:
    """Return two parts of *quoted* that lie apart in *passages* and make all of it, or None.

    *quoted* and *passages* are folded words. Of several, those whose shorter part is longest.
    """
    count = len(quoted)
    if count < 2 * MIN_PART_WORDS:
        return None
    heads = [Part(i, *_longest_head(quoted, passage)) for i, passage in enumerate(passages)]
    tails = [Part(i, *_longest_tail(quoted, passage)) for i, passage in enumerate(passages)]
    best: tuple[int, Part, Part] | None = None
    for head in heads:
        for tail in tails:
            shorter = min(head.words, tail.words)
            if head.words + tail.words < count or shorter < MIN_PART_WORDS:
                continue
            if head.candidate == tail.candidate and not _apart(head.stretch, tail.stretch):
                continue
            if best is None or shorter > best[0]:
                best = shorter, head, tail
    return best and (best[1], best[2])


def _apart(first: Span, second: Span) -> bool:
    """Whether two stretches of a paragraph are in another order, or far from each other."""
    return second[0] < first[0] or second[0] - first[1] > MIN_HIDDEN_WORDS
