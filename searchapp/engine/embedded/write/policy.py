"""Merge policy, and the limits of memory and batches, of index writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """Decides which segments a commit merges: log-structured merging by size.

    With the defaults, an index of a million paragraphs that is updated every hour stays below
    some twenty segments, and each paragraph is copied only a few times.
    """

    merge_factor: float = 3
    """A segment joins a merge if it has at most this many times the documents of all smaller
    ones together. With 0, no segments are merged."""

    max_deleted_share: float = 0.3
    """A segment is rewritten when a larger share of its documents is deleted."""

    max_new_segments: int = 200
    """New segments of one commit are merged when there are this many: each takes a file
    descriptor."""

    merge_postings: int = 1 << 20
    """The number of postings that a merge holds in memory at a time."""

    def select(self, sizes: Sequence[int]) -> list[int]:
        """Return which of the segments with these numbers of live documents to merge.

        They are positions in *sizes*: two or more, or none.
        """
        selected: list[int] = []
        total = 0
        for position in sorted(range(len(sizes)), key=sizes.__getitem__):
            if selected and sizes[position] > self.merge_factor * total:
                break
            selected.append(position)
            total += sizes[position]
        return selected if len(selected) > 1 else []

    def rewrites(self, deleted: int, documents: int) -> bool:
        """Return whether to rewrite a segment, *deleted* of whose *documents* are deleted."""
        return deleted > self.max_deleted_share * documents


@dataclass(frozen=True, slots=True)
class BuildLimits:
    """Limits of what is held in memory while new segments are built."""

    segment_words: int = 3_000_000
    """A segment is written when it has this many words of text, which take some 200 MB."""

    batch_characters: int = 2_000_000
    """A worker process builds a segment of at most this much text: some 12,000 paragraphs, in
    0.5 s. The first batch has half of it, the next a quarter; they grow with the corpus."""
