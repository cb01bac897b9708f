"""Attributions as facet values: kind of speaker, quotation type and speaker of one attribution.

Filters on several of the three, and their facets under such filters, have to hold of one and
the same attribution.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.facets import DIMENSIONS, Dimension, Selection
from searchapp.engine.embedded.columns.ordinals import Counts, GlobalOrdinals
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, first_occurrences
from searchapp.engine.schema import PAIR_SEPARATOR


class AttributionTable:
    """The different attributions of a generation, as values of the facet *values*.

    *facets* are those of ``DIMENSIONS``, for the same acts.
    """

    def __init__(self, values: GlobalOrdinals, facets: Mapping[Dimension, GlobalOrdinals]) -> None:
        self._values = values
        self._facets = facets
        rows = [id_.split(PAIR_SEPARATOR) for id_ in values.ids]
        self._columns: dict[Dimension, npt.NDArray[np.int64]] = {}
        for place, name in enumerate(DIMENSIONS):
            numbers = facets[name].numbers
            column = (numbers[row[place]] for row in rows)
            self._columns[name] = np.fromiter(column, np.int64, len(rows))

    def _chosen(self, selection: Selection) -> Mask:
        """Return which attributions have a value of each facet in *selection*."""
        chosen = np.ones(len(self._values.ids), np.bool_)
        for name, ids in selection.items():
            chosen &= self._facets[name].chosen(ids).take(self._columns[name])
        return chosen

    def mask(self, selection: Selection) -> Mask:
        """Return for each document whether it has an attribution of *selection*."""
        return self._values.mask_of(self._chosen(selection))

    def counts(self, name: Dimension, selection: Selection, by_segment: list[DocIds]) -> Counts:
        """Return for each value of a facet the documents with it in one of *selection*.

        *by_segment* are the documents, an array of their ids for each segment.
        """
        size = max(len(self._facets[name].ids), 1)
        owners, attributions = self._values.pairs(by_segment)
        chosen = self._chosen(selection).take(attributions)
        numbers = self._columns[name].take(attributions.compress(chosen))
        # A value of two attributions of one paragraph counts once.
        keys = np.sort(owners.compress(chosen) * size + numbers)
        distinct = keys.take(first_occurrences(keys)) % size
        return np.bincount(distinct, minlength=len(self._facets[name].ids))
