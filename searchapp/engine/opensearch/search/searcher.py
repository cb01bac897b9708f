"""The searcher of one generation: requests to its indices, and what is cached of the answers.

The indices of a published generation never change. So a searcher answers from one generation
even while the alias moves to the next, and answers about the whole archive can be cached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from searchapp.engine.common.speakers import with_joined_speakers
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.opensearch.format.name_documents import name_key
from searchapp.engine.opensearch.generations import Generation, GenerationIndices
from searchapp.engine.opensearch.index_reader import (
    Body,
    IndexReader,
    Search,
    batches,
    counting,
    total,
)
from searchapp.engine.opensearch.joined_speakers import JoinedSpeakers
from searchapp.engine.opensearch.query.query_dsl import Clause
from searchapp.engine.opensearch.query.request_builder import ResultSet
from searchapp.engine.opensearch.trails.table import TrailTable
from searchapp.models.search import Acts, SearchRequest
from searchapp.query.parsed_query import ParsedQuery

NAMED_FACETS = ("speaker", "role")
"""Facets whose values have a display name other than their id."""

_MAX_KNOWN_NAMES = 20_000


def name_facets(facet: str, acts: Acts) -> tuple[str, ...]:
    """Return where the names of a facet are looked up for attributions with these *acts*."""
    return tuple(facet if act == "speech" else f"refusal_{facet}" for act in acts)


def names_of_acts(names: Mapping[str, Mapping[str, str]], facet: str, acts: Acts) -> dict[str, str]:
    """Return the names of a facet by id; *names* holds them by ``name_facets``."""
    by_act = (names.get(name, {}) for name in reversed(name_facets(facet, acts)))
    return {id_: name for looked_up in by_act for id_, name in looked_up.items()}


MAX_HITS = 10_000
"""Documents that one search lists; more are read in batches."""


class ClusterSearcher:
    """Searches one generation. All methods raise the errors of the client."""

    def __init__(
        self,
        reader: IndexReader,
        generation: Generation,
        indices: GenerationIndices,
        joined: JoinedSpeakers,
        trails: TrailTable,
        archive_days: DayCounts | None,
    ) -> None:
        self.client = reader.client
        self.number = generation.number
        self.info = generation.info()
        self.paragraphs, self.catalog, self.names, _ = indices
        self._reader = reader
        self.shards = generation.shards
        self.joined = joined
        self.trails = trails
        self.spellings: dict[str, tuple[tuple[str, int], ...]] = {}
        """The near spellings of words that were looked up."""
        self._known_names = self._joined_names()
        self.archive_days = archive_days
        """All paragraphs by day, if they are known yet."""

    @property
    def scored_search_type(self) -> str:
        """The ``search_type`` by which scores do not depend on the shard of a paragraph."""
        return "dfs_query_then_fetch" if self.shards > 1 else "query_then_fetch"

    def result_set(self, request: SearchRequest, query: ParsedQuery) -> ResultSet:
        """Return the matches of *query* under the filters of *request*."""
        joined_request = with_joined_speakers(request, self.joined.table)
        return ResultSet(joined_request, query, self.paragraphs, self.joined, self.trails)

    def on_paragraphs(self, body: Body, *, scored: bool = False) -> Search:
        """Return a search of the paragraphs, for ``multi_search``."""
        return Search(self.paragraphs, body, scored and self.shards > 1)

    def multi_search(self, searches: Sequence[Search]) -> list[Body]:
        """Return the responses to *searches*, which go in one request."""
        return self._reader.multi_search(searches)

    def send_together(
        self, *parts: tuple[Sequence[Search], Callable[[Sequence[Body]], None]]
    ) -> None:
        """Send the searches of all *parts* in one request, and call each part's reader."""
        searches = [search for of_part, _ in parts for search in of_part]
        responses = iter(self.multi_search(searches))
        for of_part, read in parts:
            read(list(islice(responses, len(of_part))))

    def search(self, body: Body, *, scored: bool = False) -> Body:
        """Return the response to one search of the paragraphs."""
        (response,) = self.multi_search([self.on_paragraphs(body, scored=scored)])
        return response

    def aggregations(self, query: Clause, **aggregations: Any) -> Search:
        """Return the search for *aggregations* over the matches of *query*.

        The cluster caches its response.
        """
        body = {"size": 0, "track_total_hits": False, "query": query, "aggs": aggregations}
        return Search(self.paragraphs, body)

    def aggregate(self, query: Clause, **aggregations: Any) -> Body:
        """Return the results of *aggregations* over the matches of *query*, by name."""
        (response,) = self.multi_search([self.aggregations(query, **aggregations)])
        results: Body = response["aggregations"]
        return results

    def counting(self, query: Clause) -> Search:
        """Return the search that counts the matches of *query*; ``total`` reads it."""
        return counting(self.paragraphs, query)

    def count(self, query: Clause) -> int:
        """Return the number of paragraphs that match *query*."""
        (response,) = self.multi_search([self.counting(query)])
        return total(response)

    def value_buckets(
        self, query: Clause, field: str | Body, **aggregations: Any
    ) -> Iterator[tuple[str, Body]]:
        """Yield every value of *field* in the matches of *query*; see ``IndexReader``."""
        return self._reader.value_buckets(self.paragraphs, query, field, **aggregations)

    def _joined_names(self) -> dict[tuple[str, str], str]:
        names = self.joined.names.items()
        facets = ("speaker", "refusal_speaker")
        return {(facet, id_): name for facet in facets for id_, name in names}

    def name_lookup(self, ids: Mapping[str, Collection[str]]) -> NameLookup:
        """Return the lookup of the names of *ids*, by facet: the commonest in the archive."""
        if len(self._known_names) > _MAX_KNOWN_NAMES + 2 * len(self.joined.table.speakers):
            self._known_names = self._joined_names()
        return NameLookup(self.names, self._known_names, ids)

    def display_names(self, facet: str, ids: Iterable[str], acts: Acts) -> dict[str, str]:
        """Return the names to show for values of a facet: the commonest in the archive.

        Speakers and roles are those of attributions with one of *acts*. A value that the
        archive does not hold has none. The values of facets without names are their own names.
        """
        if facet not in NAMED_FACETS:
            return {id_: id_ for id_ in ids}
        listed = list(ids)
        lookup = self.name_lookup(dict.fromkeys(name_facets(facet, acts), listed))
        lookup.read(self.multi_search(lookup.searches()))
        return names_of_acts(lookup.names, facet, acts)


