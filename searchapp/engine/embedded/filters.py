"""Filters and facets over the columns of a generation."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded import columns as generation
from searchapp.engine.embedded.columns import Columns, Mask
from searchapp.engine.embedded.layout import NO_DAY
from searchapp.engine.embedded.postings import Documents
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import Facet, FacetName, FacetPage, FacetRequest, FacetValue, SearchRequest
from searchapp.text import fold, slug

FACETS: tuple[FacetName, ...] = get_args(FacetName)
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
        if request.roles:
            self._masks["role"] = columns.facet("role").mask({slug(r) for r in request.roles})
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

    def passed(self, documents: Documents, but: Collection[str] = ()) -> Mask:
        """Return which of *documents* pass all filters, or all but those named."""
        passed = np.ones(len(documents), np.bool_)
        for name, mask in self._masks.items():
            if name not in but:
                passed &= mask[documents]
        return passed

    def facets(self, found: Documents) -> tuple[Facet, ...]:
        """Return the facets of the documents that the query *found*."""
        return tuple(
            _listed(name, self._columns.facet(name), self._counts(name, found), self._chosen(name))
            for name in FACETS
        )

    def facet_page(self, name: FacetName, found: Documents, wanted: FacetRequest) -> FacetPage:
        """Return a page of the values of one facet of the documents that the query *found*."""
        facet = self._columns.facet(name)
        counts = self._counts(name, found)
        chosen = self._chosen(name)
        words = fold(wanted.like).split()
        values = []
        for number in np.flatnonzero(counts).tolist():
            shown = facet.names[number]
            if not words or all(word in fold(shown) for word in words):
                id_ = facet.ids[number]
                values.append(FacetValue(id_, shown, int(counts[number]), id_ in chosen))
        values.sort(key=_commonest_first)
        first = (wanted.page - 1) * wanted.limit
        return FacetPage(name, wanted, len(values), tuple(values[first : first + wanted.limit]))

    def _chosen(self, name: FacetName) -> dict[str, str]:
        """Return the values of a facet that are chosen: by id, as they were asked for."""
        request = self._request
        match name:
            case "speaker":
                return {slug(s): s for s in request.speakers}
            case "role":
                return {slug(r): r for r in request.roles}
            case "source":
                return {s: s for s in request.sources}
            case "quotation":
                return {q: q for q in request.quotations}
            case "year":
                return {y: y for y in request.years}

    def _counts(self, name: FacetName, found: Documents) -> npt.NDArray[np.int64]:
        request, facet = self._request, self._columns.facet(name)
        if name == "quotation" and request.speakers:
            return self._quotations_of_speakers(facet, found)
        counted = found[self.passed(found, but=(name,))] if self._masks else found
        parts = self._columns.parts(counted)
        if name == "speaker" and request.quotations:
            return self._speakers_so_quoted(facet, parts)
        return facet.counts(parts)

    def _quotations_of_speakers(
        self, quotations: generation.Facet, found: Documents
    ) -> npt.NDArray[np.int64]:
        """Count for each quotation type the documents in which a chosen speaker is so quoted."""
        counted = found[self.passed(found, but=("quotation", "speaker"))]
        speakers, pairs = self._chosen("speaker"), self._columns.facet("pair")
        counts = [
            pairs.mask({f"{s}{PAIR_SEPARATOR}{q}" for s in speakers})[counted].sum()
            for q in quotations.ids
        ]
        return np.array(counts, np.int64)

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


def _commonest_first(value: FacetValue) -> tuple[int, str, str]:
    return -value.count, fold(value.value), value.value


def _listed(
    name: FacetName,
    facet: generation.Facet,
    counts: npt.NDArray[np.int64],
    selected: dict[str, str],
) -> Facet:
    present = np.flatnonzero(counts)
    listed = [
        FacetValue(facet.ids[i], facet.names[i], int(counts[i]), facet.ids[i] in selected)
        for i in _commonest(present, counts).tolist()
    ]
    listed.sort(key=_commonest_first)
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
