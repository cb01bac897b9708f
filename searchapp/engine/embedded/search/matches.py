"""Matching documents with their scores, and Boolean operators on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

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

_FEW_RATIO = 16
"""Inserting matches into others is faster than a mask of all documents where there are this
many times as many of the others."""

_DENSE_RATIO = 12
"""Looking ids up in a term's dense keys is faster where its matches are fewer than this many
times the ids, even if the dense keys have to be made first."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The ids of matching documents, ascending, with a score for each.

    A document's score is ``constant`` plus its sum over ``score_parts``. Where the matches
    are all the postings of one term, ``dense_keys`` returns the posting key of every document
    of the segment or the index, 0 for those without the term and those that are deleted.
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


@dataclass(frozen=True, slots=True)
class SegmentScores:
    """The scores of the matches of several segments, those of each after those before it."""

    parts: tuple[Matches, ...]

    def exact(self) -> Scores:
        """Return the scores."""
        return np.concatenate([part.scores for part in self.parts])

    def approximate(self) -> ApproximateScores:
        """Return the scores with a relative error of at most ``APPROXIMATION_ERROR``."""
        return np.concatenate([part.approximate_scores() for part in self.parts])

    def take(self, rows: Rows) -> SegmentScores | ExplicitScores:
        """Return the scores of the matches at *rows*, which may be in any order."""
        if (rows[1:] < rows[:-1]).any():
            order = np.argsort(rows)
            scores = np.empty(len(rows))
            scores[order] = self.take(rows.take(order)).exact()
            return ExplicitScores(scores)
        starts = list(accumulate(map(len, self.parts), initial=0))
        cuts = np.searchsorted(rows, starts).tolist()
        return SegmentScores(
            tuple(
                part.take(rows[low:high] - start)
                for part, start, low, high in zip(
                    self.parts, starts[:-1], cuts[:-1], cuts[1:], strict=True
                )
            )
        )

    def scaled(self, factor: float) -> SegmentScores:
        """Return the scores times *factor*."""
        return SegmentScores(tuple(part.boosted(factor) for part in self.parts))


def concatenate(parts: Sequence[Matches], sizes: Sequence[int]) -> Matches:
    """Return the matches in all segments, whose numbers of documents are *sizes*.

    Those of a term remain the matches of one term, with dense keys where its largest part has.
    """
    if len(parts) == 1:
        return parts[0]
    offsets = accumulate(sizes, initial=0)
    doc_ids = [
        part.doc_ids + np.int32(offset) for part, offset in zip(parts, offsets, strict=False)
    ]
    matching = [part for part in parts if len(part)]
    if not matching:
        return NO_MATCHES
    score_parts, constant = _joined_scores(matching)
    is_term = (
        max(matching, key=len).dense_keys is not None
        and all(map(_is_of_term, matching))
        and not any(isinstance(scores, SegmentScores) for scores in score_parts)
    )
    return Matches(
        np.concatenate(doc_ids),
        score_parts,
        constant,
        (lambda: np.concatenate(list(map(_dense_keys, parts, sizes)))) if is_term else None,
    )


def _joined_scores(parts: Sequence[Matches]) -> tuple[tuple[LazyScores, ...], float]:
    """Return the scores of the matches of several segments, and their constant."""
    if len(parts) == 1:
        return parts[0].score_parts, parts[0].constant
    if len({part.constant for part in parts}) == 1:
        if not any(part.score_parts for part in parts):
            return (), parts[0].constant
        scores = [part.score_parts[0] for part in parts if len(part.score_parts) == 1]
        of_terms = [s for s in scores if isinstance(s, Bm25Scores)]
        weights = {(s.params, s.factor) for s in of_terms}
        if len(of_terms) == len(parts) and len(weights) == 1:
            keys = np.concatenate([s.keys for s in of_terms])
            return (replace(of_terms[0], keys=keys),), parts[0].constant
    return (SegmentScores(tuple(parts)),), 0.0


def _is_of_term(matches: Matches) -> bool:
    """Return whether *matches* are the postings of one term in a segment."""
    scores = matches.score_parts
    return matches.dense_keys is not None or (
        len(scores) == 1 and isinstance(scores[0], Bm25Scores) and not matches.constant
    )


def _dense_keys(matches: Matches, size: int) -> Keys:
    """Return the posting key of each document of a segment, 0 for those without the term."""
    if matches.dense_keys is not None:
        return matches.dense_keys()
    keys: Keys = np.zeros(size, np.uint16)
    for scores in matches.score_parts:
        if isinstance(scores, Bm25Scores):
            keys = keys.astype(scores.keys.dtype, copy=False)
            keys[matches.doc_ids] = scores.keys
    return keys


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
    if _are_few(parts[1:], parts[0]):
        joined = parts[0]
        for few in parts[1:]:
            checkpoint()
            joined = _with_few(joined, few)
        return joined
    if sum(map(len, parts)) * MASK_SHARE > size:
        return _union_by_mask(parts, size, scratch)
    doc_ids = np.concatenate([p.doc_ids for p in parts])
    order = np.argsort(doc_ids, kind="stable")
    ordered = doc_ids.take(order)
    first = first_occurrences(ordered)
    scores = np.concatenate([p.scores for p in parts]).take(order)
    return Matches(ordered.take(first), (ExplicitScores(np.add.reduceat(scores, first)),))


def _are_few(parts: list[Matches], matches: Matches) -> bool:
    """Return whether inserting *parts* into *matches* is the faster way, and changes no score.

    Scores of several words that are added before a boost differ from those added after it in
    the last digit.
    """
    if matches.constant or sum(map(len, parts)) * _FEW_RATIO > len(matches):
        return False
    is_scored = any(part.score_parts or part.constant for part in parts)
    return matches.dense_keys is not None or not is_scored


def _with_few(matches: Matches, few: Matches) -> Matches:
    """Return the union of *matches*, whose constant is 0, and a *few* others."""
    doc_ids, score_parts = matches.doc_ids, matches.score_parts
    places = np.searchsorted(doc_ids, few.doc_ids)
    is_new = doc_ids.take(places, mode="clip") != few.doc_ids
    if is_new.any():
        # Each place moves by the number of documents that are inserted before it.
        places += np.cumsum(is_new) - is_new
        is_old = np.ones(len(doc_ids) + np.count_nonzero(is_new), np.bool_)
        is_old[places.compress(is_new)] = False
        score_parts = tuple(_with_zeros(scores, is_old) for scores in score_parts)
        merged = np.empty(len(is_old), np.int32)
        merged[is_old] = doc_ids
        merged[places] = few.doc_ids
        doc_ids = merged
    if few.score_parts or few.constant:
        added = np.zeros(len(doc_ids))
        added[places] = few.scores
        score_parts += (ExplicitScores(added),)
    return Matches(doc_ids, score_parts)


def _with_zeros(scores: LazyScores, is_scored: Mask) -> LazyScores:
    """Return *scores* for where *is_scored* is true, and scores of 0 elsewhere."""
    if isinstance(scores, Bm25Scores):
        # The key 0 stands for no posting.
        keys: Keys = np.zeros(len(is_scored), scores.keys.dtype)
        keys[is_scored] = scores.keys
        return replace(scores, keys=keys)
    explicit = np.zeros(len(is_scored))
    explicit[is_scored] = scores.exact()
    return ExplicitScores(explicit)


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
