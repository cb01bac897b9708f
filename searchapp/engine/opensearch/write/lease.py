"""The write lease: a document in the cluster that names the one writer, on any machine.

Its holder renews it while it works. Another writer can acquire it once it has expired, or at
once from the holder's own index folder, whose file lock shows that the holder has ended.
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
"""A lease that was not renewed for this long has expired."""

RENEW_SECONDS = 15
"""The least time between two renewals."""

_KEY = "writer"


class Lease:
    """The lease on all generations whose names begin with *prefix*.

    A process that acquires it must hold the file lock of *index_dir*. *host* is the name of
    this machine.
    """

    def __init__(
        self,
        client: OpenSearch,
        prefix: str,
        index_dir: Path,
        *,
        host: str | None = None,
        lease_seconds: int = LEASE_SECONDS,
        renew_seconds: int = RENEW_SECONDS,
    ) -> None:
        self._client = client
        self._index = f"{prefix}-lease"
        self._lease_seconds = lease_seconds
        self._renew_seconds = renew_seconds
        self._holder = {
            "host": socket.gethostname() if host is None else host,
            "folder": str(index_dir.resolve()),
            "pid": os.getpid(),
            "token": uuid.uuid4().hex,
        }
        self._version: dict[str, int] = {}
        self._renewed_at = 0.0
        self._renewal_lock = Lock()

    def acquire(self) -> None:
        """Acquire the lease. Raises ``LockedError`` where another writer holds it."""
        from opensearchpy.exceptions import ConflictError

        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        self._client.indices.create(
            index=self._index, body={"settings": settings}, params={"ignore": 400}
        )
        try:
            self._write({"op_type": "create"})
            return
        except ConflictError:
            current = self._client.get(index=self._index, id=_KEY)
        holder = current["_source"]
        if not self._same_folder(holder) and holder["until"] > time.time():
            raise self._locked(holder)
        try:
            self._write(_if_unchanged(current))
        except ConflictError:
            raise self._locked(holder) from None

    def _same_folder(self, holder: Any) -> bool:
        return all(holder.get(name) == self._holder[name] for name in ("host", "folder"))

    def renew(self) -> None:
        """Extend the lease, unless it was renewed less than ``RENEW_SECONDS`` ago.

        Raises ``IndexWriteError`` where another writer has acquired it. May be called from
        several threads.
        """
        with self._renewal_lock:
            if time.monotonic() >= self._renewed_at + self._renew_seconds:
                self._extend()

    def _extend(self) -> None:
        from opensearchpy.exceptions import ConflictError, NotFoundError

        with suppress(ConflictError):
            self._write(self._version)
            return
        # A node may have stored our last renewal and failed before it answered; the client
        # then sent the renewal again, and that conflicts with the first.
        with suppress(ConflictError, NotFoundError):
            current = self._client.get(index=self._index, id=_KEY)
            if current["_source"].get("token") == self._holder["token"]:
                self._write(_if_unchanged(current))
                return
        raise IndexWriteError(
            "Another reindex took over, as this one gave no sign of life for"
            f" {self._lease_seconds} seconds. The index that was there is unchanged."
        )

    def release(self) -> None:
        """Delete the lease. Where the cluster does not answer, it expires by itself."""
        from opensearchpy.exceptions import NotFoundError, TransportError

        with suppress(NotFoundError, TransportError):
            self._client.delete(index=self._index, id=_KEY, params=dict(self._version))

    def _write(self, params: dict[str, Any]) -> None:
        body = {**self._holder, "until": int(time.time()) + self._lease_seconds}
        written = self._client.index(index=self._index, id=_KEY, body=body, params=dict(params))
        self._version = _if_unchanged(written)
        self._renewed_at = time.monotonic()

    def _locked(self, holder: Any) -> LockedError:
        return LockedError(
            f"Another reindex is writing: process {holder['pid']} on {holder['host']}. Wait for"
            f" it to end; if it was killed, for {self._lease_seconds} seconds."
        )


def _if_unchanged(response: Any) -> dict[str, int]:
    """Return the parameters of a write that fails where the document has changed since."""
    return {"if_seq_no": response["_seq_no"], "if_primary_term": response["_primary_term"]}
