"""Sets of documents with their scores, and the operations of query trees on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.postings import Documents
from searchapp.engine.embedded.terms import rows_in

Scores = npt.NDArray[np.float64]

_DENSE_SHARE = 64
"""Sets of more than one document in so many are joined over an array of all documents."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers in ascending order, and the score of each."""

    documents: Documents
    scores: Scores

    def __len__(self) -> int:
        return len(self.documents)

    @classmethod
    def equal(cls, documents: Documents, score: float) -> Matches:
        """Return *documents*, all with the same *score*."""
        return cls(documents, np.full(len(documents), score))

    def times(self, boost: float) -> Matches:
        """Return the same documents with their scores times *boost*."""
        return self if boost == 1.0 else Matches(self.documents, self.scores * boost)

    def constant(self, score: float) -> Matches:
        """Return the same documents, all with the same *score*."""
        return Matches.equal(self.documents, score)


NONE = Matches(np.empty(0, np.int32), np.empty(0, np.float64))


def joined(parts: list[Matches]) -> Matches:
    """Return *parts* one after the other; each has higher numbers than the one before."""
    if not parts:
        return NONE
    if len(parts) == 1:
        return parts[0]
    return Matches(
        np.concatenate([p.documents for p in parts]), np.concatenate([p.scores for p in parts])
    )


def union(parts: list[Matches], size: int) -> Matches:
    """Return what is in any of *parts*; the scores of the same document are added.

    Documents are numbers below *size*.
    """
    parts = [p for p in parts if len(p)]
    if not parts:
        return NONE
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) * _DENSE_SHARE > size:
        total = np.zeros(size)
        mark = np.zeros(size, np.bool_)
        for part in parts:
            total[part.documents] += part.scores
            mark[part.documents] = True
        documents = np.flatnonzero(mark).astype(np.int32)
        return Matches(documents, total[documents])
    documents, at = np.unique(np.concatenate([p.documents for p in parts]), return_inverse=True)
    scores = np.bincount(at, np.concatenate([p.scores for p in parts])).astype(np.float64)
    return Matches(documents, scores)


def intersection(first: Matches, second: Matches) -> Matches:
    """Return what is in both, scores added."""
    here, there = rows_in(first.documents, second.documents)
    return Matches(first.documents[here], first.scores[here] + second.scores[there])


def member(documents: Documents, of: Documents) -> npt.NDArray[np.bool_]:
    """Return for each of *documents* whether it is one *of* these."""
    found = np.zeros(len(documents), np.bool_)
    found[rows_in(documents, of)[0]] = True
    return found


def without(matches: Matches, excluded: Matches) -> Matches:
    """Return *matches* less the documents of *excluded*."""
    if not len(excluded):
        return matches
    return selected(matches, ~member(matches.documents, excluded.documents))


def selected(matches: Matches, chosen: npt.NDArray[np.bool_]) -> Matches:
    """Return those of *matches* that *chosen* holds true for."""
    return Matches(matches.documents[chosen], matches.scores[chosen])


def with_bonus(matches: Matches, bonus: Matches) -> Matches:
    """Return *matches*, with the score of *bonus* added where it has the same document."""
    here, there = rows_in(matches.documents, bonus.documents)
    scores = matches.scores.copy()
    scores[here] += bonus.scores[there]
    return Matches(matches.documents, scores)
