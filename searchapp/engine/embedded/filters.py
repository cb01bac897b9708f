"""Filters and facets over the columns of a generation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded import columns as generation
from searchapp.engine.embedded.columns import Columns, Mask
from searchapp.engine.embedded.layout import NO_DAY
from searchapp.engine.embedded.postings import Documents
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import Facet, FacetValue, SearchRequest
from searchapp.text import fold, slug

FACET_VALUES = 20
"""How many values a facet lists, beside the selected ones."""


class Filters:
    """The filters of one request: a mask for each, joined as they are needed.

    They never touch scores, and each facet is counted under all of them but its own.
    """

    def __init__(self, columns: Columns, request: SearchRequest) -> None:
        self._columns = columns
        self._request = request
        self._masks: dict[str, Mask] = {}
        speakers = {slug(speaker) for speaker in request.speakers}
        quotations = request.quotations
        if quotations:
            self._masks["quotation"] = columns.facet("quotation").mask(quotations)
        if speakers and quotations:
            # Both hold of one and the same attribution.
            pairs = {f"{s}{PAIR_SEPARATOR}{q}" for s in speakers for q in quotations}
            self._masks["speaker"] = columns.facet("pair").mask(pairs)
        elif speakers:
            self._masks["speaker"] = columns.facet("speaker").mask(speakers)
        if request.sources:
            self._masks["source"] = columns.facet("source").mask(request.sources)
        if request.years:
            self._masks["year"] = columns.facet("year").mask(request.years)
        if request.date_from or request.date_to:
            self._masks["date"] = self._between()

    def _between(self) -> Mask:
        day = self._columns.day
        mask: Mask = day != NO_DAY
        if self._request.date_from:
            mask &= day >= self._request.date_from.toordinal()
        if self._request.date_to:
            mask &= day <= self._request.date_to.toordinal()
        return mask

    def passed(self, documents: Documents, but: str = "") -> Mask:
        """Return which of *documents* pass all filters, or all but the one named."""
        passed = np.ones(len(documents), np.bool_)
        for name, mask in self._masks.items():
            if name != but:
                passed &= mask[documents]
        return passed

    def facets(self, found: Documents) -> tuple[Facet, ...]:
        """Return the facets speaker, year and source of the documents that the query *found*."""
        request = self._request
        return (
            self._facet("speaker", found, {slug(s): s for s in request.speakers}),
            self._facet("year", found, {y: y for y in request.years}),
            self._facet("source", found, {s: s for s in request.sources}),
        )

    def _facet(self, name: str, found: Documents, selected: dict[str, str]) -> Facet:
        counted = found[self.passed(found, but=name)] if self._masks else found
        facet = self._columns.facet(name)
        parts = self._columns.parts(counted)
        if name == "speaker" and self._request.quotations:
            counts = self._speakers_so_quoted(facet, parts)
        else:
            counts = facet.counts(parts)
        return _listed(name, facet, counts, selected)

    def _speakers_so_quoted(
        self, speakers: generation.Facet, parts: list[Documents]
    ) -> npt.NDArray[np.int64]:
        """Count for each speaker the documents in which they are quoted as the filter asks."""
        counts = np.zeros(len(speakers.ids), np.int64)
        for segment, documents in zip(self._columns.segments, parts, strict=True):
            pairs = segment.values("pair")
            mask = np.zeros(segment.size, np.bool_)
            mask[documents] = True
            seen: dict[str, list[Documents]] = {}
            for i, id_ in enumerate(pairs.ids):
                speaker, _, quotation = id_.rpartition(PAIR_SEPARATOR)
                if quotation in self._request.quotations:
                    of_pair = pairs.documents[pairs.starts[i] : pairs.starts[i + 1]]
                    seen.setdefault(speaker, []).append(of_pair[mask[of_pair]])
            for speaker, found in seen.items():
                counts[speakers.numbers[speaker]] += len(np.unique(np.concatenate(found)))
        return counts


def _listed(
    name: str,
    facet: generation.Facet,
    counts: npt.NDArray[np.int64],
    selected: dict[str, str],
) -> Facet:
    present = np.flatnonzero(counts)
    listed = [
        FacetValue(facet.ids[i], facet.names[i], int(counts[i]), facet.ids[i] in selected)
        for i in _commonest(present, counts).tolist()
    ]
    listed.sort(key=lambda value: (-value.count, fold(value.value), value.value))
    shown = listed[:FACET_VALUES]
    ids = {value.id for value in shown}
    numbers = {facet.ids[i]: int(counts[i]) for i in present.tolist()} if selected else {}
    for id_, asked in selected.items():
        if id_ not in ids:
            shown.append(
                FacetValue(id_, facet.name_of(id_) or asked, numbers.get(id_, 0), selected=True)
            )
    return Facet(name, tuple(shown), distinct=len(present))


def _commonest(
    present: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return those of *present* that may be among the first ``FACET_VALUES``, ties included."""
    if len(present) <= FACET_VALUES:
        return present
    least = np.partition(counts[present], -FACET_VALUES)[-FACET_VALUES]
    likely: npt.NDArray[np.int64] = present[counts[present] >= least]
    return likely
