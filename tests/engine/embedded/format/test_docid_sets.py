"""Sorted arrays of document ids compared with Python sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.docid_sets import (
    DocIds,
    ScratchArray,
    common_rows,
    first_occurrences,
    membership,
    sorted_unique,
)

SIZE = 300


def _ascending(numbers: set[int]) -> DocIds:
    return np.array(sorted(numbers), np.int32)


_doc_ids = st.sets(st.integers(0, SIZE - 1), max_size=200).map(_ascending)
_scratch = ScratchArray(SIZE)


@pytest.mark.parametrize("scratch", [None, _scratch], ids=["binary search", "scatter"])
@given(first=_doc_ids, second=_doc_ids)
def test_common_rows_hold_the_ids_that_are_in_both_arrays(
    scratch: ScratchArray | None, first: DocIds, second: DocIds
) -> None:
    rows, rows_in_second = common_rows(first, second, scratch)
    common = sorted(set(first.tolist()) & set(second.tolist()))
    assert first[rows].tolist() == second[rows_in_second].tolist() == common
    assert first[membership(first, second, scratch)].tolist() == common


def test_a_scratch_array_can_be_reused_without_clearing_it() -> None:
    scratch = ScratchArray(SIZE)
    common_rows(_ascending({1, 2}), _ascending({1, 2, 3}), scratch)
    rows, _ = common_rows(_ascending({2, 4}), _ascending({4, 5, 6}), scratch)
    assert rows.tolist() == [1]


@pytest.mark.parametrize("mask_share", [0, 10**6], ids=["sort", "mask"])
@given(parts=st.lists(_doc_ids, max_size=4))
def test_sorted_unique_returns_each_id_once_in_order(mask_share: int, parts: list[DocIds]) -> None:
    together = np.concatenate([np.empty(0, np.int32), *parts])
    unique = sorted_unique(together, SIZE, mask_share)
    assert unique.tolist() == sorted(set(together.tolist()))


def test_first_occurrences_are_the_rows_of_new_values() -> None:
    assert first_occurrences(np.array([3, 3, 5, 9, 9])).tolist() == [0, 2, 3]
    assert first_occurrences(np.empty(0, np.int32)).tolist() == []
