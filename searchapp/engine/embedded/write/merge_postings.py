"""Merging the postings of a field by concatenation, in bounded memory.

Term dictionaries are sorted, so the postings of a range of merged terms are one contiguous
piece of each source's arrays. The merge takes one range of about *max_postings* postings
after another, puts each source's postings into their places in it, and appends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    AscendingRunsWriter,
    PackedIntsWriter,
    offset_type,
    packed_type,
)
from searchapp.engine.embedded.format.postings import (
    Documents,
    FieldPostings,
    offsets,
    order_by_use,
    ranges,
)
from searchapp.engine.embedded.format.term_dictionary import write_terms

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment that is merged, by its documents or by its articles.

    ``new_numbers[d]`` is the number that document d gets, or -1 if it is deleted. Those that
    remain keep their order, and follow those of the previous segment.
    """

    file: ArrayFile
    new_numbers: Documents

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """Whether each document remains."""
        return self.new_numbers >= 0

    @property
    def live_count(self) -> int:
        """How many documents remain."""
        return int(np.count_nonzero(self.live))


@dataclass(slots=True)
class _Postings:
    """Merged postings of a range of terms, ordered by term and document."""

    terms: _Numbers
    documents: Documents
    codes: Array | None = None
    positions: Array | None = None


class _Source:
    """The postings of one segment, and what they become.

    ``merged_terms[i]`` is the number of term i among the merged terms, ``counts[i]`` how many
    of its postings remain, and ``words[i]`` how many positions those have.
    """

    def __init__(self, source: MergeSource, field: str, max_postings: int) -> None:
        self.new_numbers = source.new_numbers
        self.has_deletions = source.live_count < len(source.new_numbers)
        self.postings = FieldPostings(source.file, field)
        self.counts: _Numbers = np.diff(self.postings.starts()).astype(np.int64)
        self.words: _Numbers = np.zeros(0, np.int64)
        if self.postings.counted:
            self.words = np.diff(self.postings.pos_starts()).astype(np.int64)
        if self.has_deletions:
            self._count_live(max_postings)
        self.merged_terms: _Numbers = np.empty(0, np.int64)
        self.new_codes: _Numbers = np.empty(0, np.int64)

    def _count_live(self, max_postings: int) -> None:
        starts = self.postings.starts()
        for first, last in _term_ranges(starts[1:], max_postings):
            range_starts = starts[first:last].astype(np.int64) - int(starts[first])
            live = self.new_numbers[self.postings.documents(first, last)] >= 0
            self.counts[first:last] = np.add.reduceat(live, range_starts, dtype=np.int64)
            if self.postings.counted:
                words = np.where(live, self.postings.keys(first, last) >> np.uint32(8), 0)
                self.words[first:last] = np.add.reduceat(words, range_starts, dtype=np.int64)

    def copy(
        self, merged: _Postings, first: int, last: int, next_posting: _Numbers, next_word: _Numbers
    ) -> None:
        """Copy the postings of the merged terms *first* up to *last* into *merged*.

        ``next_posting[t]`` is where the next posting of the t-th of these terms goes, and
        ``next_word[t]`` its next position; both are moved on.
        """
        low, high = np.searchsorted(self.merged_terms, [first, last]).tolist()
        if low == high:
            return
        terms = self.merged_terms[low:high] - first
        counts = self.counts[low:high]
        targets = ranges(next_posting[terms], counts)
        documents = self.new_numbers[self.postings.documents(low, high)]
        live = documents >= 0
        merged.documents[targets] = documents[live] if self.has_deletions else documents
        np.add.at(next_posting, terms, counts)
        if merged.codes is None or merged.positions is None:
            return
        codes = self.postings.codes(low, high)
        positions = self.postings.positions(low, high)
        if self.has_deletions:
            frequencies = self.postings.key_table()[codes] >> np.uint32(8)
            positions = positions[np.repeat(live, frequencies)]
            codes = codes[live]
        merged.codes[targets] = self.new_codes[codes]
        merged.positions[ranges(next_word[terms], self.words[low:high])] = positions
        np.add.at(next_word, terms, self.words[low:high])


