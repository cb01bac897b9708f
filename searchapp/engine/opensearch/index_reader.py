"""Requests to the indices of one generation: searches, many in one request, aggregations."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from searchapp.engine.opensearch.cluster_errors import raise_failed

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

T = TypeVar("T")

Body = dict[str, Any]
"""The body of a search request."""

RawHit = Mapping[str, Any]
"""A hit as the cluster returns it: ``_id``, ``_source``, ``_score`` and ``sort``."""

_COMPOSITE_PAGE = 10_000
_MAX_BUCKETS = 65_000
"""Buckets that one request may have; OpenSearch's ``search.max_buckets`` is 65,535."""

_CANCELLED_BEFORE_TIMEOUT_SECONDS = 1

DATE_RANGE: Body = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
"""The aggregations of the first and the last date, whose results ``read_date`` reads."""


class Search(NamedTuple):
    """One of the searches of a request, in the index *target*.

    ``scored`` sums word frequencies over all shards first, so that scores do not depend on
    the shard that a paragraph is in. Other searches without hits are cached by the cluster.
    """

    target: str
    body: Body
    scored: bool = False


def counting(index: str, query: Body) -> Search:
    """Return the search that counts the matches of *query*.

    The count of a single word is read off the index, without a look at the matches.
    """
    return Search(index, {"size": 0, "track_total_hits": True, "query": query})


def total(response: Body) -> int:
    """Return the number of matches in the *response* to ``counting``."""
    number: int = response["hits"]["total"]["value"]
    return number


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield *items* in lists of *size* items, the last of them shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


class IndexReader:
    """Sends searches through *client*. All methods raise the errors of the client.

    The cluster cancels a search shortly before this side stops waiting for it.
    """

    def __init__(self, client: OpenSearch, *, timeout_seconds: int) -> None:
        self.client = client
        seconds = max(1, timeout_seconds - _CANCELLED_BEFORE_TIMEOUT_SECONDS)
        self._params = {"cancel_after_time_interval": f"{seconds}s"}

    def multi_search(self, searches: Sequence[Search]) -> list[Body]:
        """Return the response to each of *searches*; all go in one request.

        A response that lacks a shard is an error.
        """
        if not searches:
            return []
        lines: list[Body] = []
        for search in searches:
            header: Body = {"index": search.target, "allow_partial_search_results": False}
            if search.scored:
                header["search_type"] = "dfs_query_then_fetch"
            lines += [header, search.body]
        responses: list[Body] = self.client.msearch(body=lines, params=dict(self._params))[
            "responses"
        ]
        for response in responses:
            raise_failed(response)
        return responses

    def search(self, index: str, body: Body, *, scored: bool = False) -> Body:
        """Return the response to one search."""
        (response,) = self.multi_search([Search(index, body, scored)])
        return response

    def value_buckets(
        self, index: str, query: Body, field: str | Body, **aggregations: Any
    ) -> Iterator[tuple[str, Body]]:
        """Yield every value of *field*, or of a script, in the matches of *query*.

        Each comes with its bucket, in ascending order; *aggregations* are computed for each.
        """
        composite: Body = {
            "size": _COMPOSITE_PAGE,
            "sources": [{"value": {"terms": value_source(field)}}],
        }
        while True:
            values = {"composite": composite, "aggs": aggregations}
            body = {"size": 0, "track_total_hits": False, "query": query, "aggs": {"all": values}}
            page = self.search(index, body)["aggregations"]["all"]
            for bucket in page["buckets"]:
                yield bucket["key"]["value"], bucket
            if "after_key" not in page or len(page["buckets"]) < _COMPOSITE_PAGE:
                return
            composite["after"] = page["after_key"]


def value_source(values: str | Body) -> Body:
    """Return where an aggregation takes its values from: a field, or a script as it is."""
    return {"field": values} if isinstance(values, str) else values


def all_values(field: str | Body) -> Body:
    """Return the aggregation of all values of *field*, for ``read_all_values``."""
    return {"terms": {**value_source(field), "size": _MAX_BUCKETS, "order": {"_key": "asc"}}}


def read_all_values(result: Body) -> dict[str, int] | None:
    """Return the count of each value, or None where there are more than one request lists."""
    if result["sum_other_doc_count"]:
        return None
    return {bucket["key"]: bucket["doc_count"] for bucket in result["buckets"]}


def read_date(result: Body) -> datetime.date | None:
    """Return the date in the *result* of a ``min`` or ``max`` aggregation: ms since 1970."""
    if result["value"] is None:
        return None
    epoch = datetime.datetime(1970, 1, 1)
    return (epoch + datetime.timedelta(milliseconds=result["value"])).date()
