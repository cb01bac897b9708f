"""The generations of an index in a cluster, and the one step that makes one of them live.

A generation is two indices, its paragraphs and its catalog::

    searchapp-paragraphs-000007    searchapp-articles-000007

The alias ``searchapp`` points to the paragraphs of the live one. The ``_meta`` of that index's
mappings describes the generation. A generation is written beside the live one, empty at first
or as a clone of it. When it is complete it is made read-only, and one request moves the alias
to it. It never changes afterwards. The generation before the live one is retained.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import NoIndexError
from searchapp.engine.opensearch.write import mappings
from searchapp.engine.schema import stemmer_version
from searchapp.models.search import IndexInfo

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

RETAINED_GENERATIONS = 1
"""How many generations before the live one are retained."""

REINDEX_ADVICE = "Run: flask --app searchapp reindex"


_HASHED_FORMAT = "4e706915e59a0048be18070940fedc75-1"
"""Format 1 as indices name it that were written with a hash of source files for a number."""


def index_format() -> str:
    """Return the index format that this code reads and writes.

    Stems are stored in the indices, so another version of the stemmer makes another format.
    """
    return _numbered_format(mappings.INDEX_FORMAT_VERSION)


def _numbered_format(version: int) -> str:
    return f"{version}-pystemmer-{stemmer_version()}"


@dataclass(frozen=True, slots=True)
class Generation:
    """The description of a generation, as its ``_meta`` stores it.

    ``base`` is the number of the generation that was live when it was begun, or 0. ``schema``
    is its index format, and ``attribution`` the fingerprint of what decided who said what.
    While ``finished`` is false, counts and dates are empty. Dates are ISO 8601.
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
        """Return the description that is independent of the engine."""
        return IndexInfo(
            version=str(self.number),
            built_at=datetime.datetime.fromisoformat(self.built_at),
            articles=self.articles,
            paragraphs=self.paragraphs,
            first_date=_parse_date(self.first_date),
            last_date=_parse_date(self.last_date),
        )


def _parse_date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class IndexNames:
    """The names of everything in the cluster that begins with *prefix*."""

    prefix: str

    @property
    def alias(self) -> str:
        """The alias of the live generation's paragraphs."""
        return self.prefix

    @property
    def all_paragraphs(self) -> str:
        """The pattern of the paragraph indices of all generations."""
        return f"{self.prefix}-paragraphs-*"

    def paragraphs(self, number: int) -> str:
        """Return the name of the index with a generation's paragraphs."""
        return f"{self.prefix}-paragraphs-{number:06d}"

    def catalog(self, number: int) -> str:
        """Return the name of the index with a generation's catalog."""
        return f"{self.prefix}-articles-{number:06d}"

    def of_generation(self, number: int) -> tuple[str, str]:
        """Return the names of both indices of a generation: paragraphs, catalog."""
        return self.paragraphs(number), self.catalog(number)


