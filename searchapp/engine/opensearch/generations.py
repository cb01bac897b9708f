"""The generations of an index in a cluster, and the one step that makes one of them live.

A generation is four indices: its paragraphs, its catalog, its names and its trails. Their names
end with the generation's number and the token of the writer that wrote it (see ``write.lease``)::

    searchapp-paragraphs-000007-12    searchapp-articles-000007-12
    searchapp-names-000007-12         searchapp-trails-000007-12

The alias ``searchapp`` points to the paragraphs of the live one. The ``_meta`` of that index's
mappings describes the generation. A generation is written beside the live one, empty at first
or as a clone of it. When it is complete it is made read-only, and one request moves the alias
to it. It never changes afterwards.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from searchapp.common.messages import Message
from searchapp.engine.errors import REINDEX_ADVICE, NoIndexError
from searchapp.engine.opensearch.format import mappings
from searchapp.engine.schema import stemmer_version
from searchapp.models.search import IndexInfo

if TYPE_CHECKING:
    from opensearchpy import OpenSearch


_FORMAT_WITHOUT_TRAILS = 7


def index_format(version: int = mappings.INDEX_FORMAT_VERSION) -> str:
    """Return the index format that this code writes, or that of another *version*.

    Stems are stored in the indices, so another version of the stemmer makes another format.
    """
    return f"{version}-pystemmer-{stemmer_version()}"


@dataclass(frozen=True, slots=True)
class Generation:
    """The description of a generation, as its ``_meta`` stores it.

    ``base`` is the number of the generation that was live when it was begun, or 0. ``schema``
    is its index format, and ``attribution`` the fingerprint of what decided who said what.
    While ``finished`` is false, counts and dates are empty. Dates are ISO 8601. ``token`` is
    that of its writer; generations of format 1 have none, 0.
    """

    number: int
    base: int
    schema: str
    attribution: str
    token: int = 0
    shards: int = 1
    finished: bool = False
    built_at: str = ""
    articles: int = 0
    paragraphs: int = 0
    first_date: str | None = None
    last_date: str | None = None

    @property
    def is_readable(self) -> bool:
        """Whether this code can search the generation."""
        return self.schema in (index_format(), index_format(_FORMAT_WITHOUT_TRAILS))

    @property
    def has_trails(self) -> bool:
        """Whether there is an index of trails; earlier formats had none."""
        return self.schema == index_format()

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


class GenerationIndices(NamedTuple):
    """The names of the indices of one generation."""

    paragraphs: str
    catalog: str
    names: str
    trails: str


def write_alias(index: str) -> str:
    """Return the alias that an index is written through while it is unfinished."""
    return f"{index}-writing"


@dataclass(frozen=True, slots=True)
class IndexNames:
    """The names of everything in the cluster that begins with *prefix*."""

    prefix: str

    @property
    def alias(self) -> str:
        """The alias of the live generation's paragraphs."""
        return self.prefix

    @property
    def lease(self) -> str:
        """The index with the write lease."""
        return f"{self.prefix}-lease"

    @property
    def all_paragraphs(self) -> str:
        """The pattern of the paragraph indices of all generations."""
        return f"{self.prefix}-paragraphs-*"

    def writer_alias(self, token: int) -> str:
        """Return the alias of the lease that the writer with *token* needs to publish."""
        return f"{self.prefix}-writer-{token}"

    def writer_token(self, alias: str) -> int:
        """Return the token in a writer's alias, or 0 for another alias."""
        token = alias.removeprefix(f"{self.prefix}-writer-")
        return int(token) if token.isdecimal() else 0

    @property
    def all_pair_files(self) -> str:
        """The pattern of the files of judged pairs of all generations; see ``pair_file``."""
        return f"{self.prefix}-pairs-*.sqlite"

    def pair_file(self, generation: Generation) -> str:
        """Return the name of the file of a generation's judged pairs of speakers' names.

        It is in the index folder of the machine that wrote the generation.
        """
        return f"{self.prefix}-pairs-{_suffix(generation)}.sqlite"

    def of(self, generation: Generation) -> GenerationIndices:
        """Return the names of the indices of *generation*."""
        suffix = _suffix(generation)
        kinds = ("paragraphs", "articles", "names", "trails")
        return GenerationIndices(*(f"{self.prefix}-{kind}-{suffix}" for kind in kinds))

    def number_and_token(self, paragraphs: str) -> tuple[int, int] | None:
        """Return what the name of a paragraph index says, or None for another index."""
        match = re.fullmatch(rf"{re.escape(self.prefix)}-paragraphs-(\d+)(?:-(\d+))?", paragraphs)
        return (int(match[1]), int(match[2] or 0)) if match else None


