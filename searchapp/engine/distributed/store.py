"""Writing the next generation into the cluster, beside the live one.

An incremental run starts from a clone of the live generation, which shares its files. A
rebuilding run starts from nothing, and goes on with what an earlier one that was killed had
written: an article is in the new catalog only after all its paragraphs were acknowledged.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchapp.engine.catalog import (
    CatalogEntry,
    RemovedArticle,
    entry_record,
    read_record,
    removed_record,
)
from searchapp.engine.distributed.connection import ClusterAddress, asking, connect, writing
from searchapp.engine.distributed.documents import article_documents, document_key
from searchapp.engine.distributed.generations import (
    Generation,
    Generations,
    schema_fingerprint,
)
from searchapp.engine.distributed.lease import Lease
from searchapp.engine.distributed.preparing import Preparing
from searchapp.engine.embedded.interrupts import held_back
from searchapp.engine.embedded.lock import exclusive
from searchapp.engine.embedded.workers import as_it_is
from searchapp.engine.protocol import EngineError, IndexWriteError, NoIndexError, Prepare
from searchapp.records import Article, IndexInfo, paragraph_id

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

BATCH_ARTICLES = 200
"""After so many articles their paragraphs are sent, then their entries of the catalog."""

CHUNK_PARAGRAPHS = 500
CHUNK_BYTES = 8_000_000
"""What one bulk request holds at most."""

RETRIES = 8
"""How often what a busy cluster refuses is sent again, each time after twice as long."""

WRITE_SECONDS = 120
"""How long one call may take: a cluster that has lost a node answers when it has found out."""

Action = dict[str, Any]


def _send(client: OpenSearch, actions: Iterator[Action], lease: Lease) -> None:
    """Send *actions*. Raises ``IndexWriteError`` with the name of the first that failed."""
    from opensearchpy.helpers import streaming_bulk

    results = streaming_bulk(
        client,
        actions,
        chunk_size=CHUNK_PARAGRAPHS,
        max_chunk_bytes=CHUNK_BYTES,
        max_retries=RETRIES,
        initial_backoff=1,
        max_backoff=30,
        raise_on_error=False,
        request_timeout=WRITE_SECONDS,
    )
    failed: list[tuple[str, Any]] = []
    for succeeded, result in results:
        lease.renew()
        ((kind, said),) = result.items()
        if not succeeded and not (kind == "delete" and said.get("status") == 404):
            failed.append((said["_id"], said.get("error", said.get("status"))))
    if failed:
        name, reason = failed[0]
        if isinstance(reason, Mapping):
            reason = f"{reason.get('type')}: {reason.get('reason')}"
        raise IndexWriteError(
            f"The cluster refused {len(failed):,} documents, the first is {name!r} ({reason})."
            " The index that was there is unchanged."
        )


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
    ) -> None:
        self.entries: dict[str, CatalogEntry] = {}
        self.removed: dict[str, RemovedArticle] = {}
        self._generations = generations
        self._client = generations.client
        self._lease = lease
        self._preparing = preparing
        self._live = self._read_live()
        self.reason = self._why_anew(attribution, full=full)
        self.rebuilding = self._live is None or bool(self.reason)
        base = self._live.number if self._live else 0
        self._next = Generation(base + 1, base, schema_fingerprint(), attribution)
        self._given: dict[str, CatalogEntry] = {}
        self._leaving = dict.fromkeys(self.entries)
        self._changed = False
        self._begun = False
        self._finished = False
        self._resumable = self.rebuilding
        # What an earlier run that was killed had written, and what waits to be sent.
        self._written: dict[str, CatalogEntry] = {}
        self._waiting: dict[str, CatalogEntry] = {}
        self._prepared: list[Article] = []
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
        if self._live.schema != schema_fingerprint():
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
                self._delete(earlier)
            self._take(entry)
            self._waiting[article.id] = entry
            self._collect(self._preparing.add(article))

    def _collect(self, ready: Iterator[Article]) -> None:
        for article in ready:
            self._prepared.append(article)
            if len(self._prepared) >= BATCH_ARTICLES:
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
        """Send the paragraphs that wait; when all are acknowledged, their articles' entries."""
        articles, self._prepared = self._prepared, []
        entries = [self._waiting.pop(article.id) for article in articles]
        index = self._generations.paragraphs(self._next.number)
        _send(
            self._client,
            (
                {
                    "_index": index,
                    "_id": document_key(document["id"]),
                    "routing": document_key(article.id),
                    "_source": document,
                }
                for article, entry in zip(articles, entries, strict=True)
                for document in article_documents(article, [p.added_at for p in entry.paragraphs])
            ),
            self._lease,
        )
        self._record(entries)

    def _record(self, records: list[CatalogEntry]) -> None:
        self._send_records({entry.article_id: entry_record(entry) for entry in records})

    def _send_records(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        index = self._generations.catalog(self._next.number)
        actions = (
            {"_index": index, "_id": document_key(id_), "_source": {"record": record}}
            for id_, record in records.items()
        )
        _send(self._client, actions, self._lease)

    def _delete(self, entry: CatalogEntry) -> None:
        """Delete an article's paragraphs, its entry of the catalog first."""
        catalog, paragraphs = self._generations.names(self._next.number)[::-1]
        id_ = entry.article_id
        actions: list[Action] = [
            {"_op_type": "delete", "_index": catalog, "_id": document_key(id_)}
        ]
        for number in range(1, entry.size + 1):
            key = document_key(paragraph_id(id_, number))
            actions.append(
                {
                    "_op_type": "delete",
                    "_index": paragraphs,
                    "_id": key,
                    "routing": document_key(id_),
                }
            )
        _send(self._client, iter(actions), self._lease)

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
            self._record(self._recorded)
            for entry in self._written.values():
                self._delete(entry)
            self._remove_leaving()
            finished = self._checked()
            self._lease.renew()
            self._generations.seal(finished)
            with held_back():
                self._generations.publish(finished.number)
                self._finished = True
            self._generations.forget_older(finished.number)
            return finished.info()

    def _remove_leaving(self) -> None:
        now = int(time.time())
        removed: dict[str, RemovedArticle] = {}
        if self.rebuilding:
            removed = {id_: r for id_, r in self.removed.items() if id_ not in self._given}
        for id_ in self._leaving:
            entry = self.entries[id_]
            if not self.rebuilding:
                self._delete(entry)
            removed[id_] = RemovedArticle(id_, entry.title, entry.date, now)
        self._send_records({id_: removed_record(r) for id_, r in removed.items()})

    def _checked(self) -> Generation:
        expected = sum(entry.size for entry in self._given.values())
        index = self._generations.paragraphs(self._next.number)
        self._client.indices.refresh(index=index)
        found = self._client.count(index=index)["count"]
        if found != expected:
            self._resumable = False
            raise IndexWriteError(
                f"The new index holds {found:,} paragraphs; expected {expected:,}. It was thrown"
                " away and the index that was there is unchanged. Run: flask --app searchapp"
                " reindex --full"
            )
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
        client = connect(replace(self._address, timeout_seconds=WRITE_SECONDS))
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
        prepare: Prepare = as_it_is,
        workers: int = 1,
    ) -> Iterator[ClusterWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        Raises ``LockedError`` where another process writes, and ``IndexWriteError``. What a
        run has written whose process is killed, the next one goes on with.
        """
        with exclusive(self._index_dir), self._generations() as generations:
            lease = Lease(generations.client, self._address.prefix, self._index_dir)
            preparing = Preparing(prepare, workers)
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
                    )
                yield writer
            finally:
                preparing.close()
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
