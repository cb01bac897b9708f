"""Process pool that ends with the process that started it.

Workers are spawned, not forked. A fork copies locks that other threads hold, such as those
of numpy's linear algebra, without copying the threads; Python warns of it from 3.12 on.
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

P = ParamSpec("P")
T = TypeVar("T")

stopped = threading.Event()
"""Set in a worker process once its pool is closed: a long task should look at it and return."""


class WorkerDiedError(Exception):
    """A worker process ended before its task was done."""

    def __init__(self) -> None:
        super().__init__(
            "A worker process ended unexpectedly. It was killed, perhaps because memory ran out."
        )


def _start_worker(stop: Connection) -> None:
    """Set up a worker process, which stops when the other end of *stop* closes."""
    # Ctrl-C reaches the parent as well, and the parent stops its workers.
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
    """A pool of *count* worker processes; tasks start in submission order."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        stop_reader, self._stop = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(count, context, _start_worker, (stop_reader,))

    def submit(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run *task* in a worker. Raises ``WorkerDiedError`` if a worker has died."""
        try:
            with defer_sigint():
                return self._pool.submit(task, *args, **kwargs)
        except BrokenProcessPool:
            raise WorkerDiedError from None
        except OSError as error:
            # A pool that breaks at this moment has closed the pipe that submit writes to.
            if error.errno is not None:
                raise
            raise WorkerDiedError from None

    def close(self) -> None:
        """End the workers: cancel the tasks that wait, and set ``stopped`` for those that run."""
        # Workers are not killed: one that dies while it holds the task queue's lock leaves the
        # queue locked for good.
        self._stop.close()
        self._pool.shutdown(cancel_futures=True)


def result(future: Future[T]) -> T:
    """Wait for *future* and return its result.

    Raises what its task raised, and ``WorkerDiedError`` if a worker died.
    """
    try:
        return future.result()
    except BrokenProcessPool:
        raise WorkerDiedError from None
