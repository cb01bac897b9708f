"""Facets as aggregations: what is asked for, and what the answer says."""

from __future__ import annotations

from typing import Any

from searchapp.engine.common.facets import FACET_VALUES, chosen_values
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import Filters, both, one_of
from searchapp.engine.opensearch.search.searcher import (
    NAME_FIELDS,
    ClusterSearcher,
    commonest_first,
    commonest_names,
)
from searchapp.engine.opensearch.write.mappings import QUOTATIONS, quoted_field
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

EXACT_UP_TO = 40_000
"""More different values than these are counted with an error of a few in a hundred."""


def distinct(field: str) -> dict[str, Any]:
    """Return the aggregation that counts the different values of *field*."""
    return {"cardinality": {"field": field, "precision_threshold": EXACT_UP_TO}}


def facet_aggregations(filters: Filters) -> dict[str, Any]:
    """Return the aggregations of all facets, for ``read_facets``."""
    return {name: _aggregation(name, filters) for name in FACETS}


def _aggregation(name: FacetName, filters: Filters) -> dict[str, Any]:
    request = filters.request
    if name == "quotation" and request.speakers:
        return _quotations_of_speakers(filters)
    field = filters.field(name)
    # Of equal counts any may be among the first: as many again come along, to be sorted.
    inside: dict[str, Any] = {
        "values": {"terms": {"field": field, "size": 2 * FACET_VALUES, "shard_size": 2_000}},
        "distinct": distinct(field),
    }
    if chosen := chosen_values(request, name):
        counted = {id_: {"term": {field: id_}} for id_ in chosen}
        inside["chosen"] = {"filters": {"filters": counted}}
    return {"filter": filters.all(but=(name,)), "aggs": inside}


def _quotations_of_speakers(filters: Filters) -> dict[str, Any]:
    """Count for each quotation type the paragraphs in which a chosen speaker is so quoted."""
    speakers = chosen_values(filters.request, "speaker")
    quoted = {q: one_of(quoted_field((q,)), speakers) for q in QUOTATIONS}
    return {
        "filter": filters.all(but=("quotation", "speaker")),
        "aggs": {"quoted": {"filters": {"filters": quoted}}},
    }


def read_facets(
    generation: ClusterSearcher, request: SearchRequest, found: dict[str, Any]
) -> tuple[Facet, ...]:
    """Return the facets out of the answer to ``facet_aggregations``."""
    return tuple(_facet(generation, request, name, found[name]) for name in FACETS)


def _facet(
    generation: ClusterSearcher, request: SearchRequest, name: FacetName, found: dict[str, Any]
) -> Facet:
    chosen = chosen_values(request, name)
    if "quoted" in found:
        counts = {q: b["doc_count"] for q, b in found["quoted"]["buckets"].items()}
        present = {q: n for q, n in counts.items() if n}
        different = len(present)
    else:
        buckets = found["values"]["buckets"]
        present = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        counts = dict(present)
        if chosen:
            counts |= {id_: b["doc_count"] for id_, b in found["chosen"]["buckets"].items()}
        different = found["distinct"]["value"]
    names = generation.names(name, {*present, *chosen})
    order = sorted(present, key=lambda id_: commonest_first(present[id_], names[id_], id_))
    listed = order[:FACET_VALUES]
    listed += [id_ for id_ in chosen if id_ not in listed]
    known = names if name in NAME_FIELDS else {}
    return Facet(
        name,
        tuple(
            FacetValue(
                id_, known.get(id_) or chosen.get(id_, id_), counts.get(id_, 0), id_ in chosen
            )
            for id_ in listed
        ),
        different,
    )


def facet_page(
    generation: ClusterSearcher,
    query: Clause,
    filters: Filters,
    name: FacetName,
    wanted: FacetRequest,
) -> FacetPage:
    """Return a page of the values of one facet of what *query* finds."""
    chosen = chosen_values(filters.request, name)
    if name == "quotation" and filters.request.speakers:
        found = generation.aggregate(query, quotation=_quotations_of_speakers(filters))
        buckets = found["quotation"]["quoted"]["buckets"]
        counts = {q: b["doc_count"] for q, b in buckets.items() if b["doc_count"]}
    else:
        counted = both(query, filters.all(but=(name,)))
        values = generation.values(counted, filters.field(name))
        counts = {value: bucket["doc_count"] for value, bucket in values}
    names = {id_: id_ for id_ in counts}
    if name == "speaker":
        names |= generation.speaker_names
    elif name == "role":
        names |= commonest_names(generation, {"match_all": {}}, NAME_FIELDS[name])
    ids = list(counts)
    if words := fold(wanted.like).split():
        ids = [id_ for id_ in ids if all(word in fold(names[id_]) for word in words)]
    ids.sort(key=lambda id_: commonest_first(counts[id_], names[id_], id_))
    first = (wanted.page - 1) * wanted.limit
    values_shown = tuple(
        FacetValue(id_, names[id_], counts[id_], id_ in chosen)
        for id_ in ids[first : first + wanted.limit]
    )
    return FacetPage(name, wanted, len(ids), values_shown)
