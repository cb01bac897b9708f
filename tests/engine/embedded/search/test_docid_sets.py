"""Sets of documents as arrays, held against Python's own sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.search import docid_sets
from searchapp.engine.embedded.search.docid_sets import (
    Documents,
    Scratch,
    distinct,
    first_of_each,
    member,
    rows_in,
)

SIZE = 300


def _ascending(numbers: set[int]) -> Documents:
    return np.array(sorted(numbers), np.int32)


_documents = st.sets(st.integers(0, SIZE - 1), max_size=200).map(_ascending)
_scratch = Scratch(SIZE)


@pytest.mark.parametrize("scratch", [None, _scratch], ids=["bisected", "spread out"])
@given(first=_documents, second=_documents)
def test_common_documents_are_found_by_their_rows(
    scratch: Scratch | None, first: Documents, second: Documents
) -> None:
    here, there = rows_in(first, second, scratch)
    common = sorted(set(first.tolist()) & set(second.tolist()))
    assert first[here].tolist() == second[there].tolist() == common
    assert first[member(first, second, scratch)].tolist() == common


def test_what_was_written_into_the_scratch_before_is_not_found() -> None:
    scratch = Scratch(SIZE)
    rows_in(_ascending({1, 2}), _ascending({1, 2, 3}), scratch)
    here, _ = rows_in(_ascending({2, 4}), _ascending({4, 5, 6}), scratch)
    assert here.tolist() == [1]


@pytest.mark.parametrize("share", [0, 10**6], ids=["sorted", "marked"])
@given(parts=st.lists(_documents, max_size=4))
def test_each_document_comes_once_and_in_order(share: int, parts: list[Documents]) -> None:
    together = np.concatenate([np.empty(0, np.int32), *parts])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docid_sets, "_SHARE_OF_ALL", share)
        assert distinct(together, SIZE).tolist() == sorted(set(together.tolist()))


def test_the_first_of_each_value_is_found() -> None:
    assert first_of_each(np.array([3, 3, 5, 9, 9])).tolist() == [0, 2, 3]
    assert first_of_each(np.empty(0, np.int32)).tolist() == []
