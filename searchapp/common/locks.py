"""One writer at a time, and who it is."""

from __future__ import annotations

import datetime
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

from searchapp.engine.protocol import IndexWriteError, LockedError

_LOCK_NAME = "LOCK"
_HOLDER_NAME = "LOCK.holder.json"


def _holder(path: Path) -> str:
    try:
        loaded = json.loads(path.read_bytes())
        return f"process {loaded['pid']} on {loaded['host']}, since {loaded['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not given its name yet"


@contextmanager
def writer_lock(index_dir: Path) -> Iterator[None]:
    """Hold the index folder's lock, which the system frees when the process ends.

    Raises ``LockedError`` with the holder's name where another process has it, and
    ``IndexWriteError`` where the folder cannot be written.
    """
    holder = index_dir / _HOLDER_NAME
    lock = filelock.FileLock(index_dir / _LOCK_NAME)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise LockedError(
            f"Another reindex is writing {str(index_dir)!r}: {_holder(holder)}."
            " Wait for it to end, or stop it."
        ) from None
    except OSError as error:
        raise IndexWriteError(
            f"The index folder {str(index_dir)!r} cannot be written: {error.strerror or error}."
        ) from None
    try:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        # The name is told to others; a full disk must not tell them anything else.
        with suppress(OSError):
            holder.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now})
            )
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()
