from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.search import duplicates as room
from searchapp.engine.embedded.search.duplicates import DuplicateGroups, SegmentWordings

_segments = st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=4)


@given(_segments, st.sampled_from([0, 1, 1000]))
def test_documents_of_one_wording_are_copies_whatever_their_segments(
    segments: list[list[int]], few_beside: int
) -> None:
    expected: dict[int, list[int]] = defaultdict(list)
    for document, wording in enumerate(wording for segment in segments for wording in segment):
        # The wording 0 is that of a text too short to be a copy.
        expected[wording or -document - 1].append(document)
    parts = [SegmentWordings(np.array(segment, np.uint64)) for segment in segments]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_FEW_BESIDE", few_beside)
        copies = DuplicateGroups.of(parts)
    assert copies.any == any(len(same) > 1 for same in expected.values())
    for same in expected.values():
        for document in same:
            assert copies.of_one(document).tolist() == same