def _suffix(generation: Generation) -> str:
    """Return the end of the names of what belongs to a generation."""
    number = f"{generation.number:06d}"
    return f"{number}-{generation.token}" if generation.token else number


class Generations:
    """The generations in a cluster whose names begin with *prefix*.

    New ones get *shards* shards for their paragraphs, with *replicas* replicas. All methods
    raise the errors of the client.
    """

    def __init__(
        self, client: OpenSearch, prefix: str, *, shards: int = 1, replicas: int = 0
    ) -> None:
        self.client = client
        self.names = IndexNames(prefix)
        self.shards = shards
        self._replicas = replicas

    def live(self) -> Generation:
        """Return the live generation. Raises ``NoIndexError`` where there is none."""
        by_index = self._mappings(self.names.alias)
        for mapping in by_index.values():
            return _read_meta(mapping)
        raise NoIndexError(
            Message(
                "There is no index in the cluster yet. %(advice)s", advice=Message(REINDEX_ADVICE)
            )
        )

    def _mappings(self, index: str) -> dict[str, Any]:
        """Return by index the part of its mappings that holds its description."""
        by_index: dict[str, Any] = self.client.indices.get_mapping(
            index=index,
            params={
                "ignore_unavailable": "true",
                "filter_path": "*.mappings._meta,*.mappings.dynamic",
            },
        )
        return by_index

    def all(self) -> list[Generation]:
        """Return all generations in the cluster by number, unfinished ones included."""
        generations = []
        for name, mapping in self._mappings(self.names.all_paragraphs).items():
            if numbers := self.names.number_and_token(name):
                generations.append(_numbered(*numbers, mapping))
        return sorted(generations, key=lambda generation: (generation.number, generation.token))

    def create(self, generation: Generation, source: Generation | None) -> None:
        """Create the indices of *generation*: empty, or as clones of those of *source*."""
        indices = self.names.of(generation)
        # The shards of all are allocated at the same time.
        unallocated = {"wait_for_active_shards": "0"}
        if source is None:
            shards = (generation.shards, generation.shards, 1, 1)
            properties = (
                mappings.paragraph_mappings(),
                mappings.catalog_mappings(),
                mappings.name_mappings(),
                mappings.trail_mappings(),
            )
            for name, number, mapping in zip(indices, shards, properties, strict=True):
                body = {
                    "settings": mappings.index_settings(number, self._replicas),
                    "mappings": mapping,
                    "aliases": {write_alias(name): {}},
                }
                self.client.indices.create(index=name, body=body, params=unallocated)
        else:
            settings = {"index.blocks.write": None, "index.number_of_replicas": self._replicas}
            for cloned, name in zip(self.names.of(source), indices, strict=True):
                self.client.indices.clone(
                    index=cloned,
                    target=name,
                    body={"settings": settings, "aliases": {write_alias(name): {}}},
                    params=unallocated,
                )
        self._write_meta(generation)
        self.wait_for_allocation(generation)

    def wait_for_allocation(self, generation: Generation) -> None:
        """Wait until no shard of a generation is being allocated, 30 seconds at most.

        From then on, acknowledged writes are on several nodes, if there are several.
        """
        self.client.cluster.health(
            index=",".join(self.names.of(generation)),
            params={
                "wait_for_status": "yellow",
                "wait_for_no_initializing_shards": "true",
                "wait_for_events": "languid",
                "ignore": 408,
            },
        )

    def is_available(self, generation: Generation) -> bool:
        """Return whether every shard of a generation can be read and written."""
        names = ",".join(self.names.of(generation))
        params = {"wait_for_status": "yellow", "ignore": 408}
        health = self.client.cluster.health(index=names, params=params)
        return health["status"] in ("green", "yellow")

    def _write_meta(self, generation: Generation) -> None:
        self.client.indices.put_mapping(
            index=self.names.of(generation).paragraphs, body={"_meta": asdict(generation)}
        )

    def fence(self, token: int) -> None:
        """Block writes to what the writers before that with *token* left unpublished.

        Writes in flight are waited for.
        """
        for generation in self.unpublished(token):
            for name in self.names.of(generation):
                self.client.indices.add_block(
                    index=name, block="write", params={"ignore_unavailable": "true"}
                )

    def unpublished(self, token: int) -> list[Generation]:
        """Return the generations that the writers before that with *token* left unpublished.

        Of several with the number of the live one or an earlier one, the last was published.
        """
        try:
            live = self.live()
        except NoIndexError:
            live = Generation(0, base=0, schema="", attribution="")
        generations = self.all()
        published = {g.number: g.token for g in generations if g.number <= live.number}
        if live.number:
            published[live.number] = live.token
        return [
            generation
            for generation in generations
            if generation.token < token and published.get(generation.number) != generation.token
        ]

    def seal(self, generation: Generation) -> None:
        """Write the description of a finished generation, and make it read-only."""
        names = ",".join(self.names.of(generation))
        self.client.indices.refresh(index=names)
        self._write_meta(replace(generation, finished=True))
        self.client.indices.put_settings(index=names, body={"index.blocks.write": True})
        self.wait_for_allocation(generation)

    def set_current(self, generation: Generation) -> None:
        """Make a sealed generation the live one, in one request.

        The request fails as a whole, with the client's ``NotFoundError``, where its writer has
        lost the lease meanwhile: another has then taken the writer's alias away.
        """
        alias = self.names.alias
        lease = {"index": self.names.lease, "alias": self.names.writer_alias(generation.token)}
        actions = [
            {"remove": {**lease, "must_exist": True}},
            {"add": lease},
            {"remove": {"index": self.names.all_paragraphs, "alias": alias, "must_exist": False}},
            {"add": {"index": self.names.of(generation).paragraphs, "alias": alias}},
        ]
        self.client.indices.update_aliases(body={"actions": actions})

    def delete(self, generation: Generation) -> None:
        """Delete the indices of a generation that is not live, if they exist."""
        self.client.indices.delete(
            index=",".join(self.names.of(generation)), params={"ignore_unavailable": "true"}
        )

    def delete_older(self, live: int, retained: int) -> None:
        """Delete the generations before *live*, but for the last *retained* ones.

        One that an export still reads is kept until a later call.
        """
        older = [generation for generation in self.all() if generation.number < live]
        for generation in older[: max(len(older) - retained, 0)]:
            if not self._is_read(generation):
                self.delete(generation)

    def _is_read(self, generation: Generation) -> bool:
        """Return whether a point in time of a generation is open."""
        stats = self.client.indices.stats(
            index=self.names.of(generation).paragraphs,
            metric="search",
            params={"filter_path": "_all.total.search.point_in_time_current"},
        )
        open_points = stats.get("_all", {}).get("total", {}).get("search", {})
        return bool(open_points.get("point_in_time_current", 0))


def described(generations: Iterable[Generation], version: str) -> Generation | None:
    """Return the published one of *generations* with this *version*, or None.

    Of several with its number the last was published.
    """
    finished = [g for g in generations if g.finished and str(g.number) == version]
    return max(finished, key=lambda generation: generation.token, default=None)


def _numbered(number: int, token: int, mapping: Any) -> Generation:
    """Return generation *number*, without a description if *mapping* holds another's.

    For a moment a clone has the ``_meta`` of the generation that it was cloned from.
    """
    try:
        generation = _read_meta(mapping)
    except NoIndexError:
        generation = None
    if generation is None or (generation.number, generation.token) != (number, token):
        return Generation(number, base=-1, schema="", attribution="", token=token)
    return generation


def _read_meta(mapping: Any) -> Generation:
    meta = mapping["mappings"].get("_meta", {})
    known = {name: meta[name] for name in Generation.__dataclass_fields__ if name in meta}
    if not {"number", "base", "schema", "attribution"} <= known.keys():
        raise NoIndexError(
            "The cluster has an index of that name that this program did not write."
            " Choose another SEARCHAPP_OPENSEARCH_INDEX, or delete the index."
            f" {REINDEX_ADVICE}"
        )
    return Generation(**known)
