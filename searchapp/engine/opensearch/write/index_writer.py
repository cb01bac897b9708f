"""Writing the next generation into the cluster, beside the live one.

An incremental run starts from a clone of the live generation, which shares its files. A
rebuilding run starts from nothing, and goes on with what an earlier one that was killed had
written: an article is in the new catalog only after all its paragraphs were acknowledged.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchapp.common.signals import defer_sigint
from searchapp.engine.catalog import (
    CatalogEntry,
    RemovedArticle,
    entry_record,
    read_record,
    removed_record,
)
from searchapp.engine.common.write_errors import index_lock
from searchapp.engine.errors import EngineError, IndexWriteError, NoIndexError
from searchapp.engine.opensearch.connection import (
    WRITE_SECONDS,
    ClusterAddress,
    asking,
    connect,
    writing,
)
from searchapp.engine.opensearch.generations import (
    Generation,
    Generations,
    index_format,
)
from searchapp.engine.opensearch.write.bulk import Action, Sending
from searchapp.engine.opensearch.write.documents import Encoded, document_key
from searchapp.engine.opensearch.write.encode_pool import Preparing
from searchapp.engine.opensearch.write.lease import Lease
from searchapp.engine.protocol import Prepare, identity
from searchapp.models.articles import Article, paragraph_id
from searchapp.models.search import IndexInfo

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

BATCH_PARAGRAPHS = 1_000
"""So many paragraphs are sent before the entries of their articles are."""


def read_catalog(client: OpenSearch, index: str) -> Iterator[CatalogEntry | RemovedArticle]:
    """Yield all that the catalog of a generation says."""
    from opensearchpy.helpers import scan

    for found in scan(client, index=index, size=2_000, params={"request_timeout": WRITE_SECONDS}):
        yield read_record(found["_source"]["record"])


class ClusterWriter:
    """The ``IndexWriter`` of the cluster, inside ``ClusterStore.writer``."""

    def __init__(
        self,
        generations: Generations,
        lease: Lease,
        *,
        attribution: str,
        full: bool,
        preparing: Preparing,
        sending: Sending,
    ) -> None:
        self.entries: dict[str, CatalogEntry] = {}
        self.removed: dict[str, RemovedArticle] = {}
        self._generations = generations
        self._client = generations.client
        self._lease = lease
        self._preparing = preparing
        self._sending = sending
        self._live = self._read_live()
        self.reason = self._why_anew(attribution, full=full)
        self.rebuilding = self._live is None or bool(self.reason)
        base = self._live.number if self._live else 0
        self._next = Generation(base + 1, base, index_format(), attribution)
        self._given: dict[str, CatalogEntry] = {}
        self._leaving = dict.fromkeys(self.entries)
        self._changed = False
        self._begun = False
        self._finished = False
        self._resumable = self.rebuilding
        # What an earlier run that was killed had written, and what waits to be sent.
        self._written: dict[str, CatalogEntry] = {}
        self._waiting: dict[str, CatalogEntry] = {}
        self._earlier: dict[str, CatalogEntry] = {}
        self._ready: list[Encoded] = []
        self._ready_paragraphs = 0
        self._recorded: list[CatalogEntry] = []

    def _read_live(self) -> Generation | None:
        try:
            live = self._generations.live()
        except NoIndexError:
            return None
        for said in read_catalog(self._client, self._generations.catalog(live.number)):
            if isinstance(said, RemovedArticle):
                self.removed[said.article_id] = said
            else:
                self.entries[said.article_id] = said
        return live

    def _why_anew(self, attribution: str, *, full: bool) -> str:
        """Return why nothing of the live generation can be kept, or an empty string."""
        if self._live is None:
            return ""
        if full:
            return "--full was asked for"
        if self._live.schema != index_format():
            return "the index was written with another schema or other analysers"
        if self._live.attribution != attribution:
            return "the rules, word lists or settings that decide who said what have changed"
        return ""

    def _begin(self) -> None:
        if self._begun:
            return
        for left in self._generations.all():
            if left.number <= self._next.base:
                continue
            # What lies on a node that is dead is written anew.
            if self.rebuilding and left == self._next and self._generations.whole(left.number):
                self._take_up()
            else:
                self._generations.discard(left.number)
        if not self._written:
            self._generations.discard(self._next.number)
            self._generations.begin(self._next, empty=self.rebuilding)
        self._begun = True

    def _take_up(self) -> None:
        """Take up what an earlier run wrote."""
        catalog = self._generations.catalog(self._next.number)
        self._client.indices.refresh(index=catalog, params={"ignore_unavailable": "true"})
        for said in read_catalog(self._client, catalog):
            if isinstance(said, CatalogEntry):
                self._written[said.article_id] = said

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, in the place of its earlier version if there is one."""
        with writing():
            self._begin()
            self._lease.renew()
            self._changed = True
            written = self._written.pop(article.id, None)
            if written is not None and _says_the_same(written, entry):
                self._take(written)
                return
            earlier = written or (None if self.rebuilding else self.entries.get(article.id))
            if earlier is not None:
                self._earlier[article.id] = earlier
            self._take(entry)
            self._waiting[article.id] = entry
            self._collect(self._preparing.add(article, entry.added))

    def _collect(self, ready: Iterator[Encoded]) -> None:
        for article in ready:
            self._ready.append(article)
            self._ready_paragraphs += len(article.documents)
            if self._ready_paragraphs >= BATCH_PARAGRAPHS:
                self._flush()

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* as it is."""
        if entry != self.entries[entry.article_id]:
            self._changed = True
            self._recorded.append(entry)
        self._take(entry)
        with writing():
            self._lease.renew()

    def _take(self, entry: CatalogEntry) -> None:
        self._given[entry.article_id] = entry
        self._leaving.pop(entry.article_id, None)

    def _flush(self) -> None:
        """Send what is ready: paragraphs, and when all are acknowledged, their entries."""
        articles, self._ready, self._ready_paragraphs = self._ready, [], 0
        entries = [self._waiting.pop(article.article_id) for article in articles]
        replaced = [
            self._earlier.pop(e.article_id) for e in entries if e.article_id in self._earlier
        ]
        index = self._generations.paragraphs(self._next.number)
        documents: list[Action] = [
            {
                "_index": index,
                "_id": key,
                "routing": document_key(article.article_id),
                "_source": document,
            }
            for article in articles
            for key, document in article.documents
        ]
        self._sending.begin(*self._deletions(replaced), documents, self._entry_actions(entries))

    def _entry_actions(self, entries: Iterable[CatalogEntry]) -> list[Action]:
        return self._record_actions({entry.article_id: entry_record(entry) for entry in entries})

    def _record_actions(self, records: Mapping[str, Mapping[str, Any]]) -> list[Action]:
        index = self._generations.catalog(self._next.number)
        return [
            {"_index": index, "_id": document_key(id_), "_source": {"record": record}}
            for id_, record in records.items()
        ]

    def _deletions(self, entries: Iterable[CatalogEntry]) -> tuple[list[Action], list[Action]]:
        """Return what deletes articles: their entries of the catalog, then their paragraphs."""
        paragraphs, catalog = self._generations.names(self._next.number)
        of_entries: list[Action] = []
        of_paragraphs: list[Action] = []
        for entry in entries:
            article = document_key(entry.article_id)
            of_entries.append({"_op_type": "delete", "_index": catalog, "_id": article})
            of_paragraphs += (
                {
                    "_op_type": "delete",
                    "_index": paragraphs,
                    "_id": document_key(paragraph_id(entry.article_id, number)),
                    "routing": article,
                }
                for number in range(1, entry.size + 1)
            )
        return of_entries, of_paragraphs

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, in one step.

        Where nothing differs the live one stays. Raises ``IndexWriteError``.
        """
        with writing():
            if self._live and not self.rebuilding and not self._changed and not self._leaving:
                for left in self._generations.all():
                    if left.number > self._live.number:
                        self._generations.discard(left.number)
                return self._live.info()
            self._begin()
            self._collect(self._preparing.finish())
            self._flush()
            self._sending.begin(self._entry_actions(self._recorded))
            self._sending.begin(*self._deletions(self._written.values()))
            self._remove_leaving()
            self._sending.finish()
            finished = self._checked()
            self._lease.renew()
            self._generations.seal(finished)
            with defer_sigint():
                self._generations.publish(finished.number)
                self._finished = True
            self._generations.forget_older(finished.number)
            return finished.info()

    def _remove_leaving(self) -> None:
        now = int(time.time())
        removed: dict[str, RemovedArticle] = {}
        if self.rebuilding:
            removed = {id_: r for id_, r in self.removed.items() if id_ not in self._given}
        leaving = [self.entries[id_] for id_ in self._leaving]
        for entry in leaving:
            removed[entry.article_id] = RemovedArticle(
                entry.article_id, entry.title, entry.date, now
            )
        # The entry of an article that leaves is replaced by the record that it did.
        paragraphs = [] if self.rebuilding else self._deletions(leaving)[1]
        records = self._record_actions({id_: removed_record(r) for id_, r in removed.items()})
        self._sending.begin(paragraphs, records)

    def _checked(self) -> Generation:
        expected = sum(entry.size for entry in self._given.values())
        index = self._generations.paragraphs(self._next.number)
        self._client.indices.refresh(index=index)
        found = self._client.count(index=index)["count"]
        if found != expected:
            self._resumable = False
            raise IndexWriteError.miscounted(found, expected)
        dates = [entry.date for entry in self._given.values() if entry.date and entry.size]
        return replace(
            self._next,
            finished=True,
            built_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
            articles=len(self._given),
            paragraphs=expected,
            first_date=min(dates).isoformat() if dates else None,
            last_date=max(dates).isoformat() if dates else None,
        )

    def discard(self) -> None:
        """Throw away the next generation, unless it is live or can be gone on with."""
        if self._begun and not self._finished and not self._resumable:
            self._generations.discard(self._next.number)


