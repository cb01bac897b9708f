"""Worker processes: begun for long loads, ended with the process that began them.

They are spawned, not forked: a fork copies the locks of threads that it does not copy, such
as those of numpy's linear algebra, and Python warns of it from 3.12 on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

from searchapp.common.signals import defer_sigint
from searchapp.engine.protocol import IndexWriteError

Given = ParamSpec("Given")
Done = TypeVar("Done")

stopped = threading.Event()
"""Set in a worker when its parent wants no more of it."""


def _begin(stop: Connection) -> None:
    """Begin a worker. It stops when the other end of *stop* closes, and ends with its parent."""
    # The parent is told of Ctrl-C as well, and stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow_parent() -> None:
        stop.poll(None)
        stopped.set()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow_parent, daemon=True).start()


class WorkerPool:
    """So many processes that do what is submitted, in the order in which it is."""

    def __init__(self, count: int) -> None:
        spawned = multiprocessing.get_context("spawn")
        stopping, self._stop = spawned.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(count, spawned, _begin, (stopping,))

    def submit(
        self, work: Callable[Given, Done], *given: Given.args, **named: Given.kwargs
    ) -> Future[Done]:
        """Have *work* done in a process. Raises ``IndexWriteError`` where one has died."""
        try:
            with defer_sigint():
                return self._pool.submit(work, *given, **named)
        except BrokenProcessPool:
            raise _died() from None

    def close(self) -> None:
        """End the processes. What has not been begun is left; ``stopped`` is set in the others."""
        # They are not killed: a queue that a process died at may never be free again.
        self._stop.close()
        self._pool.shutdown(cancel_futures=True)


def result(future: Future[Done]) -> Done:
    """Wait for *future*. Raises what its work raised, and ``IndexWriteError`` where it died."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise _died() from None


def _died() -> IndexWriteError:
    return IndexWriteError(
        "A worker process ended before its work was done; it was killed, perhaps for lack of"
        " memory. The index that was there is unchanged. Run it again with --workers 1."
    )
