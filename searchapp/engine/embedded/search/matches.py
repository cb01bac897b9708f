"""Matching documents with their scores, and Boolean operators on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from searchapp.engine.embedded.format.docid_sets import (
    MASK_SHARE,
    DocIds,
    Mask,
    Rows,
    ScratchArray,
    common_rows,
    first_occurrences,
    membership,
    to_doc_ids,
    to_mask,
)
from searchapp.engine.embedded.format.postings import Keys
from searchapp.engine.embedded.search.bm25 import (
    ApproximateScores,
    Bm25Scores,
    ExplicitScores,
    LazyScores,
    Scores,
)
from searchapp.query.limits import checkpoint

_DENSE_RATIO = 12
"""Looking ids up in a term's dense keys is faster where its matches are fewer than this many
times the ids, even if the dense keys have to be made first."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The ids of matching documents, ascending, with a score for each.

    A document's score is ``constant`` plus its sum over ``score_parts``. Where the matches
    are all the postings of one term of one segment, ``dense_keys`` returns the posting key of
    every document of the segment, 0 for those without the term.
    """

    doc_ids: DocIds
    score_parts: tuple[LazyScores, ...] = ()
    constant: float = 0.0
    dense_keys: Callable[[], Keys] | None = None

    def __len__(self) -> int:
        return len(self.doc_ids)

    @property
    def scores(self) -> Scores:
        """The score of each document."""
        return self._sum([part.exact() for part in self.score_parts]).astype(np.float64, copy=False)

    def approximate_scores(self) -> ApproximateScores:
        """Return the scores with a relative error of at most ``APPROXIMATION_ERROR``."""
        if not self.score_parts:
            return self.scores
        return self._sum([part.approximate() for part in self.score_parts])

    def _sum(self, parts: Sequence[ApproximateScores]) -> ApproximateScores:
        if not parts:
            return np.full(len(self.doc_ids), self.constant)
        total = parts[0]
        for part in parts[1:]:
            checkpoint()
            total = total + part
        return total + self.constant if self.constant else total

    def take(self, rows: Rows) -> Matches:
        """Return the matches at *rows*, which ascend."""
        score_parts = tuple(part.take(rows) for part in self.score_parts)
        return Matches(self.doc_ids.take(rows), score_parts, self.constant)

    def shifted(self, offset: int) -> Matches:
        """Return the same matches with *offset* added to their document ids."""
        if not offset:
            return self
        return replace(self, doc_ids=self.doc_ids + np.int32(offset))

    def boosted(self, factor: float) -> Matches:
        """Return the same matches with their scores times *factor*."""
        if factor == 1.0:
            return self
        score_parts = []
        for part in self.score_parts:
            checkpoint()
            score_parts.append(part.scaled(factor))
        return replace(self, score_parts=tuple(score_parts), constant=self.constant * factor)


NO_MATCHES = Matches(np.empty(0, np.int32))


def concatenate(parts: list[Matches]) -> Matches:
    """Return the matches of all *parts*; the ids of each are above those of the one before."""
    if not parts:
        return NO_MATCHES
    if len(parts) == 1:
        return parts[0]
    doc_ids = np.concatenate([p.doc_ids for p in parts])
    if not any(p.score_parts for p in parts) and len({p.constant for p in parts}) == 1:
        return Matches(doc_ids, (), parts[0].constant)
    return Matches(doc_ids, (ExplicitScores(np.concatenate([p.scores for p in parts])),))


def select(matches: Matches, mask: Mask) -> Matches:
    """Return the *matches* that *mask*, which has an item for each, is true for."""
    rows = np.flatnonzero(mask)
    return matches if len(rows) == len(matches) else matches.take(rows)


def intersection(parts: list[Matches], scratch: ScratchArray) -> Matches:
    """Return the matches that are in all of *parts*, at least one; their scores are added."""
    ordered = sorted(parts, key=len)
    common = ordered[0]
    for part in ordered[1:]:
        if not len(common):
            return NO_MATCHES
        if part.dense_keys is not None and _worth_dense_lookup(part, len(common)):
            keys = part.dense_keys().take(common.doc_ids)
            rows = np.flatnonzero(keys != 0)
            score_parts = _scores_of_keys(part, keys.take(rows))
        else:
            rows, rows_in_part = common_rows(common.doc_ids, part.doc_ids, scratch)
            score_parts = tuple(scores.take(rows_in_part) for scores in part.score_parts)
        remaining = common if len(rows) == len(common) else common.take(rows)
        common = Matches(
            remaining.doc_ids,
            remaining.score_parts + score_parts,
            remaining.constant + part.constant,
        )
    return common


def _scores_of_keys(term_matches: Matches, keys: Keys) -> tuple[LazyScores, ...]:
    """Return the scores that a term's postings with these *keys* have."""
    return tuple(
        replace(scores, keys=keys)
        for scores in term_matches.score_parts
        if isinstance(scores, Bm25Scores)
    )


