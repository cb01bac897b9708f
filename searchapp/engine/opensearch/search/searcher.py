"""The searcher of one generation: requests to its indices, and what is cached of the answers.

The indices of a published generation never change. So a searcher answers from one generation
even while the alias moves to the next, and answers about the whole archive can be cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from searchapp.engine.opensearch.generations import Generation, Generations
from searchapp.engine.opensearch.search.query_dsl import MATCH_ALL, Clause
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import fold

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

T = TypeVar("T")

NAME_FIELDS = {"speaker": "speaker_names", "role": "role_names"}
"""Facets whose values have a display name, and the fields with pairs of id and name."""

_COMPOSITE_PAGE = 5_000
_MAX_NAMES = 1_000
_FILTERS_PER_REQUEST = 500

_MAX_PATTERN_CHARACTERS = 1_000
"""OpenSearch's default for ``index.max_regex_length``."""

_REGEXP_OPERATORS = frozenset('.?+*|{}[]()"\\#@&<>~^$')


class ClusterSearcher:
    """Searches one generation. All methods raise the errors of the client."""

    def __init__(self, generations: Generations, generation: Generation) -> None:
        self.client: OpenSearch = generations.client
        self.number = generation.number
        self.info = generation.info()
        self.paragraphs = generations.names.paragraphs(generation.number)
        self.catalog = generations.names.catalog(generation.number)
        self._display_names: dict[tuple[str, str], str] = {}
        self._cache: dict[str, Any] = {}
        self._cache_lock = Lock()

    def cached(self, key: str, load: Callable[[], T]) -> T:
        """Return the result of *load*, which is called once for each *key*."""
        with self._cache_lock:
            if key not in self._cache:
                self._cache[key] = load()
            value: T = self._cache[key]
            return value

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the response to a search request; it fails where a shard does not answer.

        Word frequencies are summed over all shards first, so that scores do not depend on
        the shard that a paragraph is in.
        """
        response: dict[str, Any] = self.client.search(
            index=self.paragraphs,
            body=body,
            params={
                "search_type": "dfs_query_then_fetch",
                "allow_partial_search_results": "false",
            },
        )
        return response

    def aggregate(self, query: Clause, **aggregations: Any) -> dict[str, Any]:
        """Return the results of *aggregations* over the matches of *query*, by name."""
        response = self.search({"size": 0, "query": query, "aggs": aggregations})
        results: dict[str, Any] = response["aggregations"]
        return results

    def count(self, query: Clause) -> int:
        """Return the number of paragraphs that match *query*."""
        count: int = self.client.count(index=self.paragraphs, body={"query": query})["count"]
        return count

    def document_frequencies(self, field: str, words: Sequence[str]) -> dict[str, int]:
        """Return the number of paragraphs that have each of *words* in *field*."""
        frequencies: dict[str, int] = {}
        for start in range(0, len(words), _FILTERS_PER_REQUEST):
            terms = {w: {"term": {field: w}} for w in words[start : start + _FILTERS_PER_REQUEST]}
            counted = self.aggregate(MATCH_ALL, words={"filters": {"filters": terms}})
            buckets = counted["words"]["buckets"]
            frequencies |= {word: bucket["doc_count"] for word, bucket in buckets.items()}
        return frequencies

    def value_buckets(
        self, query: Clause, field: str, **aggregations: Any
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every value of *field* in the matches of *query* with its bucket.

        Values come in ascending order; *aggregations* are computed for each bucket.
        """
        composite: dict[str, Any] = {
            "size": _COMPOSITE_PAGE,
            "sources": [{"value": {"terms": {"field": field}}}],
        }
        while True:
            values = {"composite": composite, "aggs": aggregations}
            page = self.aggregate(query, values=values)["values"]
            for bucket in page["buckets"]:
                yield bucket["key"]["value"], bucket
            if "after_key" not in page or len(page["buckets"]) < _COMPOSITE_PAGE:
                return
            composite["after"] = page["after_key"]

    def display_names(self, facet: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the names to show for values of a facet: the commonest in the archive.

        A value that the archive does not hold has none. The values of facets without names
        are their own names.
        """
        ids = list(ids)
        if facet not in NAME_FIELDS:
            return {id_: id_ for id_ in ids}
        field = NAME_FIELDS[facet]
        known = self._display_names
        for pattern in pair_patterns(sorted({id_ for id_ in ids if (facet, id_) not in known})):
            pairs = {"terms": {"field": field, "include": pattern, "size": _MAX_NAMES}}
            buckets = self.aggregate(MATCH_ALL, pairs=pairs)["pairs"]["buckets"]
            # The commonest pair comes first: it is stored last, over the others.
            for bucket in reversed(buckets):
                id_, _, name = bucket["key"].partition(PAIR_SEPARATOR)
                known[facet, id_] = name
        return {id_: known[facet, id_] for id_ in ids if (facet, id_) in known}

    @cached_property
    def speaker_names(self) -> dict[str, str]:
        """The commonest name of every speaker in the archive, by id."""
        return commonest_names(self, MATCH_ALL, NAME_FIELDS["speaker"])


def commonest_names(searcher: ClusterSearcher, query: Clause, field: str) -> dict[str, str]:
    """Return the commonest name of each id, from the pairs of id and name in *field*."""
    commonest: dict[str, tuple[int, str]] = {}
    for pair, bucket in searcher.value_buckets(query, field):
        id_, _, name = pair.partition(PAIR_SEPARATOR)
        count = bucket["doc_count"]
        if id_ not in commonest or count > commonest[id_][0]:
            commonest[id_] = count, name
    return {id_: name for id_, (_, name) in commonest.items()}


def facet_sort_key(count: int, name: str, id_: str) -> tuple[int, str, str]:
    """Return the sort key of a facet value: by falling count, then name, then id."""
    return -count, fold(name), id_


def pair_patterns(ids: Iterable[str]) -> Iterator[str]:
    """Yield regular expressions that match the pairs of *ids* with any name.

    None is longer than the cluster accepts. Of an id that is too long only the beginning is
    matched, so its expression may match the pairs of other ids as well.
    """
    joined = ""
    for id_ in ids:
        pattern = f"{_escape(id_)}{PAIR_SEPARATOR}.*"
        if len(pattern) > _MAX_PATTERN_CHARACTERS:
            pattern = f"{_escape(id_[: _MAX_PATTERN_CHARACTERS // 2 - 2])}.*"
        if joined and len(joined) + 1 + len(pattern) > _MAX_PATTERN_CHARACTERS:
            yield joined
            joined = ""
        joined = f"{joined}|{pattern}" if joined else pattern
    if joined:
        yield joined


def _escape(text: str) -> str:
    return "".join(f"\\{c}" if c in _REGEXP_OPERATORS else c for c in text)
