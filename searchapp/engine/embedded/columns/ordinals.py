"""Facet ordinals: the values of each document as small integers, laid out for counting.

A segment numbers its values from 0 (segment ordinals). A generation of several segments
numbers the distinct values of all of them (global ordinals).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.facet_values import FacetIndex
from searchapp.engine.embedded.format.postings import offsets, ranges
from searchapp.models.normalize import fold

Counts = npt.NDArray[np.int64]
Ordinals = npt.NDArray[np.integer]


class SegmentOrdinals:
    """The values of one facet in one segment.

    The first value of each document is in one array and further ones in another: most
    paragraphs have at most one speaker, and one year, so that counting is a gather and a
    bincount.
    """

    def __init__(self, index: FacetIndex) -> None:
        self.index = index
        self.size = len(index.value_starts) - 1
        self._values = len(index.ids)
        counts = np.diff(index.value_starts)
        # The number after the last value stands for no value.
        dtype = np.min_scalar_type(self._values)
        if len(counts) == len(index.values) and counts.all():
            self._first: Ordinals = index.values.astype(dtype)
        else:
            self._first = np.full(self.size, self._values, dtype)
            with_value = np.flatnonzero(counts)
            self._first[with_value] = index.values[index.value_starts[with_value]]
        multivalued = np.flatnonzero(counts > 1)
        further = counts[multivalued] - 1
        self._multivalued: DocIds = multivalued.astype(np.int32)
        self._is_multivalued = counts > 1
        # Those of the row i of _multivalued are _further_starts[i]:_further_starts[i + 1].
        self._further_starts = offsets(further)
        self._further_doc_ids: DocIds = np.repeat(self._multivalued, further)
        rows = ranges(index.value_starts[multivalued] + 1, further)
        self._further: Ordinals = index.values[rows].astype(dtype)
        self._totals = np.bincount(index.values, minlength=self._values)

    def totals(self) -> Counts:
        """Return the number of documents with each value."""
        return self._totals

    def mask(self, chosen: Mask) -> Mask:
        """Return for each document whether it has a value that *chosen* is true for."""
        ordinals = np.flatnonzero(chosen)
        if len(ordinals) == 1:
            mask: Mask = self._first == ordinals[0]
        else:
            mask = np.append(chosen, False).take(self._first)
        mask[self._further_doc_ids.compress(chosen.take(self._further))] = True
        return mask

    def counts(self, doc_ids: DocIds) -> Counts:
        """Return for each value the number of *doc_ids*, which ascend, that have it."""
        if len(doc_ids) == self.size or not self._values:
            return self._totals
        if self._values == 1 and self.size == self._totals[0]:
            return np.array([len(doc_ids)])
        counts = np.bincount(self._first.take(doc_ids), minlength=self._values + 1)[:-1]
        owners = doc_ids.compress(self._is_multivalued.take(doc_ids))
        if len(owners):
            further = self._further.take(ranges(*self._further_ranges(owners)))
            counts = counts + np.bincount(further, minlength=self._values)
        return counts

    def pairs(self, doc_ids: DocIds) -> tuple[DocIds, Ordinals]:
        """Return every pair of one of *doc_ids*, which ascend, and the ordinal of its value."""
        first = self._first.take(doc_ids)
        with_value = np.flatnonzero(first != self._values)
        further_doc_ids, further = self._further_of(doc_ids)
        return (
            np.concatenate([doc_ids.take(with_value), further_doc_ids]),
            np.concatenate([first.take(with_value), further]),
        )

    def _further_of(self, doc_ids: DocIds) -> tuple[DocIds, Ordinals]:
        """Return the pairs of *doc_ids* and values beyond the first value of each."""
        owners = doc_ids.compress(self._is_multivalued.take(doc_ids))
        starts, counts = self._further_ranges(owners)
        return np.repeat(owners, counts), self._further.take(ranges(starts, counts))

    def _further_ranges(self, owners: DocIds) -> tuple[Counts, Counts]:
        """Return where in ``_further`` the values of *owners* start, and how many each has."""
        places = np.searchsorted(self._multivalued, owners)
        starts = self._further_starts.take(places)
        return starts, self._further_starts.take(places + 1) - starts


class GlobalOrdinals:
    """The values of one facet in all segments of a generation, each with one number.

    ``ids[i]`` is the id of value i and ``names[i]`` the name shown for it.
    """

    def __init__(self, segments: Sequence[SegmentOrdinals]) -> None:
        self._segments = segments
        self._to_global: list[Counts] = []
        self.ids: Sequence[str]
        self.names: Sequence[str]
        if len(segments) == 1:
            index = segments[0].index
            self.ids, self.names = index.ids, index.names
            self._to_global.append(np.arange(len(index.ids)))
        else:
            self.ids, self.names = self._number_values()

    def _number_values(self) -> tuple[list[str], list[str]]:
        """Number the values of several segments; return their ids and most frequent names."""
        numbers: dict[str, int] = {}
        names: list[str] = []
        highest: list[int] = []
        for segment in self._segments:
            index, counts = segment.index, segment.totals()
            to_global = np.empty(len(index.ids), np.int64)
            for i, id_ in enumerate(index.ids):
                number = numbers.setdefault(id_, len(names))
                if number == len(names):
                    names.append(index.names[i])
                    highest.append(int(counts[i]))
                elif counts[i] > highest[number]:
                    names[number], highest[number] = index.names[i], int(counts[i])
                to_global[i] = number
            self._to_global.append(to_global)
        return list(numbers), names

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each value, by its id."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def folded(self) -> list[str]:
        """The name of each value, case- and accent-folded."""
        return [fold(name) for name in self.names]

    @cached_property
    def name_ranks(self) -> Counts:
        """The place of each value in the order of folded names, which breaks ties of counts."""
        keys = [(fold(name), name) for name in self.names]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        return ranks

    def name_of(self, id_: str) -> str | None:
        """Return the name of the value *id_*, or None where no document has that value."""
        number = self.numbers.get(id_)
        return None if number is None else self.names[number]

    def all_pairs(self) -> tuple[DocIds, Counts]:
        """Return every pair of a document, deleted or not, and the number of its value."""
        doc_ids: list[DocIds] = [np.empty(0, np.int32)]
        numbers: list[Counts] = [np.empty(0, np.int64)]
        base = 0
        for segment, to_global in zip(self._segments, self._to_global, strict=True):
            doc_ids.append(segment.index.documents + np.int32(base))
            numbers.append(np.repeat(to_global, np.diff(segment.index.document_starts)))
            base += segment.size
        return np.concatenate(doc_ids), np.concatenate(numbers)

    def mask(self, ids: Collection[str]) -> Mask:
        """Return for each document whether it has any of the values with these *ids*."""
        return self.mask_of(self.chosen(ids))

    def chosen(self, ids: Collection[str]) -> Mask:
        """Return for each value whether its id is among *ids*."""
        chosen = np.zeros(len(self.ids), np.bool_)
        chosen[[self.numbers[id_] for id_ in ids if id_ in self.numbers]] = True
        return chosen

    def mask_of(self, chosen: Mask) -> Mask:
        """Return for each document whether it has a value that *chosen* is true for."""
        masks = [
            segment.mask(chosen[to_global])
            for segment, to_global in zip(self._segments, self._to_global, strict=True)
        ]
        return np.concatenate(masks) if masks else np.zeros(0, np.bool_)

    def counts(self, by_segment: Sequence[DocIds]) -> Counts:
        """Return the number of documents with each value.

        *by_segment* has an array for each segment: documents by their ids within it.
        """
        if len(by_segment) == 1:
            return self._segments[0].counts(by_segment[0])
        totals = np.zeros(len(self.ids), np.int64)
        for segment, to_global, doc_ids in zip(
            self._segments, self._to_global, by_segment, strict=True
        ):
            totals[to_global] += segment.counts(doc_ids)
        return totals

    def pairs(self, by_segment: Sequence[DocIds]) -> tuple[Counts, Counts]:
        """Return every pair of a document of *by_segment* and the number of its value.

        Documents have arbitrary but distinct numbers here.
        """
        owners, numbers = [], []
        for position, (segment, to_global, doc_ids) in enumerate(
            zip(self._segments, self._to_global, by_segment, strict=True)
        ):
            with_value, ordinals = segment.pairs(doc_ids)
            owners.append(with_value.astype(np.int64) * len(self._segments) + position)
            numbers.append(to_global.take(ordinals))
        return np.concatenate(owners), np.concatenate(numbers)