class Generations:
    """The generations in a cluster whose names begin with *prefix*.

    New ones get *shards* shards for their paragraphs and catalog each, with *replicas*
    replicas. All methods raise the errors of the client.
    """

    def __init__(self, client: OpenSearch, prefix: str, *, shards: int, replicas: int) -> None:
        self.client = client
        self.names = IndexNames(prefix)
        self._shards = shards
        self._replicas = replicas

    def live(self) -> Generation:
        """Return the live generation. Raises ``NoIndexError`` where there is none."""
        by_index = self.client.indices.get_mapping(
            index=self.names.alias, params={"ignore_unavailable": "true"}
        )
        for mapping in by_index.values():
            return _read_meta(mapping)
        raise NoIndexError(f"There is no index in the cluster yet. {REINDEX_ADVICE}")

    def all(self) -> list[Generation]:
        """Return all generations in the cluster by number, unfinished ones included."""
        by_index = self.client.indices.get_mapping(index=self.names.all_paragraphs)
        generations = [
            _numbered(int(name.rpartition("-")[2]), mapping) for name, mapping in by_index.items()
        ]
        return sorted(generations, key=lambda generation: generation.number)

    def create(self, generation: Generation, *, empty: bool) -> None:
        """Create the indices of *generation*: *empty*, or as clones of its base's indices."""
        names = self.names.of_generation(generation.number)
        if empty:
            settings = mappings.index_settings(self._shards, self._replicas)
            both = (mappings.paragraph_mappings(), mappings.catalog_mappings())
            for name, properties in zip(names, both, strict=True):
                body = {"settings": settings, "mappings": properties}
                self.client.indices.create(index=name, body=body)
        else:
            for base, name in zip(self.names.of_generation(generation.base), names, strict=True):
                self._clone(base, name)
        self.wait_for_allocation(generation.number)
        self._write_meta(generation)

    def _clone(self, base: str, name: str) -> None:
        settings = {"index.blocks.write": None, "index.number_of_replicas": self._replicas}
        self.client.indices.clone(
            index=base,
            target=name,
            body={"settings": settings},
            params={"wait_for_active_shards": "1"},
        )

    def wait_for_allocation(self, number: int) -> None:
        """Wait until no shard of a generation is being allocated, 30 seconds at most.

        From then on, acknowledged writes are on several nodes, if there are several.
        """
        self.client.cluster.health(
            index=",".join(self.names.of_generation(number)),
            params={
                "wait_for_status": "yellow",
                "wait_for_no_initializing_shards": "true",
                "wait_for_events": "languid",
                "ignore": 408,
            },
        )

    def is_available(self, number: int) -> bool:
        """Return whether every shard of a generation can be read and written."""
        names = ",".join(self.names.of_generation(number))
        params = {"wait_for_status": "yellow", "ignore": 408}
        health = self.client.cluster.health(index=names, params=params)
        return health["status"] in ("green", "yellow")

    def _write_meta(self, generation: Generation) -> None:
        self.client.indices.put_mapping(
            index=self.names.paragraphs(generation.number), body={"_meta": asdict(generation)}
        )

    def seal(self, generation: Generation) -> None:
        """Write the description of a finished generation, and make it read-only."""
        names = ",".join(self.names.of_generation(generation.number))
        self.client.indices.refresh(index=names)
        self._write_meta(replace(generation, finished=True))
        self.client.indices.put_settings(index=names, body={"index.blocks.write": True})
        self.wait_for_allocation(generation.number)

    def set_current(self, number: int) -> None:
        """Make a sealed generation the live one, in one request."""
        alias = self.names.alias
        remove = {"index": self.names.all_paragraphs, "alias": alias, "must_exist": False}
        add = {"index": self.names.paragraphs(number), "alias": alias}
        self.client.indices.update_aliases(body={"actions": [{"remove": remove}, {"add": add}]})

    def delete(self, number: int) -> None:
        """Delete the indices of a generation that is not live, if they exist."""
        self.client.indices.delete(
            index=",".join(self.names.of_generation(number)), params={"ignore_unavailable": "true"}
        )

    def delete_newer(self, live: int) -> None:
        """Delete the generations after *live*, which interrupted runs left."""
        for generation in self.all():
            if generation.number > live:
                self.delete(generation.number)

    def delete_older(self, live: int) -> None:
        """Delete the generations before *live*, but for the retained ones."""
        older = [g.number for g in self.all() if g.number < live]
        for number in older[:-RETAINED_GENERATIONS]:
            self.delete(number)


def _numbered(number: int, mapping: Any) -> Generation:
    """Return generation *number*, without a description if *mapping* holds another's.

    For a moment a clone has the ``_meta`` of the generation that it was cloned from.
    """
    try:
        generation = _read_meta(mapping)
    except NoIndexError:
        generation = None
    if generation is None or generation.number != number:
        return Generation(number, base=-1, schema="", attribution="")
    return generation


def _read_meta(mapping: Any) -> Generation:
    meta = mapping["mappings"].get("_meta", {})
    known = {name: meta[name] for name in Generation.__dataclass_fields__ if name in meta}
    if not {"number", "base", "schema", "attribution"} <= known.keys():
        raise NoIndexError(
            "The cluster holds an index that was not written by this program."
            f" Choose another SEARCHAPP_OPENSEARCH_INDEX, or remove it. {REINDEX_ADVICE}"
        )
    if known["schema"] == _HASHED_FORMAT:
        # These do not name the stemmer: as when they were written, any version is accepted.
        known["schema"] = _numbered_format(1)
    return Generation(**known)
