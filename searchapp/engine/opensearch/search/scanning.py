"""A scan of all hits of a search, for exports: from one point in time, in sort order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.engine.opensearch.index_reader import RawHit
from searchapp.engine.opensearch.search.hit_details import to_hit
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.relaxation import tiered_matches
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.parsed_query import ParsedQuery

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

    Relaxed tiers follow where the request asks for them. Each batch is requested after the
    last hit of the one before (``search_after``). A scan that is given up keeps its point in
    time open for ``KEEP_ALIVE``.
    """
    scanner = _Scanner(searcher, request, query)
    try:
        first = scanner.batch()
    except BaseException:
        scanner.close()
        raise
    return first["hits"]["total"]["value"], scanner.batches(first)


class _Scanner:
    """Reads the hits of a search in batches, from a point in time that it opens."""

    def __init__(
        self, searcher: ClusterSearcher, request: SearchRequest, query: ParsedQuery
    ) -> None:
        self._client = searcher.client
        self._search_type = searcher.scored_search_type
        self._highlighter = HitHighlighter(highlight_spec(query))
        self._trails = searcher.trails
        self._scored = request.sort == "relevance"
        result_set = searcher.result_set(request, query)
        matches, sort = result_set.hits, result_set.sort
        self._tiers = tiered_matches(result_set, total=0) if request.relaxed else None
        if self._tiers is not None:
            matches, sort = self._tiers.query, self._tiers.sort
        opened = searcher.client.create_pit(
            index=searcher.paragraphs, params={"keep_alive": KEEP_ALIVE}
        )
        self._point = opened["pit_id"]
        self._body: dict[str, Any] = {
            "query": matches,
            "size": SCAN_BATCH,
            "sort": sort,
            "track_scores": self._tiers is not None,
            "track_total_hits": True,
            "pit": {"id": self._point, "keep_alive": KEEP_ALIVE},
        }

    def batch(self, after: RawHit | None = None) -> dict[str, Any]:
        """Return the response with the batch *after* a hit, or with the first and the total."""
        body = self._body
        if after is not None:
            body = {**body, "track_total_hits": False, "search_after": after["sort"]}
        # A point in time has its index and shards in itself.
        response: dict[str, Any] = self._client.search(
            body=body, params={"search_type": self._search_type}
        )
        return response

    def batches(self, response: dict[str, Any]) -> Iterator[list[Hit]]:
        """Yield batches, from that in *response* on."""
        try:
            while raw_hits := response["hits"]["hits"]:
                yield [self._hit(raw) for raw in raw_hits]
                if len(raw_hits) < SCAN_BATCH:
                    break
                response = self.batch(after=raw_hits[-1])
        finally:
            self.close()

    def _hit(self, raw: RawHit) -> Hit:
        hit = to_hit(raw, self._highlighter, self._trails, scored=self._scored)
        return hit if self._tiers is None else self._tiers.hit(raw, hit)

    def close(self) -> None:
        """Close the point in time. Where the cluster does not answer, it closes by itself."""
        from opensearchpy.exceptions import OpenSearchException

        with suppress(OpenSearchException):
            self._client.delete_pit(body={"pit_id": [self._point]})
