"""The catalog of the live generation, as a writer reads it before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, read_record
from searchapp.engine.errors import NoIndexError
from searchapp.engine.opensearch.connection import WRITE_TIMEOUT_SECONDS
from searchapp.engine.opensearch.generations import Generation, Generations, index_format

if TYPE_CHECKING:
    from opensearchpy import OpenSearch


def read_catalog(client: OpenSearch, index: str) -> Iterator[CatalogEntry | RemovedArticle]:
    """Yield the records of a generation's catalog, in no particular order."""
    from opensearchpy.helpers import scan

    params = {"request_timeout": WRITE_TIMEOUT_SECONDS}
    for hit in scan(client, index=index, size=2_000, params=params):
        yield read_record(hit["_source"]["record"])


@dataclass(frozen=True, slots=True)
class LiveCatalog:
    """The live generation, if there is one, and the records of its catalog by article id."""

    generation: Generation | None = None
    entries: dict[str, CatalogEntry] = field(default_factory=dict)
    removed: dict[str, RemovedArticle] = field(default_factory=dict)

    @classmethod
    def read(cls, generations: Generations) -> LiveCatalog:
        """Read the catalog of the live generation from the cluster."""
        try:
            live = generations.live()
        except NoIndexError:
            return cls()
        catalog = cls(live)
        for record in read_catalog(generations.client, generations.names.of(live).catalog):
            if isinstance(record, RemovedArticle):
                catalog.removed[record.article_id] = record
            else:
                catalog.entries[record.article_id] = record
        return catalog

    def next_generation(self, attribution: str, token: int, shards: int) -> Generation:
        """Return the unfinished generation after this one, of the writer with the *token*."""
        base = self.generation.number if self.generation else 0
        return Generation(base + 1, base, index_format(), attribution, token, shards=shards)
