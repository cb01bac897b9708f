"""Facets as aggregations: their requests, their values, and pages of one facet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from searchapp.engine.common.facets import FACET_VALUES, chosen_values
from searchapp.engine.opensearch.index_reader import (
    Body,
    Search,
    all_values,
    batches,
    read_all_values,
    value_source,
)
from searchapp.engine.opensearch.joined_speakers import JoinedCounts, JoinedSpeakers
from searchapp.engine.opensearch.query.query_dsl import Clause, all_of
from searchapp.engine.opensearch.query.request_builder import Filters, ResultSet
from searchapp.engine.opensearch.search.searcher import (
    NAMED_FACETS,
    ClusterSearcher,
    name_facets,
    names_of_acts,
)
from searchapp.models.articles import QUOTATIONS, SPEAKER_KINDS
from searchapp.models.normalize import fold
from searchapp.models.search import (
    FACETS,
    SPEECH,
    Facet,
    FacetName,
    FacetPage,
    FacetRequest,
    FacetValue,
    SearchRequest,
)
from searchapp.query.parsed_query import ParsedQuery

_RECOUNT = "joined"
"""The aggregation that counts speakers with several forms again."""

_FEW_VALUES: Mapping[FacetName, Sequence[str]] = {"quotation": QUOTATIONS, "kind": SPEAKER_KINDS}
"""All values of the facets that never have more than a page lists."""

_MANY_VALUES: Collection[FacetName] = ("speaker", "role")
"""The facets that often have more values than a page lists. In others, the distinct values are
counted only where a search has more: the counter takes its time even for a few."""

_SHARD_VALUES = 10 * FACET_VALUES

_NONE: Mapping[str, Any] = {"buckets": []}

_RECOUNTED_TOGETHER = 200
"""Speakers that one search counts, each by a clause of its own."""

EXACT_CARDINALITY = 40_000
"""Above this many distinct values, counts of them are off by a few in a hundred."""

_EXACT_FACET_CARDINALITY = 3_000
"""The same for the values of a facet. A shard allocates and sends several bytes for each value up
to the limit, whether there are as many or not."""


def cardinality(field: str | Clause, exact_up_to: int = EXACT_CARDINALITY) -> dict[str, Any]:
    """Return the aggregation that counts the distinct values of *field*, or of a script."""
    return {"cardinality": {**value_source(field), "precision_threshold": exact_up_to}}


def facet_sort_key(count: int, name: str, id_: str) -> tuple[int, str, str]:
    """Return the sort key of a facet value: by falling count, then name, then id."""
    return -count, fold(name), id_


def facet_aggregations(filters: Filters, shards: int) -> dict[str, Any]:
    """Return the aggregations of all facets, by name; ``PageFacets`` reads their results.

    *shards* is the number of shards of the index.
    """
    return {name: _aggregation(name, filters, shards) for name in FACETS}


def _aggregation(name: FacetName, filters: Filters, shards: int) -> dict[str, Any]:
    source = filters.facet_values(name)
    if source is None:
        return {"filter": filters.facet_clause(name), "aggs": {"each": _each_value(name, filters)}}
    # Twice as many values as are listed, since those of equal count are sorted by name, and more
    # where the counts of several are added up. The values of a shard take longer than all else
    # where there are thousands, so one of several returns some hundreds; those that may be
    # listed and that another one left out are counted again (``PageFacets.recounts``).
    size = 4 * FACET_VALUES if _is_joined(name, filters.joined) else 2 * FACET_VALUES
    terms: Body = {**value_source(source), "size": size, "shard_size": size}
    if shards > 1:
        terms |= {"shard_size": _SHARD_VALUES, "show_term_doc_count_error": True}
    inner: dict[str, Any] = {"values": {"terms": terms}}
    if name in _MANY_VALUES:
        inner["distinct"] = cardinality(source, _EXACT_FACET_CARDINALITY)
    if chosen := chosen_values(filters.request, name):
        clauses = {id_: filters.value_clause(name, id_) for id_ in chosen}
        inner["chosen"] = {"filters": {"filters": clauses}}
    return {"filter": filters.facet_clause(name), "aggs": inner}


def _each_speaker(filters: Filters, ids: Iterable[str]) -> Clause:
    """Return the aggregation that counts speakers, each by a clause with all its forms."""
    each = {id_: filters.value_clause("speaker", id_) for id_ in ids}
    return {
        "filter": filters.facet_clause("speaker"),
        "aggs": {"each": {"filters": {"filters": each}}},
    }


def _read_each_speaker(result: Body | None) -> dict[str, int]:
    return _bucket_counts(result["each"]) if result else {}


def _bucket_counts(result: Body) -> dict[str, int]:
    return {id_: bucket["doc_count"] for id_, bucket in result["buckets"].items()}


def _each_value(name: FacetName, filters: Filters) -> Clause:
    """Return the aggregation that counts each value of a facet by a clause of its own."""
    values = _FEW_VALUES[name]
    return {"filters": {"filters": {v: filters.value_clause(name, v) for v in values}}}


def _is_joined(name: FacetName, joined: JoinedSpeakers) -> bool:
    """Return whether the counts of several ids may be added up in a facet."""
    return name == "speaker" and bool(joined.table.speakers)


class PageFacets:
    """The facets of a page, from the *results* of ``facet_aggregations``."""

    def __init__(self, result_set: ResultSet, results: Mapping[str, Any]) -> None:
        self.request = result_set.request
        self._result_set = result_set
        self._results = {name: results[name] for name in FACETS}
        self._speakers = self._joined_counts()
        self._recounted: dict[str, int] = {}

    def _joined_counts(self) -> JoinedCounts:
        result = self._results["speaker"]
        values = result.get("values", {})
        return JoinedCounts(
            _counts(result),
            self._result_set.filters.joined,
            complete=not values.get("sum_other_doc_count"),
            known=self.request.acts == SPEECH,
            errors=_errors(result),
            unlisted_error=values.get("doc_count_error_upper_bound", 0),
        )

    def recounts(self, searcher: ClusterSearcher) -> list[Search]:
        """Return the search that counts values again, if any has to be.

        Some shard may have left out a value that may be listed, and the counts of a speaker's
        forms may not add up. ``read_recounts`` reads the response.
        """
        filters = self._result_set.filters
        recounts: dict[str, Any] = {
            name: {"filter": filters.facet_clause(name), "aggs": values}
            for name in FACETS
            if (values := self._recounted_values(name))
        }
        if inexact := sorted(self._speakers.inexact.intersection(self._candidates("speaker"))):
            recounts[_RECOUNT] = _each_speaker(filters, inexact)
        matched = all_of(self._result_set.matched)
        return [searcher.aggregations(matched, **recounts)] if recounts else []

    def _recounted_values(self, name: FacetName) -> dict[str, Any]:
        """Return the aggregations that count values of a facet again, or the distinct ones."""
        source = self._result_set.filters.facet_values(name)
        result = self._results[name]
        if source is None or "values" not in result:
            return {}
        values: dict[str, Any] = {}
        candidates, speaker_of = self._candidates(name), self._speaker_of(name)
        ids = [id_ for id_ in _errors(result) if speaker_of(id_) in candidates]
        if ids:
            terms = {**value_source(source), "include": ids, "size": len(ids)}
            values["values"] = {"terms": terms}
        if name not in (*_MANY_VALUES, *_FEW_VALUES) and _is_cut(result):
            values["distinct"] = cardinality(source, _EXACT_FACET_CARDINALITY)
        return values

    def _speaker_of(self, name: FacetName) -> Callable[[str], str]:
        """Return the function from the id of a value to that of what the facet lists."""
        return self._result_set.filters.joined.table.speaker_of if name == "speaker" else str

    def read_recounts(self, responses: Sequence[Body]) -> None:
        """Read the response to ``recounts``."""
        for response in responses:
            results = response["aggregations"]
            self._recounted = _read_each_speaker(results.pop(_RECOUNT, None))
            for name in FACETS:
                if name in results:
                    _update(self._results[name], results[name])
            self._speakers = self._joined_counts()

    def named_ids(self) -> dict[str, set[str]]:
        """Return the ids that have names to be looked up, by facet."""
        acts = self.request.acts
        return {
            looked_up: {*self._candidates(name), *chosen_values(self.request, name)}
            for name in FACETS
            if name in NAMED_FACETS
            for looked_up in name_facets(name, acts)
        }

    def _candidates(self, name: FacetName) -> Collection[str]:
        """Return the ids of the values that the facet may list, speakers under all forms."""
        if name == "speaker":
            return self._speakers.among_first(FACET_VALUES)
        counts, errors = _counts(self._results[name]), _errors(self._results[name])
        listed = sorted(counts.values(), reverse=True)[:FACET_VALUES]
        return [id_ for id_, count in counts.items() if count + errors.get(id_, 0) >= listed[-1]]

    def _final_counts(self, name: FacetName) -> tuple[dict[str, int], int]:
        """Return the counts of a facet's values, and how many values are the same as others."""
        counts = _counts(self._results[name])
        if name != "speaker":
            return counts, 0
        joined = {**self._speakers.counts, **self._recounted}
        return joined, len(counts) - len(joined)

    def read(self, names: Mapping[str, Mapping[str, str]]) -> tuple[Facet, ...]:
        """Return the facets; *names* holds the names of ``named_ids``, by facet and id."""
        request = self.request
        return tuple(
            _facet(
                request,
                name,
                self._results[name],
                *self._final_counts(name),
                names_of_acts(names, name, request.acts),
            )
            for name in FACETS
        )


