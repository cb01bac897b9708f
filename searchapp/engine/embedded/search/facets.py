"""Facet counts: how many matching paragraphs have each speaker, role, source, type or year.

Each facet is counted under all filters except its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from searchapp.engine.common.facets import FACET_VALUES, chosen_values
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.columns.ordinals import Counts, GlobalOrdinals
from searchapp.engine.embedded.format.docid_sets import DocIds, Rows, first_occurrences
from searchapp.engine.embedded.search.topk import top_k
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import fold
from searchapp.models.search import (
    FACETS,
    Facet,
    FacetName,
    FacetPage,
    FacetRequest,
    FacetValue,
    SearchRequest,
)


class FacetCounter:
    """Counts the facets of one request; *matched* are its matches before any filter."""

    def __init__(
        self, doc_values: DocValues, request: SearchRequest, filters: Filters, matched: DocIds
    ) -> None:
        self._doc_values = doc_values
        self._request = request
        self._filters = filters
        self._matched = matched

    def facets(self, names: Sequence[FacetName] = FACETS) -> tuple[Facet, ...]:
        """Return the facets *names*, each with its most frequent and its selected values."""
        return tuple(
            _facet(
                name,
                self._doc_values.facet(name),
                self._counts(name),
                chosen_values(self._request, name),
            )
            for name in names
        )

    def page(self, name: FacetName, facet_request: FacetRequest) -> FacetPage:
        """Return one page of the values of a facet, the most frequent first."""
        values = self._doc_values.facet(name)
        counts = self._counts(name)
        selected = chosen_values(self._request, name)
        folded = values.folded
        numbers: list[int] = np.flatnonzero(counts).tolist()
        if words := fold(facet_request.like).split():
            numbers = [i for i in numbers if all(word in folded[i] for word in words)]
        numbers.sort(key=lambda i: (-counts[i], folded[i], values.ids[i]))
        first = (facet_request.page - 1) * facet_request.limit
        page = (
            FacetValue(values.ids[i], values.names[i], int(counts[i]), values.ids[i] in selected)
            for i in numbers[first : first + facet_request.limit]
        )
        return FacetPage(name, facet_request, len(numbers), tuple(page))

    def _counts(self, name: FacetName) -> Counts:
        values = self._doc_values.facet(name)
        if name == "quotation" and self._request.speakers:
            return self._quotations_of_selected_speakers(values)
        doc_ids = self._matched
        if self._filters:
            doc_ids = doc_ids.compress(self._filters.mask(doc_ids, exclude=(name,)))
        by_segment = self._doc_values.split_by_segment(doc_ids)
        if name == "speaker" and self._request.required_quotations:
            return self._speakers_in_selected_quotations(values, by_segment)
        return values.counts(by_segment)

    def _quotations_of_selected_speakers(self, quotations: GlobalOrdinals) -> Counts:
        """Return for each type the number of paragraphs that quote a selected speaker so."""
        passed = self._filters.mask(self._matched, exclude=("quotation", "speaker"))
        doc_ids = self._matched[passed]
        speakers = chosen_values(self._request, "speaker")
        pairs = self._doc_values.facet("pair")
        counts = [
            pairs.mask({f"{s}{PAIR_SEPARATOR}{q}" for s in speakers})[doc_ids].sum()
            for q in quotations.ids
        ]
        return np.array(counts, np.int64)

    def _speakers_in_selected_quotations(
        self, speakers: GlobalOrdinals, by_segment: list[DocIds]
    ) -> Counts:
        """Return for each speaker the number of paragraphs with a quotation of a selected type."""
        pairs = self._doc_values.facet("pair")
        speaker_of_pair = np.full(len(pairs.ids), -1, np.int64)
        for i, id_ in enumerate(pairs.ids):
            speaker, _, quotation = id_.rpartition(PAIR_SEPARATOR)
            if quotation in self._request.required_quotations:
                speaker_of_pair[i] = speakers.numbers[speaker]
        owners, pair_numbers = pairs.pairs(by_segment)
        speaker_numbers = speaker_of_pair.take(pair_numbers)
        chosen = speaker_numbers >= 0
        # A speaker with two quotations in one paragraph counts once.
        keys = np.sort(
            owners.compress(chosen) * len(speakers.ids) + speaker_numbers.compress(chosen)
        )
        distinct = keys.take(first_occurrences(keys)) % max(len(speakers.ids), 1)
        return np.bincount(distinct, minlength=len(speakers.ids))


def _facet(
    name: FacetName, values: GlobalOrdinals, counts: Counts, selected: Mapping[str, str]
) -> Facet:
    """Return a facet; *selected* maps the ids of selected values to what the request calls them."""
    present = np.flatnonzero(counts)
    most_frequent = _most_frequent(values, present, counts)
    ids = [values.ids[i] for i in most_frequent.tolist()]
    listed = [
        FacetValue(id_, values.names[i], count, id_ in selected)
        for id_, i, count in zip(
            ids, most_frequent.tolist(), counts.take(most_frequent).tolist(), strict=True
        )
    ]
    for id_, requested_name in selected.items():
        if id_ not in ids:
            number = values.numbers.get(id_)
            if number is None:
                listed.append(FacetValue(id_, requested_name, 0, selected=True))
            else:
                value_name, count = values.names[number], int(counts[number])
                listed.append(FacetValue(id_, value_name, count, selected=True))
    return Facet(name, tuple(listed), distinct=len(present))


def _most_frequent(values: GlobalOrdinals, present: Rows, counts: Counts) -> Rows:
    """Return the first ``FACET_VALUES`` of *present* by count, then by name."""
    if len(present) > FACET_VALUES:
        present = present.take(top_k(counts.take(present), FACET_VALUES))
    order = np.lexsort((values.name_ranks.take(present), -counts.take(present)))
    return present.take(order[:FACET_VALUES])
