"""The first of many: which matches come onto a page, without putting all in order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search.bm25 import ROUGH_ERROR
from searchapp.engine.embedded.search.docid_sets import Rows
from searchapp.engine.embedded.search.matches import Matches
from searchapp.models.search import SortOrder

Ranks = npt.NDArray[np.floating] | npt.NDArray[np.signedinteger]
"""A number for each match, the larger the earlier it comes."""

TIE_DECIMALS = 9
"""Scores are sums of floats whose order may differ: what differs by less is a tie."""

_BLOCK = 128


def top_k(ranks: Ranks, wanted: int, error: float = 0.0) -> Rows:
    """Return, ascending, the rows of the *wanted* largest ranks.

    With them come all that tie with the last of them, or are within *error*, as a share.
    Linear in the number of ranks, at the speed of a maximum: a rank below the *wanted*-th
    largest of the maxima of blocks is passed over.
    """
    if len(ranks) <= wanted:
        return np.arange(len(ranks))
    blocks = len(ranks) // _BLOCK
    rows: Rows | None = None
    if blocks > wanted:
        maxima = ranks[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        rows = np.flatnonzero(ranks >= _bound(maxima, wanted, error))
        ranks = ranks.take(rows)
    kept = np.flatnonzero(ranks >= _bound(ranks, wanted, error))
    return kept if rows is None else rows.take(kept)


def _bound(ranks: Ranks, wanted: int, error: float) -> float | int:
    bound: float | int = np.partition(ranks, len(ranks) - wanted)[len(ranks) - wanted]
    return bound - error * (1 + abs(bound)) if error else bound


def top_by_score(matches: Matches, wanted: int) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Return the rows that the *wanted* best matches are among, and their scores, rounded."""
    if not matches.weights:
        rows: Rows = np.arange(len(matches))
    else:
        rows = top_k(matches.rough_scores(), wanted, ROUGH_ERROR)
    return rows, np.round(matches.take(rows).scores, TIE_DECIMALS)


def by_day(day: npt.NDArray[np.int32], sort: SortOrder) -> npt.NDArray[np.int32]:
    """Return ranks of day numbers for *sort*; the undated come last."""
    if sort == "newest":
        return day
    return np.where(day == NO_DAY, -np.iinfo(np.int32).max, -day)


def split_at_tie(ranks: Ranks, wanted: int) -> tuple[Rows, Rows]:
    """Return the rows of the *wanted* largest, and of the ties for the places left.

    The first are fewer than *wanted* where several tie with the last.
    """
    if len(ranks) <= wanted:
        return np.arange(len(ranks)), np.empty(0, np.intp)
    bound = _bound(ranks, wanted, 0.0)
    return np.flatnonzero(ranks > bound), np.flatnonzero(ranks == bound)
