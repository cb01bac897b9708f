"""Copies: paragraphs of one and the same wording, as agencies' texts are in many papers.

Each paragraph of ``DUPLICATE_MIN_WORDS`` or more has a 64-bit hash of its folded words in their
order; equal hashes are equal wordings. Shorter ones are no copies of one another, however
often "He did not elaborate." is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.postings import Documents

Wordings = npt.NDArray[np.uint64]

_FEW_BESIDE = 16
"""A segment's copies are kept where the others are fewer than one in so many: a commit of
20 paragraphs to a million takes 2 ms, where sorting all takes 110, merging 17 to 50."""


@dataclass(frozen=True, slots=True)
class SortedWordings:
    """The hashes of some documents, ascending and without 0, and whose they are."""

    hashes: Wordings
    documents: Documents

    @classmethod
    def of(cls, hashes: Wordings) -> SortedWordings:
        """Return the *hashes* of the documents of a segment in order."""
        long = np.flatnonzero(hashes)
        order = long[np.argsort(hashes[long], kind="stable")]
        return cls(hashes[order], order.astype(np.int32))

    @classmethod
    def joined(cls, parts: Sequence[SortedWordings], bases: Sequence[int]) -> SortedWordings:
        """Return those of several segments, whose documents begin with the numbers *bases*."""
        moved = [part.documents + np.int32(base) for part, base in zip(parts, bases, strict=True)]
        if len(parts) == 1:
            return cls(parts[0].hashes, moved[0])
        hashes = np.concatenate([np.empty(0, np.uint64), *(part.hashes for part in parts)])
        # Each segment's ascend, and a stable sort merges ascending runs.
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], np.concatenate([np.empty(0, np.int32), *moved])[order])


Groups = npt.NDArray[np.int32]
"""A number for each document, the same for copies; -1 for one of its own."""


def groups_of(text_hashes: SortedWordings, size: int) -> tuple[Groups, int]:
    """Return the groups among documents with these *wordings*, of *size*, and how many."""
    group = np.full(size, -1, np.int32)
    hashes = text_hashes.hashes
    same = np.zeros(len(hashes), np.bool_)
    equal = hashes[1:] == hashes[:-1]
    same[1:] = equal
    same[:-1] |= equal
    shared = hashes[same]
    if not len(shared):
        return group, 0
    numbers = np.cumsum(np.append(True, shared[1:] != shared[:-1]), dtype=np.int32) - 1
    group[text_hashes.documents[same]] = numbers
    return group, int(numbers[-1]) + 1


class SegmentWordings:
    """What tells the copies of one segment, worked out once for all generations with it."""

    def __init__(self, hashes: Wordings) -> None:
        self.size = len(hashes)
        self.sorted = SortedWordings.of(hashes)
        self.group, self.groups = groups_of(self.sorted, self.size)


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """The copies of a generation: ``group`` numbers each document's, -1 for one of its own."""

    group: Groups
    any: bool

    @classmethod
    def of(cls, parts: Sequence[SegmentWordings]) -> DuplicateGroups:
        """Return the copies among the documents of segments."""
        bases = [sum(part.size for part in parts[:at]) for at in range(len(parts))]
        size = sum(part.size for part in parts)
        if not parts:
            return cls(np.empty(0, np.int32), any=False)
        largest = max(range(len(parts)), key=lambda at: parts[at].size)
        others = [at for at in range(len(parts)) if at != largest]
        if sum(parts[at].size for at in others) * _FEW_BESIDE > size:
            whole = SortedWordings.joined([part.sorted for part in parts], bases)
            group, groups = groups_of(whole, size)
        else:
            added = SortedWordings.joined(
                [parts[at].sorted for at in others], [bases[at] for at in others]
            )
            group, groups = _added_to(parts[largest], bases[largest], added, size)
        return cls(group, groups > 0)

    def of_one(self, document: int) -> Documents:
        """Return all copies of *document*, itself among them."""
        number = self.group[document]
        if number < 0:
            return np.array([document], np.int32)
        return np.flatnonzero(self.group == number).astype(np.int32)


def _added_to(
    large: SegmentWordings, base: int, added: SortedWordings, size: int
) -> tuple[Groups, int]:
    """Return the groups of a *large* segment and the few documents *added* to it."""
    group = np.full(size, -1, np.int32)
    group[base : base + large.size] = large.group
    if not len(added.hashes) or not len(large.sorted.hashes):
        few, groups = groups_of(added, size)
        return (group, large.groups) if not groups else (np.maximum(group, few), groups)
    hashes, counts = np.unique(added.hashes, return_counts=True)
    at = np.minimum(np.searchsorted(large.sorted.hashes, hashes), len(large.sorted.hashes) - 1)
    found = large.sorted.hashes[at] == hashes
    owners = large.sorted.documents[at] + np.int32(base)
    numbers = np.where(found, group[owners], -1)
    new = (numbers < 0) & (found | (counts > 1))
    groups = large.groups + int(np.count_nonzero(new))
    numbers[new] = np.arange(large.groups, groups)
    group[owners[found]] = numbers[found]
    group[added.documents] = np.repeat(numbers, counts)
    return group, groups
