"""The index writer of the cluster: it builds the next generation beside the live one.

An incremental run starts from a clone of the live generation, which shares its files. A full
run starts from empty indices, or resumes what an interrupted run of the same kind left.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from searchapp.common.signals import defer_sigint
from searchapp.engine.catalog import CatalogEntry, RemovedArticle, read_record
from searchapp.engine.errors import IndexWriteError, NoIndexError
from searchapp.engine.opensearch.connection import WRITE_TIMEOUT_SECONDS, write_errors
from searchapp.engine.opensearch.generations import Generation, Generations, index_format
from searchapp.engine.opensearch.write.actions import GenerationActions
from searchapp.engine.opensearch.write.bulk import BulkSender
from searchapp.engine.opensearch.write.encode_pool import EncodePool
from searchapp.engine.opensearch.write.lease import Lease
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.articles import Article
from searchapp.models.search import IndexInfo

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
        for record in read_catalog(generations.client, generations.names.catalog(live.number)):
            if isinstance(record, RemovedArticle):
                catalog.removed[record.article_id] = record
            else:
                catalog.entries[record.article_id] = record
        return catalog


def _rebuild_reason(live: Generation | None, attribution: str, *, full: bool) -> str:
    """Return why the articles of the *live* generation cannot be reused, or an empty string."""
    if live is None:
        return ""
    if full:
        return "--full was asked for"
    if live.schema != index_format():
        return "the index was written with another schema or other analysers"
    if live.attribution != attribution:
        return "the rules, word lists or settings that decide who said what have changed"
    return ""


def _same_content(a: CatalogEntry, b: CatalogEntry) -> bool:
    return (a.content_hash, a.overrides_hash, a.hashes) == (
        b.content_hash,
        b.overrides_hash,
        b.hashes,
    )


class ClusterWriter:
    """The ``IndexWriter`` of the cluster, for one run of ``ClusterStore.writer``.

    It must be made, and its methods called, while *lease* is held. *attribution* and *full*
    are as in ``IndexStore.writer``.
    """

    def __init__(
        self,
        generations: Generations,
        lease: Lease,
        encode_pool: EncodePool,
        sender: BulkSender,
        *,
        attribution: str,
        full: bool,
    ) -> None:
        live = LiveCatalog.read(generations)
        self.entries = live.entries
        self.removed = live.removed
        self.reason = _rebuild_reason(live.generation, attribution, full=full)
        self.rebuilding = live.generation is None or bool(self.reason)
        self._generations = generations
        self._lease = lease
        self._live = live.generation
        base = self._live.number if self._live else 0
        self._next = Generation(base + 1, base, index_format(), attribution)
        self._uploader = ArticleUploader(
            encode_pool,
            sender,
            GenerationActions(*generations.names.of_generation(self._next.number)),
        )
        self._next_entries: dict[str, CatalogEntry] = {}
        self._updated_entries: list[CatalogEntry] = []
        # Ids of the live articles that no call of add() or keep() has named yet.
        self._absent_ids = dict.fromkeys(self.entries)
        # What an interrupted run left in the next generation and this run did not use yet.
        self._resumed: dict[str, CatalogEntry] = {}
        self._changed = False
        self._begun = False
        self._finished = False
        self._resumable = self.rebuilding

    def _begin(self) -> None:
        """Create the next generation, or resume it; the first call does it."""
        if self._begun:
            return
        for leftover in self._generations.all():
            if leftover.number <= self._next.base:
                continue
            # Shards on a node that is down cannot be resumed.
            if (
                self.rebuilding
                and leftover == self._next
                and self._generations.is_available(leftover.number)
            ):
                self._read_resumed()
            else:
                self._generations.delete(leftover.number)
        if not self._resumed:
            self._generations.delete(self._next.number)
            self._generations.create(self._next, empty=self.rebuilding)
        self._begun = True

    def _read_resumed(self) -> None:
        client = self._generations.client
        catalog = self._generations.names.catalog(self._next.number)
        client.indices.refresh(index=catalog, params={"ignore_unavailable": "true"})
        for record in read_catalog(client, catalog):
            if isinstance(record, CatalogEntry):
                self._resumed[record.article_id] = record

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, in the place of its earlier version if there is one."""
        with write_errors():
            self._begin()
            self._lease.renew()
            self._changed = True
            resumed = self._resumed.pop(article.id, None)
            if resumed is not None and _same_content(resumed, entry):
                self._include(resumed)
                return
            replaced = resumed or (None if self.rebuilding else self.entries.get(article.id))
            self._include(entry)
            self._uploader.add(article, entry, replaced)

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* as it is."""
        if entry != self.entries[entry.article_id]:
            self._changed = True
            self._updated_entries.append(entry)
        self._include(entry)
        with write_errors():
            self._lease.renew()

    def _include(self, entry: CatalogEntry) -> None:
        self._next_entries[entry.article_id] = entry
        self._absent_ids.pop(entry.article_id, None)

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, in one step.

        Where nothing differs the live one stays. Raises ``IndexWriteError``.
        """
        with write_errors():
            if self._live and not (self.rebuilding or self._changed or self._absent_ids):
                self._generations.delete_newer(self._live.number)
                return self._live.info()
            self._begin()
            self._uploader.send_added()
            self._uploader.put_records(self._updated_entries)
            self._uploader.delete(self._resumed.values())
            self._record_removals()
            self._uploader.finish()
            finished = self._verified()
            self._lease.renew()
            self._generations.seal(finished)
            with defer_sigint():
                self._generations.set_current(finished.number)
                self._finished = True
            self._generations.delete_older(finished.number)
            return finished.info()

    def _record_removals(self) -> None:
        """Delete the articles that left, and record when they did.

        The record of a removed article replaces its catalog entry.
        """
        now = int(time.time())
        leaving = [self.entries[id_] for id_ in self._absent_ids]
        removed: dict[str, RemovedArticle] = {}
        if self.rebuilding:
            removed = {i: r for i, r in self.removed.items() if i not in self._next_entries}
        for entry in leaving:
            removed[entry.article_id] = RemovedArticle.of(entry, now)
        self._uploader.replace_by_records([] if self.rebuilding else leaving, removed.values())

    def _verified(self) -> Generation:
        """Return the next generation as finished. Raises ``IndexWriteError``."""
        expected = sum(entry.size for entry in self._next_entries.values())
        client = self._generations.client
        index = self._generations.names.paragraphs(self._next.number)
        client.indices.refresh(index=index)
        count = client.count(index=index)["count"]
        if count != expected:
            self._resumable = False
            raise IndexWriteError.miscounted(count, expected)
        dates = [e.date for e in self._next_entries.values() if e.date and e.size]
        return replace(
            self._next,
            finished=True,
            built_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
            articles=len(self._next_entries),
            paragraphs=expected,
            first_date=min(dates).isoformat() if dates else None,
            last_date=max(dates).isoformat() if dates else None,
        )

    def discard(self) -> None:
        """Delete the next generation, unless it is live or a later run can resume it."""
        if self._begun and not self._finished and not self._resumable:
            self._generations.delete(self._next.number)
