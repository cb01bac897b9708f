"""One writer at a time, on whatever machine: a document in the cluster that says who writes.

It is renewed while its holder works, and can be taken over once it has run out, or at once
on the holder's own machine, where the lock of the index folder tells that nobody writes.
"""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Any

from searchapp.engine.protocol import IndexWriteError, LockedError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

LEASE_SECONDS = 120
"""After so long without a sign of life a writer is taken for dead."""

RENEW_SECONDS = 15

_KEY = "writer"


class Lease:
    """The right to write the generations whose names begin with *prefix*."""

    def __init__(self, client: OpenSearch, prefix: str) -> None:
        self._client = client
        self._index = f"{prefix}-lease"
        self._version: dict[str, int] = {}
        self._renewed = 0.0

    def take(self) -> None:
        """Take it. Raises ``LockedError`` where another writer has it."""
        from opensearchpy.exceptions import ConflictError

        try:
            self._write({"op_type": "create"})
            return
        except ConflictError:
            pass
        found = self._client.get(index=self._index, id=_KEY)
        holder = found["_source"]
        here = holder["host"] == socket.gethostname()
        if not here and holder["until"] > time.time():
            raise _locked(holder)
        try:
            self._write(_unchanged(found))
        except ConflictError:
            raise _locked(holder) from None

    def renew(self) -> None:
        """Say that its holder is alive, where the last time is a while ago.

        Raises ``IndexWriteError`` where another writer has taken it over.
        """
        from opensearchpy.exceptions import ConflictError

        if time.monotonic() < self._renewed + RENEW_SECONDS:
            return
        try:
            self._write(self._version)
        except ConflictError:
            raise IndexWriteError(
                "Another reindex took over, as this one gave no sign of life for"
                f" {LEASE_SECONDS} seconds. The index that was there is unchanged."
            ) from None

    def release(self) -> None:
        """Give it back."""
        from opensearchpy.exceptions import NotFoundError, TransportError

        # Whoever cannot be told finds out by the time that it has run out.
        try:
            self._client.delete(index=self._index, id=_KEY, params=dict(self._version))
        except (NotFoundError, TransportError):
            return

    def _write(self, params: dict[str, Any]) -> None:
        body = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "until": int(time.time()) + LEASE_SECONDS,
        }
        written = self._client.index(index=self._index, id=_KEY, body=body, params=dict(params))
        self._version = _unchanged(written)
        self._renewed = time.monotonic()


def _unchanged(answer: Any) -> dict[str, int]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _locked(holder: Any) -> LockedError:
    return LockedError(
        f"Another reindex is writing: process {holder['pid']} on {holder['host']}. Wait for it"
        f" to end; if it was killed, for {LEASE_SECONDS} seconds."
    )