class NameLookup:
    """Looks up the names of *ids*, by facet, in the index *target*, unless they are in *known*.

    ``names`` holds them by facet and id, once ``read`` has read the responses to ``searches``.
    """

    def __init__(
        self, target: str, known: dict[tuple[str, str], str], ids: Mapping[str, Collection[str]]
    ) -> None:
        self.names: dict[str, dict[str, str]] = {facet: {} for facet in ids}
        self._target = target
        self._known = known
        self._keys: list[str] = []
        for facet, some in ids.items():
            for id_ in some:
                name = known.get((facet, id_))
                if name is None:
                    self._keys.append(name_key(facet, id_))
                else:
                    self.names[facet][id_] = name

    def searches(self) -> list[Search]:
        """Return the searches for the names that are not known yet."""
        return [
            Search(
                self._target,
                {
                    "size": len(keys),
                    "track_total_hits": False,
                    "query": {"bool": {"filter": [{"ids": {"values": keys}}]}},
                    "_source": ["facet", "id", "name"],
                },
            )
            for keys in batches(self._keys, MAX_HITS)
        ]

    def read(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``searches``."""
        for response in responses:
            for raw in response["hits"]["hits"]:
                facet, id_, name = (raw["_source"][field] for field in ("facet", "id", "name"))
                self._known[facet, id_] = self.names[facet][id_] = name
