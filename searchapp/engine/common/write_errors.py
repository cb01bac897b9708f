"""Failures of write locks and worker processes, raised as the engines' errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from searchapp.common.locks import LockHeldError, writer_lock
from searchapp.common.process_pool import WorkerDiedError
from searchapp.engine.errors import IndexWriteError, LockedError


@contextmanager
def index_lock(index_dir: Path) -> Iterator[None]:
    """Hold the write lock of an index folder.

    Raises ``LockedError`` if another process holds it, with that process's name, and
    ``IndexWriteError`` if the folder cannot be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(writer_lock(index_dir))
        except LockHeldError as holder:
            raise LockedError(
                f"Another reindex is writing to {str(index_dir)!r}: {holder}. Wait for it to"
                " finish, or stop it."
            ) from None
        except OSError as error:
            raise IndexWriteError(
                f"The index folder {str(index_dir)!r} cannot be written: {error.strerror or error}."
            ) from None
        yield


@contextmanager
def worker_death_as_write_error() -> Iterator[None]:
    """Raise ``IndexWriteError`` for a worker process that dies."""
    try:
        yield
    except WorkerDiedError as error:
        raise IndexWriteError(
            f"{error} The index is unchanged. Run the command again with --workers 1."
        ) from None
