"""A generation of the cluster, asked by the names of its indexes.

These never change after they are live, so an answer is of one generation whatever happens
to the alias meanwhile, and what has once been asked of all of it can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from searchapp.engine.opensearch.generations import Generation, Generations
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import fold

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_PAGE = 5_000
_MOST_NAMES = 1_000
_LONGEST_EXPRESSION = 1_000
"""How long a regular expression may be: OpenSearch's own default."""

_SPECIAL = frozenset('.?+*|{}[]()"\\#@&<>~^$')

NAME_FIELDS = {"speaker": "speaker_names", "role": "role_names"}


class ClusterSearcher:
    """A generation that is asked."""

    def __init__(self, generations: Generations, generation: Generation) -> None:
        self.client: OpenSearch = generations.client
        self.number = generation.number
        self.info = generation.info()
        self.paragraphs = generations.paragraphs(generation.number)
        self.catalog = generations.catalog(generation.number)
        self.kept: dict[str, Any] = {}
        self._names: dict[tuple[str, str], str] = {}
        self.lock = Lock()

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to *body*, of all shards or none.

        Scores count words over all shards, so that they do not depend on where a paragraph
        lies.
        """
        answer: dict[str, Any] = self.client.search(
            index=self.paragraphs,
            body=body,
            params={
                "search_type": "dfs_query_then_fetch",
                "allow_partial_search_results": "false",
            },
        )
        return answer

    def aggregate(self, query: Clause, **aggregations: Any) -> dict[str, Any]:
        """Return the *aggregations* of what *query* finds, by name."""
        answer = self.search({"size": 0, "query": query, "aggs": aggregations})
        found: dict[str, Any] = answer["aggregations"]
        return found

    def count(self, query: Clause) -> int:
        """Return how many paragraphs *query* finds."""
        counted: int = self.client.count(index=self.paragraphs, body={"query": query})["count"]
        return counted

    def values(
        self, query: Clause, field: str, **aggregations: Any
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every value of *field* in what *query* finds, in order, with its bucket."""
        composite: dict[str, Any] = {
            "size": _PAGE,
            "sources": [{"value": {"terms": {"field": field}}}],
        }
        while True:
            found = self.aggregate(query, values={"composite": composite, "aggs": aggregations})[
                "values"
            ]
            for bucket in found["buckets"]:
                yield bucket["key"]["value"], bucket
            if "after_key" not in found or len(found["buckets"]) < _PAGE:
                return
            composite["after"] = found["after_key"]

    def names(self, facet: str, ids: Iterable[str]) -> dict[str, str]:
        """Return what readers see of values: the commonest spelling in all of the archive."""
        ids = list(ids)
        if facet not in NAME_FIELDS:
            return {id_: id_ for id_ in ids}
        field = NAME_FIELDS[facet]
        missing = sorted({id_ for id_ in ids if (facet, id_) not in self._names})
        for expression in expressions(missing):
            named = {"terms": {"field": field, "include": expression, "size": _MOST_NAMES}}
            buckets = self.aggregate({"match_all": {}}, named=named)["named"]["buckets"]
            for bucket in reversed(buckets):
                id_, _, name = bucket["key"].partition(PAIR_SEPARATOR)
                self._names[facet, id_] = name
        return {id_: self._names[facet, id_] for id_ in ids if (facet, id_) in self._names}

    @cached_property
    def speaker_names(self) -> dict[str, str]:
        """The commonest name of every speaker, by id."""
        return commonest_names(self, {"match_all": {}}, "speaker_names")


def commonest_names(generation: ClusterSearcher, query: Clause, field: str) -> dict[str, str]:
    """Return for each id in *field* the commonest of the names that it is paired with."""
    most: dict[str, tuple[int, str]] = {}
    for value, bucket in generation.values(query, field):
        id_, _, name = value.partition(PAIR_SEPARATOR)
        count = bucket["doc_count"]
        if id_ not in most or count > most[id_][0]:
            most[id_] = count, name
    return {id_: name for id_, (_, name) in most.items()}


def commonest_first(count: int, name: str, id_: str) -> tuple[int, str, str]:
    """Return what values of a facet are sorted by."""
    return -count, fold(name), id_


def expressions(ids: Iterable[str]) -> Iterator[str]:
    """Yield regular expressions, as short as the cluster takes them, for the names of *ids*.

    Of an id that is too long for one its beginning is sought; others may begin alike.
    """
    joined = ""
    for id_ in ids:
        part = f"{_escaped(id_)}{PAIR_SEPARATOR}.*"
        if len(part) > _LONGEST_EXPRESSION:
            part = f"{_escaped(id_[: _LONGEST_EXPRESSION // 2 - 2])}.*"
        if joined and len(joined) + 1 + len(part) > _LONGEST_EXPRESSION:
            yield joined
            joined = ""
        joined = f"{joined}|{part}" if joined else part
    if joined:
        yield joined


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in text)
