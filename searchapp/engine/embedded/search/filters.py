"""Filters and facets over the columns of a generation."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from searchapp.engine.common.facets import FACET_VALUES, chosen_values
from searchapp.engine.embedded.format.facet_values import Numbers
from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search import doc_values as generation
from searchapp.engine.embedded.search.doc_values import DocValues, Mask
from searchapp.engine.embedded.search.docid_sets import Rows, first_of_each
from searchapp.engine.embedded.search.topk import top_k
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import fold, slug
from searchapp.models.search import (
    FACETS,
    Facet,
    FacetName,
    FacetPage,
    FacetRequest,
    FacetValue,
    SearchRequest,
)


class Filters:
    """The filters of one request: a mask for each, joined as they are needed.

    They never touch scores, and each facet is counted under all of them but its own.
    """

    def __init__(self, columns: DocValues, request: SearchRequest) -> None:
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
        if request.copies_of:
            self._masks["copies_of"] = columns.copies_of(request.copies_of)
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

    @property
    def any(self) -> bool:
        """Whether there is a filter at all."""
        return bool(self._masks)

    def passed(self, documents: Documents, but: Collection[str] = ()) -> Mask:
        """Return which of *documents* pass all filters, or all but those named."""
        passed = np.ones(len(documents), np.bool_)
        for name, mask in self._masks.items():
            if name not in but:
                passed &= mask.take(documents)
        return passed

    def facets(self, found: Documents, names: Collection[FacetName] = FACETS) -> tuple[Facet, ...]:
        """Return the facets *names* of the documents that the query *found*."""
        return tuple(
            _listed(
                name,
                self._columns.facet(name),
                self._counts(name, found),
                chosen_values(self._request, name),
            )
            for name in names
        )

    def facet_page(self, name: FacetName, found: Documents, wanted: FacetRequest) -> FacetPage:
        """Return a page of the values of one facet of the documents that the query *found*."""
        facet = self._columns.facet(name)
        counts = self._counts(name, found)
        chosen = chosen_values(self._request, name)
        names = facet.folded
        numbers: list[int] = np.flatnonzero(counts).tolist()
        if words := fold(wanted.like).split():
            numbers = [i for i in numbers if all(word in names[i] for word in words)]
        numbers.sort(key=lambda i: (-counts[i], names[i], facet.ids[i]))
        first = (wanted.page - 1) * wanted.limit
        values = (
            FacetValue(facet.ids[i], facet.names[i], int(counts[i]), facet.ids[i] in chosen)
            for i in numbers[first : first + wanted.limit]
        )
        return FacetPage(name, wanted, len(numbers), tuple(values))

    def _counts(self, name: FacetName, found: Documents) -> Numbers:
        request, facet = self._request, self._columns.facet(name)
        if name == "quotation" and request.speakers:
            return self._quotations_of_speakers(facet, found)
        counted = found.compress(self.passed(found, but=(name,))) if self._masks else found
        parts = self._columns.parts(counted)
        if name == "speaker" and request.quotations:
            return self._speakers_so_quoted(facet, parts)
        return facet.counts(parts)

    def _quotations_of_speakers(self, quotations: generation.Facet, found: Documents) -> Numbers:
        """Count for each quotation type the documents in which a chosen speaker is so quoted."""
        counted = found[self.passed(found, but=("quotation", "speaker"))]
        speakers, pairs = chosen_values(self._request, "speaker"), self._columns.facet("pair")
        counts = [
            pairs.mask({f"{s}{PAIR_SEPARATOR}{q}" for s in speakers})[counted].sum()
            for q in quotations.ids
        ]
        return np.array(counts, np.int64)

    def _speakers_so_quoted(self, speakers: generation.Facet, parts: list[Documents]) -> Numbers:
        """Count for each speaker the documents in which they are quoted as the filter asks."""
        pairs = self._columns.facet("pair")
        speaker_of = np.full(len(pairs.ids), -1, np.int64)
        for i, id_ in enumerate(pairs.ids):
            speaker, _, quotation = id_.rpartition(PAIR_SEPARATOR)
            if quotation in self._request.quotations:
                speaker_of[i] = speakers.numbers[speaker]
        documents, numbers = pairs.pairs_of(parts)
        quoted = speaker_of.take(numbers)
        so = quoted >= 0
        keys = np.sort(documents.compress(so) * len(speakers.ids) + quoted.compress(so))
        once = keys.take(first_of_each(keys)) % max(len(speakers.ids), 1)
        return np.bincount(once, minlength=len(speakers.ids))


def _listed(
    name: FacetName,
    facet: generation.Facet,
    counts: Numbers,
    selected: dict[str, str],
) -> Facet:
    present = np.flatnonzero(counts)
    commonest = _commonest(facet, present, counts)
    ids = [facet.ids[i] for i in commonest.tolist()]
    shown = [
        FacetValue(id_, facet.names[i], count, id_ in selected)
        for id_, i, count in zip(
            ids, commonest.tolist(), counts.take(commonest).tolist(), strict=True
        )
    ]
    for id_, asked in selected.items():
        if id_ not in ids:
            number = facet.numbers.get(id_)
            shown_as, count = (asked, 0)
            if number is not None:
                shown_as, count = facet.names[number], int(counts[number])
            shown.append(FacetValue(id_, shown_as, count, selected=True))
    return Facet(name, tuple(shown), distinct=len(present))


def _commonest(facet: generation.Facet, present: Rows, counts: Numbers) -> Rows:
    """Return the first ``FACET_VALUES`` of those *present*, the commonest first, then by name."""
    if len(present) > FACET_VALUES:
        present = present.take(top_k(counts.take(present), FACET_VALUES))
    order = np.lexsort((facet.ranks.take(present), -counts.take(present)))
    return present.take(order[:FACET_VALUES])
