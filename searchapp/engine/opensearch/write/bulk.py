"""Bulk requests: a few at a time, retried while the cluster is busy, failures by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import IndexWriteError
from searchapp.engine.opensearch.connection import WRITE_TIMEOUT_SECONDS
from searchapp.engine.opensearch.write.lease import Lease

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

MAX_BATCHES_IN_FLIGHT = 4
"""Batches sent at the same time; ``BulkSender.send`` waits while there are that many."""

MAX_REQUEST_ACTIONS = 500
MAX_REQUEST_BYTES = 8_000_000
"""The size of one bulk request."""

MAX_RETRIES = 8
"""Retries of what a busy cluster refuses, each after twice the delay of the one before."""

Action = dict[str, Any]
"""One operation of a bulk request, as ``opensearchpy.helpers`` takes it."""


def send_bulk(client: OpenSearch, actions: Iterable[Action], lease: Lease) -> None:
    """Send *actions*, renewing *lease* meanwhile.

    Deleting what is not there succeeds. Raises ``IndexWriteError`` with the number of actions
    that failed, and the id of and the reason for the first.
    """
    from opensearchpy.helpers import streaming_bulk

    results = streaming_bulk(
        client,
        actions,
        chunk_size=MAX_REQUEST_ACTIONS,
        max_chunk_bytes=MAX_REQUEST_BYTES,
        max_retries=MAX_RETRIES,
        initial_backoff=1,
        max_backoff=30,
        raise_on_error=False,
        request_timeout=WRITE_TIMEOUT_SECONDS,
    )
    failures: list[tuple[str, Any]] = []
    for succeeded, result in results:
        lease.renew()
        ((operation, outcome),) = result.items()
        if not succeeded and not (operation == "delete" and outcome.get("status") == 404):
            failures.append((outcome["_id"], outcome.get("error", outcome.get("status"))))
    if failures:
        name, reason = failures[0]
        if isinstance(reason, Mapping):
            reason = f"{reason.get('type')}: {reason.get('reason')}"
        raise IndexWriteError(
            f"The cluster refused {len(failures):,} documents, the first is {name!r} ({reason})."
            " The index that was there is unchanged."
        )


class BulkSender:
    """Threads that send batches of actions to the cluster."""

    def __init__(self, client: OpenSearch, lease: Lease) -> None:
        self._client = client
        self._lease = lease
        self._pool = ThreadPoolExecutor(MAX_BATCHES_IN_FLIGHT)
        self._in_flight: set[Future[None]] = set()

    def send(self, *steps: list[Action]) -> None:
        """Start sending a batch in *steps*; a step begins when the last is acknowledged.

        Waits while ``MAX_BATCHES_IN_FLIGHT`` are in flight. Raises the errors of earlier
        batches.
        """
        if len(self._in_flight) >= MAX_BATCHES_IN_FLIGHT:
            done, self._in_flight = wait(self._in_flight, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
        self._in_flight.add(self._pool.submit(self._send_steps, steps))

    def _send_steps(self, steps: Iterable[list[Action]]) -> None:
        for actions in steps:
            send_bulk(self._client, actions, self._lease)

    def finish(self) -> None:
        """Wait until every batch is acknowledged. Raises as ``send`` does."""
        for future in self._in_flight:
            future.result()
        self._in_flight = set()

    def close(self) -> None:
        """Wait for the batches in flight, and send no more."""
        self._pool.shutdown(cancel_futures=True)
