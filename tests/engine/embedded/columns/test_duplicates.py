"""Duplicate groups compared with grouping hashes in a dictionary."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.columns.duplicates import DuplicateGroups, SegmentDuplicates

_segments = st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=4)


@pytest.mark.parametrize("reuse_ratio", [0, 1, 1000])
@given(segments=_segments)
def test_documents_with_equal_hashes_are_duplicates_across_segments(
    reuse_ratio: int, segments: list[list[int]]
) -> None:
    expected: dict[int, list[int]] = defaultdict(list)
    for doc_id, text_hash in enumerate(text_hash for segment in segments for text_hash in segment):
        # The hash 0 is that of a text too short to have duplicates.
        expected[text_hash or -doc_id - 1].append(doc_id)
    parts = [SegmentDuplicates(np.array(segment, np.uint64)) for segment in segments]
    duplicates = DuplicateGroups.of(parts, reuse_ratio)
    assert duplicates.any == any(len(same) > 1 for same in expected.values())
    for same in expected.values():
        for doc_id in same:
            assert duplicates.duplicates_of(doc_id).tolist() == same