def _worth_dense_lookup(term_matches: Matches, lookups: int) -> bool:
    return lookups * _DENSE_RATIO > len(term_matches)


def union(parts: list[Matches], size: int, scratch: ScratchArray) -> Matches:
    """Return the matches that are in any of *parts*; scores of one document are added.

    Document ids are below *size*.
    """
    parts = [p for p in parts if len(p)]
    if not parts:
        return NO_MATCHES
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) * MASK_SHARE > size:
        return _union_by_mask(parts, size, scratch)
    doc_ids = np.concatenate([p.doc_ids for p in parts])
    order = np.argsort(doc_ids, kind="stable")
    ordered = doc_ids.take(order)
    first = first_occurrences(ordered)
    scores = np.concatenate([p.scores for p in parts]).take(order)
    return Matches(ordered.take(first), (ExplicitScores(np.add.reduceat(scores, first)),))


def _union_by_mask(parts: list[Matches], size: int, scratch: ScratchArray) -> Matches:
    dense = [p.dense_keys() if p.dense_keys is not None and not p.constant else None for p in parts]
    mask = to_mask([p.doc_ids for p, keys in zip(parts, dense, strict=True) if keys is None], size)
    for keys in dense:
        if keys is not None:
            mask |= keys != 0
    doc_ids = to_doc_ids(mask)
    score_parts: list[LazyScores] = []
    for part, keys in zip(parts, dense, strict=True):
        checkpoint()
        if keys is not None:
            score_parts += _scores_of_keys(part, keys.take(doc_ids))
        else:
            scores = np.zeros(len(doc_ids))
            scores[scratch.rows_of(part.doc_ids, doc_ids)] = part.scores
            score_parts.append(ExplicitScores(scores))
    return Matches(doc_ids, tuple(score_parts))


def difference(matches: Matches, excluded: Matches, scratch: ScratchArray) -> Matches:
    """Return the *matches* that are not among *excluded*."""
    if not len(excluded) or not len(matches):
        return matches
    if excluded.dense_keys is not None and _worth_dense_lookup(excluded, len(matches)):
        return select(matches, excluded.dense_keys().take(matches.doc_ids) == 0)
    return select(matches, ~membership(matches.doc_ids, excluded.doc_ids, scratch))


def with_bonus(matches: Matches, bonus: Matches, scratch: ScratchArray | None = None) -> Matches:
    """Return *matches*, with the scores of *bonus* added for documents that are in both."""
    rows, rows_in_bonus = common_rows(matches.doc_ids, bonus.doc_ids, scratch)
    if not len(rows):
        return matches
    added = np.zeros(len(matches))
    added[rows] = bonus.take(rows_in_bonus).scores
    score_parts = (*matches.score_parts, ExplicitScores(added))
    return Matches(matches.doc_ids, score_parts, matches.constant)
