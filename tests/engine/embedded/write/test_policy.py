from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.write.policy import MergePolicy

_sizes = st.lists(st.integers(1, 1_000), max_size=12)


def test_small_segments_are_merged_and_a_much_larger_one_is_left() -> None:
    assert MergePolicy(merge_factor=3).select([100, 2, 1, 7]) == [2, 1, 3]
    assert MergePolicy(merge_factor=3).select([100, 2]) == []
    assert MergePolicy(merge_factor=3).select([5]) == []
    assert MergePolicy(merge_factor=3).select([]) == []


@given(_sizes)
def test_a_merge_factor_of_zero_merges_nothing(sizes: list[int]) -> None:
    assert MergePolicy(merge_factor=0).select(sizes) == []


@given(_sizes, st.integers(1, 5))
def test_every_segment_left_is_larger_than_the_factor_allows(sizes: list[int], factor: int) -> None:
    selected = MergePolicy(merge_factor=factor).select(sizes)
    merged = sum(sizes[position] for position in selected)
    left = [size for position, size in enumerate(sizes) if position not in selected]
    if selected:
        assert all(size > factor * merged for size in left)
    else:
        ordered = sorted(sizes)
        assert len(ordered) < 2 or ordered[1] > factor * ordered[0]


@given(st.integers(1, 60), st.integers(1, 60))
def test_segments_grow_in_number_with_the_logarithm_of_the_commits(commits: int, size: int) -> None:
    policy, sizes, copied = MergePolicy(), list[int](), 0
    for _ in range(commits):
        sizes.append(size)
        if selected := policy.select(sizes):
            merged = sum(sizes[position] for position in selected)
            copied += merged
            sizes = [s for position, s in enumerate(sizes) if position not in selected] + [merged]
    assert sum(sizes) == commits * size
    assert len(sizes) <= 5
    assert copied <= 8 * commits * size


def test_a_segment_is_rewritten_when_more_than_the_share_is_deleted() -> None:
    policy = MergePolicy(max_deleted_share=0.3)
    assert not policy.rewrites(deleted=30, documents=100)
    assert policy.rewrites(deleted=31, documents=100)
