"""Similarity of two passages: whether one is a wording of the other, verbatim, cut or altered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import LCSseq, MatchingBlock

from searchapp.query.analysis import STOP_WORDS
from searchapp.text_reuse.passages import ReportedPassage

MIN_SHARED_WORDS = 7
"""The words that two wordings have in common, in order: eight, of which one may be altered."""
MIN_SHARE = 0.75
"""The share of the shorter passage's words, and of its content words, that the longer one has."""
_MIN_CONTENT_WORDS = 4
_MAX_EXTRA_SHARE = 0.6
_MIN_EXTRA = 6
"""How many words more the longer passage may have between those that it shares."""


def shared_share(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of the shorter of two passages' folded words that the longer one has."""
    return LCSseq.similarity(first, second) / max(min(len(first), len(second)), 1)


def is_wording(first: ReportedPassage, second: ReportedPassage) -> bool:
    """Whether two passages are wordings of one.

    Where both have numbers or names in one place, these must be the same: reports with other
    figures, and announcements of other companies, often share all their other words.
    """
    shorter, longer = sorted((first, second), key=lambda passage: len(passage.forms))
    least = max(MIN_SHARED_WORDS, MIN_SHARE * len(shorter.forms))
    if LCSseq.similarity(shorter.forms, longer.forms) < least:
        return False
    operations = LCSseq.editops(shorter.forms, longer.forms)
    blocks = _compact(operations.as_matching_blocks()[:-1], len(shorter.forms))
    if sum(block.size for block in blocks) < least:
        return False
    shared = [i for block in blocks for i in range(block.a, block.a + block.size)]
    content = {i for i, form in enumerate(shorter.forms) if form not in STOP_WORDS}
    shared_content = len(content.intersection(shared))
    if shared_content < max(_MIN_CONTENT_WORDS, MIN_SHARE * len(content)):
        return False
    return not any(
        _has_any(shorter.specific, gap) and _has_any(longer.specific, other)
        for gap, other in _gaps(blocks, len(shorter.forms), len(longer.forms))
    )


def _compact(blocks: Sequence[MatchingBlock], size: int) -> list[MatchingBlock]:
    """Return *blocks* without those at the ends that lie far from the others.

    Such a block is a function word that happens to stand there.
    """
    kept = list(blocks)
    most = size + max(_MIN_EXTRA, _MAX_EXTRA_SHARE * size)
    while len(kept) > 1 and kept[-1].b + kept[-1].size - kept[0].b > most:
        kept.pop(0 if kept[0].size <= kept[-1].size else -1)
    return kept


def _gaps(
    blocks: Sequence[MatchingBlock], size: int, longer_size: int
) -> list[tuple[range, range]]:
    """Return the places between shared words, and before and behind them, in both passages."""
    first, last = blocks[0], blocks[-1]
    before = range(first.a), range(max(0, first.b - first.a), first.b)
    end, longer_end = last.a + last.size, last.b + last.size
    rest = size - end
    behind = range(end, size), range(longer_end, min(longer_size, longer_end + rest))
    between = [(range(a.a + a.size, b.a), range(a.b + a.size, b.b)) for a, b in pairwise(blocks)]
    return [before, *between, behind]


def _has_any(places: frozenset[int], gap: range) -> bool:
    return any(place in places for place in gap)