def _term_ranges(ends: Array, max_postings: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms with about *max_postings* each; *ends* is where each term's end."""
    if not len(ends):
        return
    steps = np.arange(max_postings, int(ends[-1]) + max_postings, max_postings)
    cuts = np.minimum(np.searchsorted(ends, steps) + 1, len(ends))
    yield from pairwise(np.unique(np.concatenate([[0], cuts])).tolist())


class _FieldMerge:
    """The merged terms of a field, and where the postings of each start."""

    def __init__(self, sources: list[_Source]) -> None:
        self._sources = sources
        source_terms = [list(source.postings.terms) for source in sources]
        terms = sorted(set().union(*source_terms))
        number_of = {term: number for number, term in enumerate(terms)}
        counts, words = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        for source, own_terms in zip(sources, source_terms, strict=True):
            numbers = map(number_of.__getitem__, own_terms)
            source.merged_terms = np.fromiter(numbers, np.int64, len(own_terms))
            counts[source.merged_terms] += source.counts
            if source.postings.counted:
                words[source.merged_terms] += source.words
        live = counts > 0
        # A term without postings takes the number of the one before it: nothing refers to it.
        new_numbers = np.maximum(np.cumsum(live) - 1, 0)
        for source in sources:
            source.merged_terms = new_numbers[source.merged_terms]
        self.terms = [terms[number] for number in np.flatnonzero(live).tolist()]
        self.starts = offsets(counts[live])
        self.pos_starts = offsets(words[live])

    def postings(self, max_postings: int, *, counted: bool) -> Iterator[_Postings]:
        """Yield the merged postings, one range of terms after another."""
        for first, last in _term_ranges(self.starts[1:], max_postings):
            starts = self.starts[first : last + 1] - self.starts[first]
            pos_starts = self.pos_starts[first : last + 1] - self.pos_starts[first]
            merged = _Postings(
                np.repeat(np.arange(first, last), np.diff(starts)),
                np.empty(int(starts[-1]), np.int32),
            )
            if counted:
                merged.codes = np.empty(int(starts[-1]), np.int32)
                merged.positions = np.empty(int(pos_starts[-1]), np.int32)
            next_posting, next_word = starts[:-1].copy(), pos_starts[:-1].copy()
            for source in self._sources:
                source.copy(merged, first, last, next_posting, next_word)
            yield merged


def merge_field(
    file: ArrayFileWriter, field: str, segments: Sequence[MergeSource], max_postings: int
) -> list[bytes]:
    """Write the postings of *field* of all *segments* to *file* as one, and return its terms.

    Documents of one segment follow those of the previous one. Terms without a live document
    are dropped; if none is left, nothing is written.
    """
    sources = [_Source(s, field, max_postings) for s in segments if f"{field}/docs" in s.file]
    merge = _FieldMerge(sources)
    if not merge.terms:
        return []
    write_terms(file, field, merge.terms)
    file.put(f"{field}/starts", merge.starts, offset_type(merge.starts))
    size = int(merge.starts[-1])
    largest = sum(len(segment.new_numbers) for segment in segments)
    documents = AscendingRunsWriter(file, f"{field}/docs", largest, size)
    if not sources[0].postings.counted:
        for merged in merge.postings(max_postings, counted=False):
            documents.append(merged.documents, merged.terms)
        documents.end()
        return merge.terms
    key_table, dtype = _merge_keys(sources)
    codes = PackedIntsWriter(file, f"{field}/codes", dtype, size)
    largest_source = max(sources, key=lambda source: int(source.words.sum()))
    dtype, _ = largest_source.postings.packed_types()
    positions = PackedIntsWriter(file, f"{field}/positions", dtype, int(merge.pos_starts[-1]))
    for merged in merge.postings(max_postings, counted=True):
        documents.append(merged.documents, merged.terms)
        if merged.codes is not None and merged.positions is not None:
            codes.append(merged.codes)
            positions.append(merged.positions)
    documents.end()
    codes.end()
    positions.end()
    file.put(f"{field}/keys", key_table, np.uint32)
    file.put(f"{field}/pos_starts", merge.pos_starts, offset_type(merge.pos_starts))
    _merge_lengths(file, field, segments)
    return merge.terms


def _merge_keys(sources: list[_Source]) -> tuple[Array, np.dtype[np.unsignedinteger]]:
    """Merge the key tables, and set each source's ``new_codes``.

    Returns the merged table, the most frequent keys first, and the type of its codes.
    """
    table = np.unique(np.concatenate([source.postings.key_table() for source in sources]))
    uses = np.zeros(len(table), np.int64)
    for source in sources:
        source.new_codes = np.searchsorted(table, source.postings.key_table())
        uses[source.new_codes] += source.postings.code_counts()
    codes, table = order_by_use(table, uses)
    for source in sources:
        source.new_codes = codes[source.new_codes]
    return table, packed_type(np.sort(uses)[::-1])


def _merge_lengths(file: ArrayFileWriter, field: str, segments: Sequence[MergeSource]) -> None:
    total = sum(segment.live_count for segment in segments)
    postings = [
        FieldPostings(s.file, field) if f"{field}/docs" in s.file else None for s in segments
    ]
    dtypes = [p.packed_types()[1] for p in postings if p is not None]
    widest = max(dtypes, key=lambda dtype: dtype.itemsize)
    writer = PackedIntsWriter(file, f"{field}/lengths", widest, total)
    for segment, field_postings in zip(segments, postings, strict=True):
        if field_postings is None:
            lengths: Array = np.zeros(len(segment.new_numbers), np.uint8)
        else:
            lengths = field_postings.lengths()
        writer.append(lengths[segment.live])
    writer.end()
