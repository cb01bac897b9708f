"""Bulk requests: a few at a time, retried while the cluster is busy, failures by name."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

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

_BUSY = 429


@dataclass(frozen=True, slots=True)
class Action:
    """One operation of a bulk request; *target* is the alias that is written through.

    ``source`` is the JSON of the document, without line breaks, and None for a deletion.
    """

    target: str
    id: str
    operation: Literal["index", "delete"] = "index"
    routing: str | None = None
    source: bytes | None = None

    def lines(self) -> bytes:
        """Return the lines of the request's body."""
        header = {"_index": self.target, "_id": self.id}
        if self.routing is not None:
            header["routing"] = self.routing
        encoded = msgspec.json.encode({self.operation: header})
        return encoded + b"\n" if self.source is None else b"%b\n%b\n" % (encoded, self.source)


Failure = tuple[str, Any]
"""The id of a document that was refused, and the reason."""


def send_bulk(client: OpenSearch, actions: Iterable[Action], lease: Lease) -> None:
    """Send *actions*, renewing *lease* meanwhile.

    They are written through aliases (``require_alias``), so nothing is written where the
    index of an alias is gone. Deleting what is not there succeeds. Raises ``IndexWriteError``
    with the number of actions that failed, and the id of and the reason for the first.
    """
    failures: list[Failure] = []
    for chunk in _chunks(actions):
        failures += _send_chunk(client, chunk)
        lease.renew()
    if failures:
        name, reason = failures[0]
        if isinstance(reason, Mapping):
            reason = f"{reason.get('type')}: {reason.get('reason')}"
        raise IndexWriteError(
            f"The cluster refused {len(failures):,} documents, first {name!r} ({reason})."
            " The previous index is unchanged."
        )


def _chunks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    chunk: list[Action] = []
    size = 0
    for action in actions:
        added = len(action.source or b"")
        if chunk and (len(chunk) >= MAX_REQUEST_ACTIONS or size + added > MAX_REQUEST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(action)
        size += added
    if chunk:
        yield chunk


def _send_chunk(client: OpenSearch, actions: Sequence[Action]) -> list[Failure]:
    """Send one request, and again what a busy cluster refuses; return what failed for good."""
    from opensearchpy.exceptions import TransportError

    failures: list[Failure] = []
    for attempt in range(MAX_RETRIES + 1):
        is_last = attempt == MAX_RETRIES
        try:
            response = client.bulk(
                body=b"".join(action.lines() for action in actions),
                params={
                    "require_alias": "true",
                    "filter_path": "errors,items.*._id,items.*.status,items.*.error",
                    "request_timeout": WRITE_TIMEOUT_SECONDS,
                },
            )
        except TransportError as error:
            if error.status_code != _BUSY or is_last:
                raise
        else:
            if not response["errors"]:
                return failures
            busy = []
            for action, item in zip(actions, response["items"], strict=True):
                ((_, outcome),) = item.items()
                if outcome["status"] == _BUSY and not is_last:
                    busy.append(action)
                elif not _succeeded(action, outcome):
                    failures.append((action.id, outcome.get("error", outcome["status"])))
            actions = busy
            if not busy:
                return failures
        time.sleep(min(2**attempt, 30))
    return failures


def _succeeded(action: Action, outcome: Mapping[str, Any]) -> bool:
    if "error" not in outcome and outcome["status"] < 300:
        return True
    return action.operation == "delete" and outcome["status"] == 404 and "error" not in outcome


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
