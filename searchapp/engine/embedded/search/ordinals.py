"""The values of a facet by document, laid out for counting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.facet_values import FacetIndex
from searchapp.engine.embedded.format.postings import ranges
from searchapp.engine.embedded.search.docid_sets import Documents, Mask, marked

Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.unsignedinteger]

_FEW = 32
"""Bisecting beats marking for fewer documents than one in so many."""


class Ordinals:
    """The first value of each document in one array, and what some have beside it.

    Most paragraphs have one speaker or none, and one year: counting the values of
    many documents is a gather and a count.
    """

    def __init__(self, values: FacetIndex) -> None:
        size = len(values.first) - 1
        self.values = len(values.ids)
        counts = np.diff(values.first)
        self._none = self.values
        # The last number stands for no value.
        kind = np.min_scalar_type(self.values)
        if len(counts) == len(values.of_document) and counts.all():
            self._first: Numbers = values.of_document.astype(kind)
        else:
            self._first = np.full(size, self._none, kind)
            having = np.flatnonzero(counts)
            self._first[having] = values.of_document[values.first[having]]
        several = np.flatnonzero(counts > 1)
        more = counts[several] - 1
        self._more_documents: Documents = np.repeat(several.astype(np.int32), more)
        self._more: Numbers = values.of_document[ranges(values.first[several] + 1, more)].astype(
            kind
        )
        self._all = np.bincount(values.of_document, minlength=self.values)

    def totals(self) -> Counts:
        """Return for each value how many documents have it."""
        return self._all

    def mask(self, chosen: Mask) -> Mask:
        """Return for each document whether it has any of the values that are *chosen*."""
        numbers = np.flatnonzero(chosen)
        if len(numbers) == 1:
            mask: Mask = self._first == numbers[0]
        else:
            mask = np.append(chosen, False).take(self._first)
        mask[self._more_documents.compress(chosen.take(self._more))] = True
        return mask

    def counts(self, documents: Documents) -> Counts:
        """Return for each value how many of *documents*, which ascend, have it."""
        if len(documents) == len(self._first):
            return self._all
        if self.values == 1 and len(self._first) == self._all[0]:
            return np.array([len(documents)])
        if not self.values:
            return self._all
        found = np.bincount(self._first.take(documents), minlength=self.values + 1)[:-1]
        if len(self._more):
            found = found + np.bincount(self._beside(documents)[1], minlength=self.values)
        return found

    def pairs(self, documents: Documents) -> tuple[Documents, Numbers]:
        """Return each pair of one of *documents*, which ascend, and a value it has."""
        first = self._first.take(documents)
        having = np.flatnonzero(first != self._none)
        beside, more = self._beside(documents)
        return (
            np.concatenate([documents.take(having), beside]),
            np.concatenate([first.take(having), more]),
        )

    def _beside(self, documents: Documents) -> tuple[Documents, Numbers]:
        """Return the pairs of *documents* beyond the first value of each."""
        owners = self._more_documents
        if len(documents) * _FEW < len(self._first):
            starts = np.searchsorted(owners, documents, side="left")
            rows = ranges(starts, np.searchsorted(owners, documents, side="right") - starts)
        else:
            rows = np.flatnonzero(marked([documents], len(self._first)).take(owners))
        return owners.take(rows), self._more.take(rows)
