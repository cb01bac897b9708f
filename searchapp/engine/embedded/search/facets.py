"""Facet counts: how many matching paragraphs have each value of a filter.

Each facet is counted under all filters except its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from searchapp.engine.common.facets import (
    FACET_VALUES,
    chosen_values,
    dimension,
    selection_of,
)
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.columns.ordinals import Counts, GlobalOrdinals
from searchapp.engine.embedded.format.docid_sets import DocIds, Rows
from searchapp.engine.embedded.search.ranking.topk import top_k
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
                self._values(name),
                self._counts(name),
                chosen_values(self._request, name),
            )
            for name in names
        )

    def _values(self, name: FacetName) -> GlobalOrdinals:
        return self._doc_values.facet(name, self._request.acts)

    def page(self, name: FacetName, facet_request: FacetRequest) -> FacetPage:
        """Return one page of the values of a facet, the most frequent first."""
        values = self._values(name)
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
        values = self._values(name)
        joint = dimension(name)
        own_filter = "attribution" if joint else name
        doc_ids = self._matched
        if self._filters:
            doc_ids = doc_ids.compress(self._filters.mask(doc_ids, exclude=(own_filter,)))
        others = {d: ids for d, ids in selection_of(self._request).items() if d != name}
        if joint is None or not others:
            return values.counts(self._doc_values.split_by_segment(doc_ids))
        attributions = self._doc_values.attributions(self._request.acts)
        doc_ids = doc_ids.compress(attributions.mask(others).take(doc_ids))
        return attributions.counts(joint, others, self._doc_values.split_by_segment(doc_ids))


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
    name_ranks, counts = values.name_ranks.take(present), counts.take(present)
    # The largest count first; ranks are below the number of values.
    order = np.argsort(name_ranks - counts * len(values.ids))
    return present.take(order[:FACET_VALUES])
