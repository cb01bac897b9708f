"""The first of many, held against putting all in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search import topk
from searchapp.engine.embedded.search.bm25 import ExplicitScores
from searchapp.engine.embedded.search.matches import Matches
from searchapp.engine.embedded.search.topk import by_day, split_at_tie, top_by_score, top_k

_ranks = st.lists(st.integers(-3, 40), max_size=700).map(lambda r: np.array(r, np.int64))


@given(_ranks, st.integers(1, 60))
def test_the_largest_and_their_ties_are_found_in_blocks_or_without(
    ranks: "np.ndarray[tuple[int], np.dtype[np.int64]]", wanted: int
) -> None:
    least = sorted(ranks.tolist(), reverse=True)[:wanted][-1:] or [0]
    expected = [row for row, rank in enumerate(ranks.tolist()) if rank >= least[0]]
    for block in (4, 128):
        original, topk._BLOCK = topk._BLOCK, block
        try:
            assert top_k(ranks, wanted).tolist() == expected
        finally:
            topk._BLOCK = original


def test_what_is_near_the_last_stays_where_ranks_are_rough() -> None:
    ranks = np.array([5.0, 1.0, 4.9999999, 3.0])
    assert top_k(ranks, 1).tolist() == [0]
    assert top_k(ranks, 1, error=1e-5).tolist() == [0, 2]


def test_scores_that_differ_by_their_rounding_only_are_ties() -> None:
    scores = np.array([1.0, 2.0, 2.0 + 1e-12])
    rows, rounded = top_by_score(
        Matches(np.arange(3, dtype=np.int32), (ExplicitScores(scores),)), 1
    )
    sure, tied = split_at_tie(rounded, 1)
    assert rows.take(sure).tolist() == []
    assert rows.take(tied).tolist() == [1, 2]


def test_ties_compete_only_for_the_places_that_are_left() -> None:
    sure, tied = split_at_tie(np.array([3, 7, 3, 5]), 3)
    assert (sure.tolist(), tied.tolist()) == ([1, 3], [0, 2])
    sure, tied = split_at_tie(np.array([3, 7]), 3)
    assert (sure.tolist(), tied.tolist()) == ([0, 1], [])


def test_the_undated_come_last_in_either_order() -> None:
    day = np.array([730000, NO_DAY, 1], np.int32)
    assert np.argsort(-by_day(day, "newest")).tolist() == [0, 2, 1]
    assert np.argsort(-by_day(day, "oldest")).tolist() == [2, 0, 1]
