"""Top-k selection compared with sorting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search.bm25 import ExplicitScores
from searchapp.engine.embedded.search.matches import Matches
from searchapp.engine.embedded.search.ranking.topk import (
    date_ranks,
    score_steps,
    split_at_tie,
    top_by_score,
    top_k,
)

_ranks = st.lists(st.integers(-3, 40), max_size=700).map(lambda r: np.array(r, np.int64))


@pytest.mark.parametrize("block_size", [4, 128])
@given(ranks=_ranks, k=st.integers(1, 60))
def test_top_k_returns_the_largest_with_all_ties_of_the_last(
    block_size: int, ranks: "np.ndarray[tuple[int], np.dtype[np.int64]]", k: int
) -> None:
    kth_largest = sorted(ranks.tolist(), reverse=True)[:k][-1:] or [0]
    expected = [row for row, rank in enumerate(ranks.tolist()) if rank >= kth_largest[0]]
    assert top_k(ranks, k, block_size=block_size).tolist() == expected


def test_ranks_within_the_error_of_the_last_are_included() -> None:
    ranks = np.array([5.0, 1.0, 4.9999999, 3.0])
    assert top_k(ranks, 1).tolist() == [0]
    assert top_k(ranks, 1, error=1e-5).tolist() == [0, 2]


def test_scores_that_differ_by_rounding_only_tie() -> None:
    scores = np.array([1.0, 2.0, 2.0 + 1e-12])
    rows, exact = top_by_score(Matches(np.arange(3, dtype=np.int32), (ExplicitScores(scores),)), 1)
    above, tied = split_at_tie(score_steps(exact), 1)
    assert rows.take(above).tolist() == []
    assert rows.take(tied).tolist() == [1, 2]


def test_ties_compete_only_for_the_remaining_places() -> None:
    above, tied = split_at_tie(np.array([3, 7, 3, 5]), 3)
    assert (above.tolist(), tied.tolist()) == ([1, 3], [0, 2])
    above, tied = split_at_tie(np.array([3, 7]), 3)
    assert (above.tolist(), tied.tolist()) == ([0, 1], [])


def test_undated_documents_come_last_in_either_order() -> None:
    day = np.array([730000, NO_DAY, 1], np.int32)
    assert np.argsort(-date_ranks(day, "newest")).tolist() == [0, 2, 1]
    assert np.argsort(-date_ranks(day, "oldest")).tolist() == [2, 0, 1]
