"""Bulk requests: a few at a time, sent again where the cluster is busy, failures by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import IndexWriteError
from searchapp.engine.opensearch.connection import WRITE_SECONDS
from searchapp.engine.opensearch.write.lease import Lease

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

SENDERS = 4
"""So many batches are on their way at the same time; whoever has another one waits."""

CHUNK_PARAGRAPHS = 500
CHUNK_BYTES = 8_000_000
"""What one bulk request holds at most."""

RETRIES = 8
"""How often what a busy cluster refuses is sent again, each time after twice as long."""

Action = dict[str, Any]


def send(client: OpenSearch, actions: Iterable[Action], lease: Lease) -> None:
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


class Sending:
    """Batches on their way to the cluster."""

    def __init__(self, client: OpenSearch, lease: Lease) -> None:
        self._client = client
        self._lease = lease
        self._pool = ThreadPoolExecutor(SENDERS)
        self._under_way: set[Future[None]] = set()

    def begin(self, *steps: list[Action]) -> None:
        """Send the *steps* of a batch, each when all of the one before is acknowledged.

        Waits while enough is under way. Raises what the sending of an earlier batch raised.
        """
        if len(self._under_way) >= SENDERS:
            done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
        self._under_way.add(self._pool.submit(self._send, steps))

    def _send(self, steps: Iterable[list[Action]]) -> None:
        for actions in steps:
            send(self._client, actions, self._lease)

    def finish(self) -> None:
        """Wait until all is acknowledged. Raises as ``begin`` does."""
        for future in self._under_way:
            future.result()
        self._under_way = set()

    def close(self) -> None:
        """Send nothing any longer, when what is under way has ended."""
        self._pool.shutdown(cancel_futures=True)
