"""Documents that match with their scores, and the operations of query trees on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from searchapp.engine.embedded.format.postings import Keys
from searchapp.engine.embedded.search.bm25 import (
    Bm25Scores,
    ExplicitScores,
    RoughScores,
    Scores,
    Weights,
)
from searchapp.engine.embedded.search.docid_sets import (
    Documents,
    Mask,
    Rows,
    Scratch,
    first_of_each,
    marked,
    member,
    numbers_of,
    rows_in,
)
from searchapp.query.limits import checkpoint

_MARKED_SHARE = 64
"""Sets of more than one document in so many are united by marking, smaller ones by sorting."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers in ascending order, and the score of each.

    A score is *constant* plus the sum of the *weights*. Where the matches are all the
    postings of one term, *spread* returns its keys by document, 0 where it does not stand.
    """

    documents: Documents
    weights: tuple[Weights, ...] = ()
    constant: float = 0.0
    spread: Callable[[], Keys] | None = None

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def scores(self) -> Scores:
        """The score of each document."""
        return self._sum([weights.exact() for weights in self.weights]).astype(
            np.float64, copy=False
        )

    def rough_scores(self) -> RoughScores:
        """Return the scores, each wrong by ``ROUGH_ERROR`` of itself at most."""
        if not self.weights:
            return self.scores
        return self._sum([weights.rough() for weights in self.weights])

    def _sum(self, parts: Sequence[RoughScores]) -> RoughScores:
        if not parts:
            return np.full(len(self.documents), self.constant)
        total = parts[0]
        for part in parts[1:]:
            checkpoint()
            total = total + part
        return total + self.constant if self.constant else total

    def take(self, rows: Rows) -> Matches:
        """Return the matches in *rows*, which ascend."""
        weights = tuple(weights.take(rows) for weights in self.weights)
        return Matches(self.documents.take(rows), weights, self.constant)

    def moved(self, offset: int) -> Matches:
        """Return the same matches with their numbers higher by *offset*."""
        if not offset:
            return self
        return replace(self, documents=self.documents + np.int32(offset), spread=None)

    def times(self, boost: float) -> Matches:
        """Return the same documents with their scores times *boost*."""
        if boost == 1.0:
            return self
        weights = []
        for each in self.weights:
            checkpoint()
            weights.append(each.times(boost))
        return replace(self, weights=tuple(weights), constant=self.constant * boost)


NONE = Matches(np.empty(0, np.int32))


def joined(parts: list[Matches]) -> Matches:
    """Return *parts* one after the other; each has higher numbers than the one before."""
    if not parts:
        return NONE
    if len(parts) == 1:
        return parts[0]
    documents = np.concatenate([p.documents for p in parts])
    if not any(p.weights for p in parts) and len({p.constant for p in parts}) == 1:
        return Matches(documents, (), parts[0].constant)
    return Matches(documents, (ExplicitScores(np.concatenate([p.scores for p in parts])),))


def selected(matches: Matches, chosen: Mask) -> Matches:
    """Return those of *matches* that *chosen* holds true for."""
    rows = np.flatnonzero(chosen)
    return matches if len(rows) == len(matches) else matches.take(rows)


def intersection(parts: list[Matches], scratch: Scratch) -> Matches:
    """Return what is in all of *parts*, of which there is one at least; scores are added."""
    ordered = sorted(parts, key=len)
    found = ordered[0]
    for part in ordered[1:]:
        if not len(found):
            return NONE
        if part.spread is not None and _worth_spreading(part, len(found)):
            keys = part.spread().take(found.documents)
            rows = np.flatnonzero(keys != 0)
            weights = _reweighted(part, keys.take(rows))
        else:
            rows, there = rows_in(found.documents, part.documents, scratch)
            weights = tuple(weights.take(there) for weights in part.weights)
        kept = found if len(rows) == len(found) else found.take(rows)
        found = Matches(kept.documents, kept.weights + weights, kept.constant + part.constant)
    return found


def _reweighted(part: Matches, keys: Keys) -> tuple[Weights, ...]:
    """Return the weights of a term's matches for postings with these *keys* instead."""
    return tuple(replace(w, keys=keys) for w in part.weights if isinstance(w, Bm25Scores))


def _worth_spreading(part: Matches, looked_up: int) -> bool:
    """Whether *part*'s keys by document are to be used, though they may have to be made."""
    return looked_up * 12 > len(part)


def union(parts: list[Matches], size: int, scratch: Scratch) -> Matches:
    """Return what is in any of *parts*; the scores of the same document are added.

    Documents are numbers below *size*.
    """
    parts = [p for p in parts if len(p)]
    if not parts:
        return NONE
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) * _MARKED_SHARE > size:
        return _union_by_marking(parts, size, scratch)
    together = np.concatenate([p.documents for p in parts])
    order = np.argsort(together, kind="stable")
    ordered = together.take(order)
    first = first_of_each(ordered)
    scores = np.concatenate([p.scores for p in parts]).take(order)
    return Matches(ordered.take(first), (ExplicitScores(np.add.reduceat(scores, first)),))


def _union_by_marking(parts: list[Matches], size: int, scratch: Scratch) -> Matches:
    spread = [p.spread() if p.spread is not None and not p.constant else None for p in parts]
    mask = marked(
        [p.documents for p, keys in zip(parts, spread, strict=True) if keys is None], size
    )
    for keys in spread:
        if keys is not None:
            mask |= keys != 0
    documents = numbers_of(mask)
    weights: list[Weights] = []
    for part, keys in zip(parts, spread, strict=True):
        checkpoint()
        if keys is not None:
            found = keys.take(documents)
            weights += _reweighted(part, found)
        else:
            scores = np.zeros(len(documents))
            scores[scratch.rows_of(part.documents, documents)] = part.scores
            weights.append(ExplicitScores(scores))
    return Matches(documents, tuple(weights))


def without(matches: Matches, excluded: Matches, scratch: Scratch) -> Matches:
    """Return *matches* less the documents of *excluded*."""
    if not len(excluded) or not len(matches):
        return matches
    if excluded.spread is not None and _worth_spreading(excluded, len(matches)):
        return selected(matches, excluded.spread().take(matches.documents) == 0)
    return selected(matches, ~member(matches.documents, excluded.documents, scratch))


def with_bonus(matches: Matches, bonus: Matches, scratch: Scratch | None = None) -> Matches:
    """Return *matches*, with the score of *bonus* added where it has the same document."""
    here, there = rows_in(matches.documents, bonus.documents, scratch)
    if not len(here):
        return matches
    added = np.zeros(len(matches))
    added[here] = bonus.take(there).scores
    return Matches(matches.documents, (*matches.weights, ExplicitScores(added)), matches.constant)
