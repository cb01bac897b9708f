"""Top-k selection: the best matches of many, without sorting all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.score_steps import SCORE_STEP, TIE_DECIMALS
from searchapp.engine.embedded.format.docid_sets import Rows
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search.bm25 import APPROXIMATION_ERROR, Scores
from searchapp.engine.embedded.search.matches import Matches
from searchapp.models.search import SortOrder

Ranks = npt.NDArray[np.floating] | npt.NDArray[np.signedinteger]
"""One sort key per match: the largest comes first."""

_BLOCK_SIZE = 128


def top_k(
    ranks: Ranks, k: int, error: float = 0.0, margin: float = 0.0, block_size: int = _BLOCK_SIZE
) -> Rows:
    """Return the rows of the *k* largest *ranks*, ascending, with all that tie with the last.

    With an *error*, ranks r that fall short of the k-th largest, b, by at most
    ``error * (1 + abs(b))`` and *margin* count as ties. Linear in the number of ranks: those
    below the k-th largest maximum of a block are skipped first.
    """
    if len(ranks) <= k:
        return np.arange(len(ranks))
    blocks = len(ranks) // block_size
    candidates: Rows | None = None
    if blocks > k:
        maxima = ranks[: blocks * block_size].reshape(blocks, block_size).max(axis=1)
        candidates = np.flatnonzero(ranks >= _kth_largest(maxima, k, error, margin))
        ranks = ranks.take(candidates)
    rows = np.flatnonzero(ranks >= _kth_largest(ranks, k, error, margin))
    return rows if candidates is None else candidates.take(rows)


def _kth_largest(ranks: Ranks, k: int, error: float = 0.0, margin: float = 0.0) -> float | int:
    """Return the k-th largest of *ranks*, less what ``top_k`` allows."""
    bound: float | int = np.partition(ranks, len(ranks) - k)[len(ranks) - k]
    return bound - error * (1 + abs(bound)) - margin if error or margin else bound


def top_by_score(matches: Matches, k: int) -> tuple[Rows, Scores]:
    """Return rows that include the *k* best matches and their ties, with their scores."""
    if not matches.score_parts:
        rows: Rows = np.arange(len(matches))
    else:
        rows = top_k(matches.approximate_scores(), k, APPROXIMATION_ERROR, SCORE_STEP)
    return rows, matches.take(rows).scores


def score_steps(scores: Scores) -> Scores:
    """Return *scores* in whole steps: near-equal scores are in the same one."""
    steps: Scores = np.rint(np.round(scores, TIE_DECIMALS) / SCORE_STEP)
    return steps


def date_ranks(day: npt.NDArray[np.int32], sort: SortOrder) -> npt.NDArray[np.int32]:
    """Return ranks of day numbers for *sort*, ``newest`` or ``oldest``; undated come last."""
    if sort == "newest":
        return day
    return np.where(day == NO_DAY, -np.iinfo(np.int32).max, -day)


def split_at_tie(ranks: Ranks, k: int) -> tuple[Rows, Rows]:
    """Return the rows above the k-th largest rank, and the rows that tie for the rest of k.

    If there are at most *k* ranks, all rows are in the first array.
    """
    if len(ranks) <= k:
        return np.arange(len(ranks)), np.empty(0, np.intp)
    bound = _kth_largest(ranks, k)
    return np.flatnonzero(ranks > bound), np.flatnonzero(ranks == bound)
