"""File lock that lets one process at a time write a folder, and names its holder."""

from __future__ import annotations

import datetime
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

_LOCK_NAME = "LOCK"
_HOLDER_NAME = "LOCK.holder.json"


class LockHeldError(Exception):
    """Another process holds the lock; the message describes that process."""


def _describe_holder(path: Path) -> str:
    try:
        record = json.loads(path.read_bytes())
        return f"process {record['pid']} on {record['host']}, since {record['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "an unknown process"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of *folder*, which is created if it is missing.

    The operating system releases the lock when the process ends, however it ends. Raises
    ``LockHeldError`` if another process holds it, and ``OSError`` if the folder cannot be
    written.
    """
    holder = folder / _HOLDER_NAME
    lock = filelock.FileLock(folder / _LOCK_NAME)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise LockHeldError(_describe_holder(holder)) from None
    try:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        # The name only serves other processes' messages: a full disk must not fail this one.
        with suppress(OSError):
            holder.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now})
            )
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()