def _says_the_same(a: CatalogEntry, b: CatalogEntry) -> bool:
    return (a.content_hash, a.hand, a.hashes) == (b.content_hash, b.hand, b.hashes)


class ClusterStore:
    """The ``IndexStore`` in a cluster.

    The lock of *index_dir* keeps two writers of one machine apart; a lease in the cluster,
    those of several.
    """

    def __init__(
        self, address: ClusterAddress, index_dir: Path, *, shards: int, replicas: int
    ) -> None:
        self._address = address
        self._index_dir = index_dir
        self._shards = shards
        self._replicas = replicas

    @contextmanager
    def _generations(self) -> Iterator[Generations]:
        retries = max(2, len(self._address.urls))
        client = connect(replace(self._address, timeout_seconds=WRITE_SECONDS, retries=retries))
        try:
            yield Generations(
                client, self._address.prefix, shards=self._shards, replicas=self._replicas
            )
        finally:
            client.close()

    @contextmanager
    def writer(
        self,
        *,
        attribution: str,
        full: bool,
        prepare: Prepare = identity,
        workers: int = 1,
    ) -> Iterator[ClusterWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        Raises ``LockedError`` where another process writes, and ``IndexWriteError``. What a
        run has written whose process is killed, the next one goes on with.
        """
        with index_lock(self._index_dir), self._generations() as generations:
            lease = Lease(generations.client, self._address.prefix, self._index_dir)
            preparing = Preparing(prepare, workers)
            sending = Sending(generations.client, lease)
            with writing():
                lease.take()
            writer: ClusterWriter | None = None
            try:
                with writing():
                    writer = ClusterWriter(
                        generations,
                        lease,
                        attribution=attribution,
                        full=full,
                        preparing=preparing,
                        sending=sending,
                    )
                yield writer
            finally:
                preparing.close()
                # What arrives after its index was removed would make one of another kind.
                sending.close()
                # The failure that led here is told, not that of clearing up.
                with suppress(EngineError), writing():
                    if writer is not None:
                        writer.discard()
                with suppress(EngineError), writing():
                    lease.release()

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Return the articles of the live generation, by id. Raises ``NoIndexError``."""
        with self._generations() as generations, asking("list its articles"):
            catalog = generations.catalog(generations.live().number)
            return {
                said.article_id: said
                for said in read_catalog(generations.client, catalog)
                if isinstance(said, CatalogEntry)
            }

    def verify(self) -> list[str]:
        """Return what is damaged of the live generation: what is missing, and how shards are.

        Raises ``NoIndexError``.
        """
        with self._generations() as generations, asking("be examined"):
            live = generations.live()
            names = ",".join(generations.names(live.number))
            health = generations.client.cluster.health(index=names)
            damaged = []
            if health["status"] == "red":
                damaged.append(f"The shards of {names} are not all there.")
                return damaged
            counted = generations.client.count(index=generations.paragraphs(live.number))
            if counted["count"] != live.paragraphs:
                damaged.append(
                    f"Generation {live.number} holds {counted['count']:,} paragraphs; expected"
                    f" {live.paragraphs:,}."
                )
            return damaged
