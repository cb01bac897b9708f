"""The write lease: a document in the cluster that names the one writer, on any machine.

Its holder renews it while it works. Another writer can acquire it once it was not renewed for
a while, or at once from the holder's own index folder, whose file lock shows that the holder
has ended. No clocks of two machines are compared: a writer that finds the lease held notes in
its index folder what the lease was like, and a later run that finds it unchanged takes over.

Each acquisition raises the lease's token (Kleppmann, "How to do distributed locking", 2016).
Whatever the writer writes carries the token in the names of its indices. A writer that has
lost the lease and does not know it is fenced off at each step:

- It begins only once ``confirm`` has shown that it still held the lease when it read the live
  generation, and sends documents only once that holds of its new indices as well.
- Its successor blocks writes to all indices with a lower token (``Generations.fence``). It may
  create others after that, but the next ``confirm`` fails before it sends a document to them.
- It can publish only while the lease has its alias, which its successor takes away; alias and
  publication change in one request (``Generations.set_current``).
- It blocks and deletes only generations with a lower token, so none of its successors'.
"""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import IndexWriteError, LockedError
from searchapp.engine.opensearch.generations import IndexNames

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

LEASE_SECONDS = 120
"""A lease that was not renewed for this long has expired."""

RENEW_SECONDS = 15
"""The least time between two renewals."""

_KEY = "writer"
_OBSERVED_FILE = "lease-observed.json"


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
        lease_seconds: float = LEASE_SECONDS,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._client = client
        self._names = IndexNames(prefix)
        self._index = self._names.lease
        self._observed = index_dir / _OBSERVED_FILE
        self._lease_seconds = lease_seconds
        self._renew_seconds = renew_seconds
        self._holder = {
            "host": socket.gethostname() if host is None else host,
            "folder": str(index_dir.resolve()),
            "pid": os.getpid(),
            "id": uuid.uuid4().hex,
        }
        self.token = 0
        """The fencing token: higher than that of any earlier holder, 0 before ``acquire``."""
        self._version: dict[str, int] = {}
        self._renewed_at = 0.0
        self._renewal_lock = Lock()

    def acquire(self, min_token: int = 1) -> None:
        """Acquire the lease with a token of at least *min_token*.

        Raises ``LockedError`` where another writer holds it.
        """
        from opensearchpy.exceptions import ConflictError, NotFoundError

        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        self._client.indices.create(
            index=self._index, body={"settings": settings}, params={"ignore": 400}
        )
        earlier: Mapping[str, Any] = {}
        params: dict[str, Any] = {"op_type": "create"}
        with suppress(NotFoundError):
            current = self._client.get(index=self._index, id=_KEY)
            earlier, params = current["_source"], _if_unchanged(current)
            self._check_free(earlier, params)
        # Format 1 had no number here.
        token = earlier.get("token", 0)
        self.token = max((token if isinstance(token, int) else 0) + 1, min_token)
        try:
            self._write(params)
        except ConflictError:
            raise self._locked(self._client.get(index=self._index, id=_KEY)["_source"]) from None
        self._observed.unlink(missing_ok=True)
        self._fence_publishing()

    def _check_free(self, holder: Mapping[str, Any], version: Mapping[str, int]) -> None:
        """Raise ``LockedError`` while *holder* may be alive."""
        if holder.get("released") or self._same_folder(holder):
            return
        seen = self._last_observed()
        now = time.time()
        if seen.get("version") != dict(version) or seen.get("at", now) > now:
            observed = {"version": dict(version), "at": now}
            self._observed.parent.mkdir(parents=True, exist_ok=True)
            self._observed.write_text(json.dumps(observed), "utf-8")
            seen = observed
        if now - seen["at"] < self._lease_seconds:
            raise self._locked(holder)

    def _last_observed(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            observed = json.loads(self._observed.read_text("utf-8"))
            if isinstance(observed, dict):
                return observed
        return {}

    def _same_folder(self, holder: Mapping[str, Any]) -> bool:
        return all(holder.get(name) == self._holder[name] for name in ("host", "folder"))

    def _fence_publishing(self) -> None:
        """Take from all earlier writers the alias that they need to publish.

        Raises ``IndexWriteError`` where a later writer has its alias already.
        """
        aliases = self._client.indices.get_alias(index=self._index)[self._index]["aliases"]
        own = self._names.writer_alias(self.token)
        actions = [{"add": {"index": self._index, "alias": own}}]
        for alias in aliases:
            token = self._names.writer_token(alias)
            if token > self.token:
                raise self.lost()
            if 0 < token < self.token:
                removed = {"index": self._index, "alias": alias, "must_exist": False}
                actions.append({"remove": removed})
        self._client.indices.update_aliases(body={"actions": actions})

    def renew(self) -> None:
        """Extend the lease, unless it was renewed less than ``RENEW_SECONDS`` ago.

        Raises ``IndexWriteError`` where another writer has acquired it. May be called from
        several threads.
        """
        with self._renewal_lock:
            if time.monotonic() >= self._renewed_at + self._renew_seconds:
                self._extend()

    def confirm(self) -> None:
        """Extend the lease now. Raises ``IndexWriteError`` where another writer acquired it."""
        with self._renewal_lock:
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
            if current["_source"].get("id") == self._holder["id"]:
                self._write(_if_unchanged(current))
                return
        raise self.lost()

    def lost(self) -> IndexWriteError:
        """Return the error of a writer that was replaced by another."""
        return IndexWriteError(
            "Another reindex took over because this one had not renewed its lease for"
            f" {self._lease_seconds} seconds. The previous index is unchanged."
        )

    def release(self) -> None:
        """Give the lease up; its token stays. Without an answer, it expires by itself."""
        from opensearchpy.exceptions import ConflictError, NotFoundError, TransportError

        with suppress(NotFoundError, ConflictError, TransportError):
            self._write(self._version, released=True)

    def _write(self, params: Mapping[str, Any], *, released: bool = False) -> None:
        body = {**self._holder, "token": self.token, "released": released}
        written = self._client.index(index=self._index, id=_KEY, body=body, params=dict(params))
        self._version = _if_unchanged(written)
        self._renewed_at = time.monotonic()

    def _locked(self, holder: Mapping[str, Any]) -> LockedError:
        return LockedError(
            f"Another reindex is writing: process {holder['pid']} on {holder['host']}."
            f" Wait for it to finish. If it was killed, try again in {self._lease_seconds}"
            " seconds."
        )


def _if_unchanged(response: Any) -> dict[str, int]:
    """Return the parameters of a write that fails where the document has changed since."""
    return {"if_seq_no": response["_seq_no"], "if_primary_term": response["_primary_term"]}
