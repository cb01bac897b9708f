"""One writer at a time, on whatever machine: a document in the cluster that says who writes.

It is renewed while its holder works, and can be taken over once it has run out, or at once
from the holder's own index folder, whose lock tells that nobody writes.
"""

from __future__ import annotations

import os
import socket
import time
import uuid
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import IndexWriteError, LockedError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

LEASE_SECONDS = 120
"""After so long without a sign of life a writer is taken for dead."""

RENEW_SECONDS = 15

_KEY = "writer"


class Lease:
    """The right to write the generations whose names begin with *prefix*.

    Whoever takes it holds the lock of *index_dir*.
    """

    def __init__(self, client: OpenSearch, prefix: str, index_dir: Path) -> None:
        self._client = client
        self._index = f"{prefix}-lease"
        self._holder = {
            "host": socket.gethostname(),
            "folder": str(index_dir.resolve()),
            "pid": os.getpid(),
            "token": uuid.uuid4().hex,
        }
        self._version: dict[str, int] = {}
        self._renewed = 0.0
        self._renewing = Lock()

    def take(self) -> None:
        """Take it. Raises ``LockedError`` where another writer has it."""
        from opensearchpy.exceptions import ConflictError

        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        self._client.indices.create(
            index=self._index, body={"settings": settings}, params={"ignore": 400}
        )
        try:
            self._write({"op_type": "create"})
            return
        except ConflictError:
            found = self._client.get(index=self._index, id=_KEY)
        holder = found["_source"]
        left = self._here(holder) or holder["until"] <= time.time()
        if not left:
            raise _locked(holder)
        try:
            self._write(_unchanged(found))
        except ConflictError:
            raise _locked(holder) from None

    def _here(self, holder: Any) -> bool:
        return all(holder.get(name) == self._holder[name] for name in ("host", "folder"))

    def renew(self) -> None:
        """Say that its holder is alive, where the last time is a while ago.

        Raises ``IndexWriteError`` where another writer has taken it over. May be called from
        several threads.
        """
        with self._renewing:
            if time.monotonic() >= self._renewed + RENEW_SECONDS:
                self._renew()

    def _renew(self) -> None:
        from opensearchpy.exceptions import ConflictError, NotFoundError

        with suppress(ConflictError):
            self._write(self._version)
            return
        # An earlier attempt may have been written by a node that died before it said so.
        with suppress(ConflictError, NotFoundError):
            found = self._client.get(index=self._index, id=_KEY)
            if found["_source"].get("token") == self._holder["token"]:
                self._write(_unchanged(found))
                return
        raise IndexWriteError(
            "Another reindex took over, as this one gave no sign of life for"
            f" {LEASE_SECONDS} seconds. The index that was there is unchanged."
        )

    def release(self) -> None:
        """Give it back."""
        from opensearchpy.exceptions import NotFoundError, TransportError

        # Whoever cannot be told finds out by the time that it has run out.
        try:
            self._client.delete(index=self._index, id=_KEY, params=dict(self._version))
        except (NotFoundError, TransportError):
            return

    def _write(self, params: dict[str, Any]) -> None:
        body = {**self._holder, "until": int(time.time()) + LEASE_SECONDS}
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
