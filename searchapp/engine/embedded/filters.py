"""Filters and facets over the columns of a generation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.columns import NO_DAY, Columns, Grouping, Mask
from searchapp.records import Facet, FacetValue, SearchRequest
from searchapp.text import fold, slug

FACET_VALUES = 20
"""How many values a facet lists, beside the selected ones."""


class Filters:
    """The filters of one request: a mask for each, joined as they are needed."""

    def __init__(self, columns: Columns, request: SearchRequest) -> None:
        self._columns = columns
        self._request = request
        self._speakers = frozenset(slug(s) for s in request.speakers)
        self._masks: dict[str, Mask] = {}
        self._add_speaker_and_quotation()
        if request.sources:
            self._masks["source"] = columns.sources.mask(request.sources, columns.size)
        if request.years:
            self._masks["year"] = columns.years.mask(request.years, columns.size)
        if request.date_from or request.date_to:
            self._masks["date"] = self._between()

    def _add_speaker_and_quotation(self) -> None:
        columns, request = self._columns, self._request
        if request.quotations:
            self._masks["quotation"] = columns.quotations.mask(request.quotations, columns.size)
        if not self._speakers:
            return
        groupings = [columns.speakers]
        if request.quotations:
            groupings = [columns.pairs[q] for q in request.quotations if q in columns.pairs]
        mask = np.zeros(columns.size, np.bool_)
        for grouping in groupings:
            mask |= grouping.mask(self._speakers, columns.size)
        self._masks["speaker"] = mask

    def _between(self) -> Mask:
        day = self._columns.day
        mask: Mask = day != NO_DAY
        if self._request.date_from:
            mask &= day >= self._request.date_from.toordinal()
        if self._request.date_to:
            mask &= day <= self._request.date_to.toordinal()
        return mask

    def mask(self, but: str = "") -> Mask:
        """Return which documents pass all filters, or all but the one named."""
        joined = np.ones(self._columns.size, np.bool_)
        for name, mask in self._masks.items():
            if name != but:
                joined &= mask
        return joined

    def facets(self, found: Mask) -> tuple[Facet, ...]:
        """Return the facets speaker, year and source of the documents *found* by the query."""
        columns, request = self._columns, self._request
        by_speaker = self._speaker_counts(found & self.mask(but="speaker"))
        by_year = columns.years.counts(found & self.mask(but="year"))
        by_source = columns.sources.counts(found & self.mask(but="source"))
        return (
            _facet("speaker", columns.speakers, by_speaker, {slug(s): s for s in request.speakers}),
            _facet("year", columns.years, by_year, {y: y for y in request.years}),
            _facet("source", columns.sources, by_source, {s: s for s in request.sources}),
        )

    def _speaker_counts(self, mask: Mask) -> npt.NDArray[np.int64]:
        columns, quotations = self._columns, self._request.quotations
        if not quotations:
            return columns.speakers.counts(mask)
        groupings = [columns.pairs[q] for q in dict.fromkeys(quotations) if q in columns.pairs]
        if len(groupings) == 1:
            return groupings[0].counts(mask)
        return _counts_of_any(groupings, mask, len(columns.speakers.ids))


def _counts_of_any(groupings: Sequence[Grouping], mask: Mask, values: int) -> npt.NDArray[np.int64]:
    """Count for each value the documents that have it in any of *groupings*, each once."""
    size = len(mask)
    keys = [
        np.repeat(np.arange(values, dtype=np.int64), np.diff(g.starts)) * size + g.documents
        for g in groupings
    ]
    if not keys:
        return np.zeros(values, np.int64)
    distinct = np.unique(np.concatenate(keys))
    wanted = distinct[mask[distinct % size]]
    return np.bincount(wanted // size, minlength=values).astype(np.int64)


def _facet(
    name: str, grouping: Grouping, counts: npt.NDArray[np.int64], selected: dict[str, str]
) -> Facet:
    listed = [
        FacetValue(grouping.ids[i], grouping.names[i], int(counts[i]), grouping.ids[i] in selected)
        for i in np.flatnonzero(counts)
    ]
    listed.sort(key=lambda v: (-v.count, fold(v.value), v.value))
    commonest = listed[:FACET_VALUES]
    shown = {v.id for v in commonest}
    known = {v.id: v for v in listed}
    names = dict(zip(grouping.ids, grouping.names, strict=True))
    for id_, asked in selected.items():
        if id_ not in shown:
            commonest.append(
                known.get(id_, FacetValue(id_, names.get(id_, asked), 0, selected=True))
            )
    return Facet(name, tuple(commonest), distinct=len(listed))
