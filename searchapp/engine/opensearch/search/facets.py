"""Facets as aggregations: their requests, their values, and pages of one facet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchapp.engine.common.facets import FACET_VALUES, chosen_values
from searchapp.engine.opensearch.search.query_dsl import MATCH_ALL
from searchapp.engine.opensearch.search.request_builder import (
    Filters,
    all_of,
    any_value,
    scored_query,
)
from searchapp.engine.opensearch.search.searcher import (
    NAME_FIELDS,
    ClusterSearcher,
    commonest_names,
    facet_sort_key,
)
from searchapp.engine.opensearch.write.mappings import QUOTATION_TYPES, quoted_field
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
from searchapp.query.parser import ParsedQuery

EXACT_CARDINALITY = 40_000
"""Above this many distinct values, counts of them are off by a few in a hundred."""


def cardinality(field: str) -> dict[str, Any]:
    """Return the aggregation that counts the distinct values of *field*."""
    return {"cardinality": {"field": field, "precision_threshold": EXACT_CARDINALITY}}


def facet_aggregations(filters: Filters) -> dict[str, Any]:
    """Return the aggregations of all facets, by name; ``read_facets`` reads their results."""
    return {name: _aggregation(name, filters) for name in FACETS}


def _aggregation(name: FacetName, filters: Filters) -> dict[str, Any]:
    request = filters.request
    if name == "quotation" and request.speakers:
        return _quotations_of_speakers(filters)
    field = filters.facet_field(name)
    # Twice as many values as are listed, since those of equal count are sorted by name.
    inner: dict[str, Any] = {
        "values": {"terms": {"field": field, "size": 2 * FACET_VALUES, "shard_size": 2_000}},
        "distinct": cardinality(field),
    }
    if chosen := chosen_values(request, name):
        terms = {id_: {"term": {field: id_}} for id_ in chosen}
        inner["chosen"] = {"filters": {"filters": terms}}
    return {"filter": filters.clause(without=(name,)), "aggs": inner}


def _quotations_of_speakers(filters: Filters) -> dict[str, Any]:
    """Count for each quotation type the paragraphs that quote a chosen speaker in it."""
    speakers = chosen_values(filters.request, "speaker")
    quoted = {q: any_value(quoted_field((q,)), speakers) for q in QUOTATION_TYPES}
    return {
        "filter": filters.clause(without=("quotation", "speaker")),
        "aggs": {"quoted": {"filters": {"filters": quoted}}},
    }


def read_facets(
    searcher: ClusterSearcher, request: SearchRequest, results: Mapping[str, Any]
) -> tuple[Facet, ...]:
    """Return the facets from the *results* of ``facet_aggregations``."""
    return tuple(_facet(searcher, request, name, results[name]) for name in FACETS)


def _facet(
    searcher: ClusterSearcher, request: SearchRequest, name: FacetName, result: Mapping[str, Any]
) -> Facet:
    chosen = chosen_values(request, name)
    counts = _counts(result)
    distinct = result["distinct"]["value"] if "distinct" in result else len(counts)
    names = searcher.display_names(name, {*counts, *chosen})
    order = sorted(counts, key=lambda id_: facet_sort_key(counts[id_], names[id_], id_))
    listed = order[:FACET_VALUES]
    listed += [id_ for id_ in chosen if id_ not in listed]
    if "chosen" in result:
        counts |= {id_: b["doc_count"] for id_, b in result["chosen"]["buckets"].items()}
    named = names if name in NAME_FIELDS else {}
    values = tuple(
        FacetValue(
            id_,
            named.get(id_) or chosen.get(id_, id_),
            counts.get(id_, 0),
            id_ in chosen,
        )
        for id_ in listed
    )
    return Facet(name, values, distinct)


def _counts(result: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of paragraphs of each value that has any."""
    if "quoted" in result:
        buckets = result["quoted"]["buckets"]
        return {q: b["doc_count"] for q, b in buckets.items() if b["doc_count"]}
    return {bucket["key"]: bucket["doc_count"] for bucket in result["values"]["buckets"]}


def facet_page(
    searcher: ClusterSearcher,
    request: SearchRequest,
    query: ParsedQuery,
    name: FacetName,
    facet_request: FacetRequest,
) -> FacetPage:
    """Return a page of the values of one facet, over the matches of *query*."""
    clause = scored_query(searcher, query)
    filters = Filters(request, searcher.paragraphs)
    chosen = chosen_values(request, name)
    if name == "quotation" and request.speakers:
        quotations = _quotations_of_speakers(filters)
        counts = _counts(searcher.aggregate(clause, quotations=quotations)["quotations"])
    else:
        matches = all_of(clause, filters.clause(without=(name,)))
        buckets = searcher.value_buckets(matches, filters.facet_field(name))
        counts = {value: bucket["doc_count"] for value, bucket in buckets}
    names = {id_: id_ for id_ in counts}
    if name == "speaker":
        names |= searcher.speaker_names
    elif name == "role":
        names |= commonest_names(searcher, MATCH_ALL, NAME_FIELDS[name])
    ids = list(counts)
    if words := fold(facet_request.like).split():
        ids = [id_ for id_ in ids if all(word in fold(names[id_]) for word in words)]
    ids.sort(key=lambda id_: facet_sort_key(counts[id_], names[id_], id_))
    first = (facet_request.page - 1) * facet_request.limit
    values = tuple(
        FacetValue(id_, names[id_], counts[id_], id_ in chosen)
        for id_ in ids[first : first + facet_request.limit]
    )
    return FacetPage(name, facet_request, len(ids), values)
