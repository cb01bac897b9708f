"""The generations of an index in the cluster, and the one step that makes one live.

A generation is two indexes, its paragraphs and its catalog::

    searchapp-paragraphs-000007    searchapp-articles-000007

The alias ``searchapp`` names the paragraphs of the live one. A generation says of itself
what it is in the ``_meta`` of its mappings. It is written beside the live one, as a clone of
it or from nothing; finished, it takes no more writes, gets the alias in the same call that
takes it from the one before, and stays as it is. The one before is kept.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import NoIndexError
from searchapp.engine.opensearch.write import mappings
from searchapp.models.search import IndexInfo

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

KEPT = 1
"""How many generations before the live one are kept."""

REINDEX_ADVICE = "Run: flask --app searchapp reindex"


def index_format() -> str:
    """Return what must be equal for a cluster's indices to be readable.

    Stems are stored, so another release of the stemmer needs other indices.
    """
    return f"{mappings.LAYOUT_VERSION}-pystemmer-{metadata.version('pystemmer')}"


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation says of itself.

    ``base`` is the number of the live one when it was begun, 0 where there was none.
    ``finished`` is false while it is written; the counts and dates are then those of none.
    """

    number: int
    base: int
    schema: str
    attribution: str
    finished: bool = False
    built_at: str = ""
    articles: int = 0
    paragraphs: int = 0
    first_date: str | None = None
    last_date: str | None = None

    def info(self) -> IndexInfo:
        """Return what the rest of the project knows of a generation."""
        return IndexInfo(
            version=str(self.number),
            built_at=datetime.datetime.fromisoformat(self.built_at),
            articles=self.articles,
            paragraphs=self.paragraphs,
            first_date=_day(self.first_date),
            last_date=_day(self.last_date),
        )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


class Generations:
    """The generations in a cluster whose names begin with *prefix*."""

    def __init__(self, client: OpenSearch, prefix: str, *, shards: int, replicas: int) -> None:
        self.client = client
        self.prefix = prefix
        self._shards = shards
        self._replicas = replicas

    def paragraphs(self, number: int) -> str:
        """Return the name of a generation's index of paragraphs."""
        return f"{self.prefix}-paragraphs-{number:06d}"

    def catalog(self, number: int) -> str:
        """Return the name of a generation's catalog."""
        return f"{self.prefix}-articles-{number:06d}"

    def names(self, number: int) -> tuple[str, str]:
        """Return the names of both indexes of a generation."""
        return self.paragraphs(number), self.catalog(number)

    def live(self) -> Generation:
        """Return the live generation. Raises ``NoIndexError`` where there is none."""
        found = self.client.indices.get_mapping(
            index=self.prefix, params={"ignore_unavailable": "true"}
        )
        for mapping in found.values():
            return _generation(mapping)
        raise NoIndexError(f"There is no index in the cluster yet. {REINDEX_ADVICE}")

    def all(self) -> list[Generation]:
        """Return the generations that are in the cluster, unfinished ones too, by number."""
        found = self.client.indices.get_mapping(index=f"{self.prefix}-paragraphs-*")
        listed = (_listed(int(name.rpartition("-")[2]), m) for name, m in found.items())
        return sorted(listed, key=lambda generation: generation.number)

    def begin(self, generation: Generation, *, empty: bool) -> None:
        """Make the indexes of *generation*: *empty*, or as clones of those of its base."""
        for name, base, properties in (
            (
                self.paragraphs(generation.number),
                self.paragraphs(generation.base),
                mappings.paragraph_mappings(),
            ),
            (
                self.catalog(generation.number),
                self.catalog(generation.base),
                mappings.catalog_mappings(),
            ),
        ):
            if empty:
                body = {
                    "settings": mappings.index_settings(self._shards, self._replicas),
                    "mappings": properties,
                }
                self.client.indices.create(index=name, body=body)
            else:
                self._clone(base, name)
        self.settle(generation.number)
        self.describe(generation)

    def settle(self, number: int) -> None:
        """Wait until no copy of a shard is still being made, or for 30 seconds.

        From then on what is acknowledged lies on several nodes, where there are several.
        """
        self.client.cluster.health(
            index=",".join(self.names(number)),
            params={
                "wait_for_status": "yellow",
                "wait_for_no_initializing_shards": "true",
                "wait_for_events": "languid",
                "ignore": 408,
            },
        )

    def whole(self, number: int) -> bool:
        """Whether every shard of a generation can be read and written."""
        names = ",".join(self.names(number))
        params = {"wait_for_status": "yellow", "ignore": 408}
        health = self.client.cluster.health(index=names, params=params)
        return health["status"] in ("green", "yellow")

    def _clone(self, base: str, name: str) -> None:
        self.client.indices.clone(
            index=base,
            target=name,
            body={
                "settings": {
                    "index.blocks.write": None,
                    "index.number_of_replicas": self._replicas,
                }
            },
            params={"wait_for_active_shards": "1"},
        )

    def describe(self, generation: Generation) -> None:
        """Write down what *generation* says of itself."""
        self.client.indices.put_mapping(
            index=self.paragraphs(generation.number), body={"_meta": asdict(generation)}
        )

    def seal(self, generation: Generation) -> None:
        """Let a finished generation take no more writes, and write down what it says of itself."""
        names = ",".join(self.names(generation.number))
        self.client.indices.refresh(index=names)
        self.describe(replace(generation, finished=True))
        self.client.indices.put_settings(index=names, body={"index.blocks.write": True})
        self.settle(generation.number)

    def publish(self, number: int) -> None:
        """Make a sealed generation the live one, in one call."""
        moved: list[dict[str, Any]] = [
            {
                "remove": {
                    "index": f"{self.prefix}-paragraphs-*",
                    "alias": self.prefix,
                    "must_exist": False,
                }
            },
            {"add": {"index": self.paragraphs(number), "alias": self.prefix}},
        ]
        self.client.indices.update_aliases(body={"actions": moved})

    def discard(self, number: int) -> None:
        """Remove the indexes of a generation that is not the live one."""
        self.client.indices.delete(
            index=",".join(self.names(number)), params={"ignore_unavailable": "true"}
        )

    def forget_older(self, live: int) -> None:
        """Remove what is older than the live generation and those kept before it."""
        older = [g.number for g in self.all() if g.number < live]
        for number in older[:-KEPT]:
            self.discard(number)


def _listed(number: int, mapping: Any) -> Generation:
    """Return the generation of that *number*: a clone says for a moment what its base said."""
    try:
        said = _generation(mapping)
    except NoIndexError:
        said = None
    if said is None or said.number != number:
        return Generation(number, base=-1, schema="", attribution="")
    return said


def _generation(mapping: Any) -> Generation:
    meta = mapping["mappings"].get("_meta", {})
    known = {name: meta[name] for name in Generation.__dataclass_fields__ if name in meta}
    if not {"number", "base", "schema", "attribution"} <= known.keys():
        raise NoIndexError(
            "The cluster holds an index that was not written by this program."
            f" Choose another SEARCHAPP_OPENSEARCH_INDEX, or remove it. {REINDEX_ADVICE}"
        )
    return Generation(**known)
