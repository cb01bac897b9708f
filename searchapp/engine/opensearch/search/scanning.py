"""A scan of all hits of a search, for exports: from one point in time, in sort order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from searchapp.engine.opensearch.search.hits import to_hit
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.request_builder import ResultSet, sort_order
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.parser import ParsedQuery

SCAN_BATCH = 500
"""Paragraphs fetched at a time by a scan."""

KEEP_ALIVE = "10m"
"""How long a point in time stays open after each batch, for a client that reads slowly.

While it is open, ``reindex`` does not delete its generation.
"""


def scan(
    searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> tuple[int, Iterator[list[Hit]]]:
    """Return the number of all paragraphs that match, and batches of them in sort order.

    Each batch is requested after the last hit of the one before (``search_after``). A scan
    that is given up keeps its point in time open for ``KEEP_ALIVE``.
    """
    opened = searcher.client.create_pit(
        index=searcher.paragraphs, params={"keep_alive": KEEP_ALIVE}
    )
    point = opened["pit_id"]
    try:
        first = _batch(searcher, _body(searcher, request, query, point))
    except BaseException:
        _close(searcher, point)
        raise
    return first["hits"]["total"]["value"], _batches(searcher, request, query, point, first)


def _body(
    searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery, point: str
) -> dict[str, Any]:
    return {
        "query": ResultSet(request, query, searcher.paragraphs).hits,
        "size": SCAN_BATCH,
        "sort": sort_order(request),
        "track_total_hits": True,
        "pit": {"id": point, "keep_alive": KEEP_ALIVE},
    }


def _batch(searcher: ClusterSearcher, body: dict[str, Any]) -> dict[str, Any]:
    # A point in time has its index and shards in itself.
    response: dict[str, Any] = searcher.client.search(
        body=body, params={"search_type": searcher.scored_search_type}
    )
    return response


def _batches(
    searcher: ClusterSearcher,
    request: SearchRequest,
    query: ParsedQuery,
    point: str,
    response: dict[str, Any],
) -> Iterator[list[Hit]]:
    highlights = highlight_spec(query)
    scored = request.sort == "relevance"
    body = {**_body(searcher, request, query, point), "track_total_hits": False}
    try:
        while raw_hits := response["hits"]["hits"]:
            yield [to_hit(raw, highlights, scored=scored) for raw in raw_hits]
            if len(raw_hits) < SCAN_BATCH:
                break
            body["search_after"] = raw_hits[-1]["sort"]
            response = _batch(searcher, body)
    finally:
        _close(searcher, point)


def _close(searcher: ClusterSearcher, point: str) -> None:
    """Close a point in time. Where the cluster does not answer, it closes by itself."""
    from opensearchpy.exceptions import OpenSearchException

    with suppress(OpenSearchException):
        searcher.client.delete_pit(body={"pit_id": [point]})
