"""Hits: one page of them, their total, and a scan of all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.opensearch.search.facets import (
    cardinality,
    facet_aggregations,
    read_facets,
)
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import (
    Filters,
    all_of,
    any_value,
    collapse_field,
    scored_query,
    sort_order,
)
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.write.documents import read_stored
from searchapp.engine.opensearch.write.mappings import MAX_RESULT_WINDOW
from searchapp.models.search import Hit, SearchRequest, SearchResults
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.parser import ParsedQuery

SCAN_BATCH = 500
"""Paragraphs fetched at a time by a scan."""

_MAX_COLLAPSED = 10_000
"""The most paragraphs that a page lists below its grouped hits."""

RawHit = Mapping[str, Any]
"""A hit as the cluster returns it: ``_source``, ``_score`` and ``sort``."""


def search_page(
    searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> SearchResults:
    """Return one page of the hits of *query* under the filters of *request*.

    Raises ``QueryTooExpensiveError`` where the page is deeper than ``MAX_RESULT_WINDOW``.
    """
    if request.page * request.limit > MAX_RESULT_WINDOW:
        raise QueryTooExpensiveError(
            f"Page {request.page:,} lies below hit {MAX_RESULT_WINDOW:,}, the last that is shown."
            " Narrow the search, or export all of it."
        )
    filters = Filters(request, searcher.paragraphs)
    clause = scored_query(searcher, query)
    response = searcher.search(_search_body(request, clause, filters))
    matches = all_of(clause, filters.clause())
    paragraphs = response["hits"]["total"]["value"]
    collapsed = response["aggregations"].get("listed")
    return SearchResults(
        request=request,
        index=searcher.info,
        total=collapsed["different"]["value"] if collapsed else paragraphs,
        paragraphs=paragraphs,
        hits=_page_hits(searcher, request, query, matches, response["hits"]["hits"]),
        facets=read_facets(searcher, request, response["aggregations"]),
        notices=query.notices,
    )


def _search_body(request: SearchRequest, clause: Clause, filters: Filters) -> dict[str, Any]:
    """Return the request for a page of hits, their total and all facets.

    The filters are a post filter: each facet is counted without its own.
    """
    body: dict[str, Any] = {
        "query": clause,
        "post_filter": filters.clause(),
        "from": (request.page - 1) * request.limit,
        "size": request.limit,
        "sort": sort_order(request),
        "track_total_hits": True,
        "aggs": facet_aggregations(filters),
    }
    if field := collapse_field(request):
        body["collapse"] = {"field": field}
        body["aggs"]["listed"] = {
            "filter": filters.clause(),
            "aggs": {"different": cardinality(field)},
        }
    return body


def _page_hits(
    searcher: ClusterSearcher,
    request: SearchRequest,
    query: ParsedQuery,
    matches: Clause,
    raw_hits: list[RawHit],
) -> tuple[Hit, ...]:
    """Return the hits of a page, with their duplicates counted and the collapsed ones listed."""
    highlights = highlight_spec(query)
    scored = request.sort == "relevance"
    hits = [to_hit(raw, highlights, scored=scored) for raw in raw_hits]
    copies = _count_copies(searcher, matches, raw_hits)
    numbers: Mapping[str, list[int]] = {}
    if request.group == "article":
        numbers = _numbers_by_article(searcher, matches, [hit.article_id for hit in hits])
    return tuple(
        replace(
            hit,
            copies=copies.get(hit.id, 0),
            collapsed=tuple(n for n in numbers.get(hit.article_id, ()) if n != hit.number),
        )
        for hit in hits
    )


def count_total(searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> int:
    """Return the total that ``search_page`` would give."""
    filters = Filters(request, searcher.paragraphs)
    matches = all_of(scored_query(searcher, query), filters.clause())
    field = collapse_field(request)
    if not field:
        return searcher.count(matches)
    counted = searcher.aggregate(matches, different=cardinality(field))
    total: int = counted["different"]["value"]
    return total


def _count_copies(
    searcher: ClusterSearcher, matches: Clause, raw_hits: list[RawHit]
) -> dict[str, int]:
    """Return by address of a hit the number of other articles among *matches* with its text.

    Hits that have no duplicates in the index are left out.
    """
    keys = {_address(raw): raw["_source"]["wording"] for raw in raw_hits}
    # A paragraph too short to be a duplicate has its own address as its key.
    shared_keys = {key for address, key in keys.items() if key != address}
    if not shared_keys:
        return {}
    grouped = {
        "terms": {"field": "wording", "include": sorted(shared_keys), "size": len(shared_keys)},
        "aggs": {"articles": {"cardinality": {"field": "article"}}},
    }
    duplicates = all_of(matches, any_value("wording", shared_keys))
    buckets = searcher.aggregate(duplicates, same=grouped)["same"]["buckets"]
    articles = {bucket["key"]: bucket["articles"]["value"] for bucket in buckets}
    return {address: articles[key] - 1 for address, key in keys.items() if key in articles}


def _address(raw: RawHit) -> str:
    document = raw["_source"]["document"]
    return f"{document['shared']['article']}#p{document['paragraph']['number']}"


def _numbers_by_article(
    searcher: ClusterSearcher, matches: Clause, articles: list[str]
) -> dict[str, list[int]]:
    """Return the numbers of all paragraphs of each of *articles* among *matches*."""
    response = searcher.search(
        {
            "query": all_of(matches, any_value("article", articles)),
            "size": _MAX_COLLAPSED,
            "sort": ["article", "number"],
            "_source": False,
        }
    )
    numbers: dict[str, list[int]] = {}
    for raw in response["hits"]["hits"]:
        article, number = raw["sort"]
        numbers.setdefault(article, []).append(number)
    return numbers


def to_hit(raw: RawHit, highlights: HighlightSpec, *, scored: bool) -> Hit:
    """Return a hit of the cluster as ours, with its score or with 0.0."""
    source = raw["_source"]
    return stored_hit(
        read_stored(source),
        highlights,
        score=(raw["_score"] or 0.0) if scored else 0.0,
        added_at=datetime.datetime.fromtimestamp(source["added_at"], datetime.UTC),
    )


def scan(
    searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> tuple[int, Iterator[list[Hit]]]:
    """Return the number of all paragraphs that match, and batches of them in sort order.

    Each batch is requested after the last hit of the one before (``search_after``). The
    generation does not change meanwhile, so no hit is missing or comes twice.
    """
    filters = Filters(request, searcher.paragraphs)
    body: dict[str, Any] = {
        "query": {"bool": {"must": [scored_query(searcher, query)], "filter": [filters.clause()]}},
        "size": SCAN_BATCH,
        "sort": sort_order(request),
        "track_total_hits": True,
    }
    first = searcher.search(body)
    highlights = highlight_spec(query)
    scored = request.sort == "relevance"

    def batches() -> Iterator[list[Hit]]:
        raw_hits = first["hits"]["hits"]
        while raw_hits:
            yield [to_hit(raw, highlights, scored=scored) for raw in raw_hits]
            following = {**body, "track_total_hits": False, "search_after": raw_hits[-1]["sort"]}
            raw_hits = searcher.search(following)["hits"]["hits"]

    return first["hits"]["total"]["value"], batches()