def _facet(
    request: SearchRequest,
    name: FacetName,
    result: Mapping[str, Any],
    counts: dict[str, int],
    joined: int,
    names: Mapping[str, str],
) -> Facet:
    """Return a facet; *joined* is the number of values in *result* that belong to another one."""
    chosen = chosen_values(request, name)
    order = sorted(counts, key=lambda id_: facet_sort_key(counts[id_], names.get(id_, id_), id_))
    listed = order[:FACET_VALUES]
    listed += [id_ for id_ in chosen if id_ not in listed]
    distinct = _distinct(result, len(counts), joined)
    if "chosen" in result:
        counts |= _bucket_counts(result["chosen"])
    values = tuple(
        FacetValue(
            id_,
            names.get(id_) or chosen.get(id_, id_),
            counts.get(id_, 0),
            id_ in chosen,
        )
        for id_ in listed
    )
    return Facet(name, values, distinct)


def _distinct(result: Mapping[str, Any], listed: int, joined: int) -> int:
    """Return the number of different values: *listed*, or as counted where there are more."""
    if "distinct" not in result or not _is_cut(result):
        return listed
    distinct: int = result["distinct"]["value"]
    return distinct - joined


def _update(result: Body, recounted: Mapping[str, Any]) -> None:
    """Put the *recounted* values of a facet into its *result*."""
    if "distinct" in recounted:
        result["distinct"] = recounted["distinct"]
    again = {bucket["key"]: bucket for bucket in recounted.get("values", _NONE)["buckets"]}
    values = result["values"]
    values["buckets"] = [again.get(bucket["key"], bucket) for bucket in values["buckets"]]


