"""The index store of the cluster: writers, the catalog of the live generation, its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from searchapp.engine.catalog import CatalogEntry
from searchapp.engine.common.write_errors import index_lock
from searchapp.engine.errors import EngineError
from searchapp.engine.opensearch.cluster_errors import read_errors, write_errors
from searchapp.engine.opensearch.connection import (
    WRITE_TIMEOUT_SECONDS,
    ClusterAddress,
    check_version,
    connect,
)
from searchapp.engine.opensearch.generations import Generations
from searchapp.engine.opensearch.write.bulk import BulkSender
from searchapp.engine.opensearch.write.encode_pool import EncodePool
from searchapp.engine.opensearch.write.index_writer import ClusterWriter, WriterOptions
from searchapp.engine.opensearch.write.lease import LEASE_SECONDS, Lease
from searchapp.engine.opensearch.write.live_catalog import read_catalog
from searchapp.engine.protocol import Prepare, identity
from searchapp.models.identity import IdentifySpeakers


@contextmanager
def _held(lease: Lease, generations: Generations) -> Iterator[Lease]:
    with write_errors():
        # Where the lease was lost, tokens go on after those of the indices.
        tokens = [generation.token for generation in generations.all()]
        lease.acquire(max(tokens, default=0) + 1)
    try:
        yield lease
    finally:
        # An error on the way here is raised, not a second one from releasing.
        with suppress(EngineError), write_errors():
            lease.release()


class ClusterStore:
    """The ``IndexStore`` in a cluster.

    The file lock of *index_dir* excludes other writers on this machine, a lease in the cluster
    those on other machines. New generations have *shards* shards with *replicas* replicas each.
    Of the generations before the live one, *retained* are kept. A writer that gives no sign of
    life for *lease_seconds* can be replaced.
    """

    def __init__(
        self,
        address: ClusterAddress,
        index_dir: Path,
        *,
        shards: int,
        replicas: int,
        retained: int = 1,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._address = address
        self._index_dir = index_dir
        self._shards = shards
        self._replicas = replicas
        self._retained = retained
        self._lease_seconds = lease_seconds

    @contextmanager
    def _connected(self) -> Iterator[Generations]:
        retries = max(2, len(self._address.urls))
        # All requests of a writer can be repeated.
        address = replace(
            self._address,
            timeout_seconds=WRITE_TIMEOUT_SECONDS,
            retries=retries,
            retry_timeouts=True,
        )
        client = connect(address)
        try:
            yield Generations(client, address.prefix, shards=self._shards, replicas=self._replicas)
        finally:
            client.close()

    @contextmanager
    def _writing(self) -> Iterator[Generations]:
        with self._connected() as generations:
            with write_errors():
                check_version(generations.client)
            yield generations

    @contextmanager
    def _exclusive(self) -> Iterator[tuple[Generations, Lease]]:
        """Keep out other writers, on this machine and on others."""
        with (
            index_lock(self._index_dir),
            self._writing() as generations,
            _held(self._lease(generations), generations) as lease,
        ):
            yield generations, lease

    def _lease(self, generations: Generations) -> Lease:
        return Lease(
            generations.client,
            self._address.prefix,
            self._index_dir,
            lease_seconds=self._lease_seconds,
        )

    @contextmanager
    def writer(
        self,
        *,
        attribution: str,
        full: bool,
        prepare: Prepare = identity,
        workers: int = 1,
        identify: IdentifySpeakers | None = None,
    ) -> Iterator[ClusterWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        Raises ``LockedError`` where another process writes, and ``IndexWriteError``. A run
        that rebuilt the index and was killed is resumed by the next one that rebuilds it.
        """
        with self._exclusive() as (generations, lease):
            encode_pool = EncodePool(prepare, workers)
            sender = BulkSender(generations.client, lease)
            writer: ClusterWriter | None = None
            try:
                with write_errors():
                    generations.fence(lease.token)
                    writer = ClusterWriter(
                        generations,
                        lease,
                        encode_pool,
                        sender,
                        WriterOptions(attribution, full, self._index_dir, self._retained, identify),
                    )
                yield writer
            finally:
                encode_pool.close()
                sender.close()
                with suppress(EngineError), write_errors():
                    if writer is not None:
                        writer.discard()

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Return the articles of the live generation, by id. Raises ``NoIndexError``."""
        with self._connected() as generations, read_errors("list its articles"):
            catalog = generations.names.of(generations.live()).catalog
            return {
                record.article_id: record
                for record in read_catalog(generations.client, catalog)
                if isinstance(record, CatalogEntry)
            }

    def verify(self) -> list[str]:
        """Return what is wrong with the live generation: lost shards, missing paragraphs.

        Raises ``NoIndexError``.
        """
        with self._connected() as generations, read_errors("be examined"):
            live = generations.live()
            indices = generations.names.of(live)
            names = ",".join(indices if live.has_trails else indices[:-1])
            health = generations.client.cluster.health(index=names)
            if health["status"] == "red":
                return [f"Some shards of {names} are missing."]
            index = indices.paragraphs
            count = generations.client.count(index=index)["count"]
            if count == live.paragraphs:
                return []
            return [
                (
                    f"Generation {live.number} has {count:,} paragraphs; expected"
                    f" {live.paragraphs:,}."
                )
            ]