def _is_cut(result: Mapping[str, Any]) -> bool:
    """Return whether a facet has more values than the response lists."""
    return bool(result["values"]["sum_other_doc_count"])


def _errors(result: Mapping[str, Any]) -> dict[str, int]:
    """Return how much too low the count of each value may be that some shard did not list."""
    return {
        bucket["key"]: error
        for bucket in result.get("values", _NONE)["buckets"]
        if (error := bucket.get("doc_count_error_upper_bound"))
    }


def _counts(result: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of paragraphs of each value that has any."""
    if "each" in result:
        return {value: count for value, count in _bucket_counts(result["each"]).items() if count}
    return {bucket["key"]: bucket["doc_count"] for bucket in result["values"]["buckets"]}


def facet_page(
    searcher: ClusterSearcher,
    request: SearchRequest,
    query: ParsedQuery,
    name: FacetName,
    facet_request: FacetRequest,
) -> FacetPage:
    """Return a page of the values of one facet, over the matches of *query*."""
    result_set = searcher.result_set(request, query)
    request = result_set.request
    counts = _value_counts(searcher, result_set, name)
    chosen = chosen_values(request, name)
    names: Mapping[str, str] = {}
    if words := fold(facet_request.like).split():
        names = searcher.display_names(name, counts, request.acts)
        counts = {
            id_: count
            for id_, count in counts.items()
            if all(word in fold(names.get(id_, id_)) for word in words)
        }
    first = (facet_request.page - 1) * facet_request.limit
    last = first + facet_request.limit
    if not names:
        names = searcher.display_names(name, _around(counts, first, last), request.acts)
    ids = sorted(counts, key=lambda id_: facet_sort_key(counts[id_], names.get(id_, id_), id_))
    values = tuple(
        FacetValue(id_, names.get(id_, id_), counts[id_], id_ in chosen) for id_ in ids[first:last]
    )
    return FacetPage(name, facet_request, len(ids), values)


def _value_counts(
    searcher: ClusterSearcher, result_set: ResultSet, name: FacetName
) -> dict[str, int]:
    """Return the number of paragraphs of each value of a facet."""
    counts = _counts_by_id(searcher, result_set, name)
    if not _is_joined(name, searcher.joined):
        return counts
    speakers = JoinedCounts(counts, searcher.joined, known=result_set.request.acts == SPEECH)
    searches = [
        searcher.aggregations(
            all_of(result_set.matched), **{_RECOUNT: _each_speaker(result_set.filters, ids)}
        )
        for ids in batches(sorted(speakers.inexact), _RECOUNTED_TOGETHER)
    ]
    for response in searcher.multi_search(searches):
        speakers.counts |= _read_each_speaker(response["aggregations"][_RECOUNT])
    return speakers.counts


def _counts_by_id(
    searcher: ClusterSearcher, result_set: ResultSet, name: FacetName
) -> dict[str, int]:
    matches = all_of(result_set.matched, result_set.filters.facet_clause(name))
    source = result_set.filters.facet_values(name)
    if source is None:
        each = _each_value(name, result_set.filters)
        return _counts(searcher.aggregate(matches, each=each))
    listed = read_all_values(searcher.aggregate(matches, values=all_values(source))["values"])
    if listed is not None:
        return listed
    buckets = searcher.value_buckets(matches, source)
    return {value: bucket["doc_count"] for value, bucket in buckets}


def _around(counts: Mapping[str, int], first: int, last: int) -> list[str]:
    """Return the ids whose place in the order by count may be from *first* to *last*.

    Names decide between equal counts, so those of the page's lowest and highest count count.
    """
    falling = sorted(counts.values(), reverse=True)[first:last]
    if not falling:
        return []
    return [id_ for id_, count in counts.items() if falling[-1] <= count <= falling[0]]
