"""Building segments in several processes, for loads that keep one busy too long.

Processes are spawned, not forked: a fork copies the locks of threads that it does not
copy, such as those of numpy's linear algebra, and Python warns of it from 3.12 on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from pathlib import Path

from searchapp.engine.embedded.interrupts import held_back
from searchapp.engine.embedded.segment import SegmentBuilder
from searchapp.engine.protocol import IndexWriteError, Prepare
from searchapp.records import Article

_WAITING_FOR_EACH = 2
"""So many batches are held for each process: one that it works on, one that is next."""


def as_it_is(article: Article) -> Article:
    """Return *article*."""
    return article


_stopped = threading.Event()
"""Set in a worker when its parent wants no more of it."""


def _begin(stop: Connection) -> None:
    """Begin a worker. It stops when the other end of *stop* closes, and ends with its parent."""
    # The parent is told of Ctrl-C as well, and stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow_parent() -> None:
        stop.poll(None)
        _stopped.set()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow_parent, daemon=True).start()


Batch = Sequence[tuple[Article, Sequence[int]]]
"""Articles, each with the moments at which its paragraphs entered the index."""


def _build(path: Path, batch: Batch, prepare: Prepare) -> int:
    builder = SegmentBuilder(path)
    for article, entered in batch:
        if _stopped.is_set():
            builder.abandon()
            return 0
        builder.add(prepare(article), entered)
    builder.finish()
    return builder.documents


class Workers:
    """Processes that build segments. At most a few batches are held at a time."""

    def __init__(self, count: int, prepare: Prepare) -> None:
        self._prepare = prepare
        self._most = count * _WAITING_FOR_EACH
        self._running: set[Future[int]] = set()
        spawned = multiprocessing.get_context("spawn")
        stopped, self._stop = spawned.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(count, spawned, _begin, (stopped,))

    def submit(self, path: Path, batch: Batch) -> Future[int]:
        """Have *batch* written as a segment to *path*; the result is how many paragraphs.

        Waits while enough is under way. Raises what a worker raised, and
        ``IndexWriteError`` where one died.
        """
        try:
            if len(self._running) >= self._most:
                done, self._running = wait(self._running, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
            with held_back():
                future = self._pool.submit(_build, path, batch, self._prepare)
        except BrokenProcessPool:
            raise _died() from None
        self._running.add(future)
        return future

    def wait(self) -> None:
        """Wait until all that was submitted is done. Raises as ``submit`` does."""
        try:
            for future in self._running:
                future.result()
        except BrokenProcessPool:
            raise _died() from None
        self._running = set()

    def close(self) -> None:
        """End the processes. What has not been begun is left, what has is broken off."""
        # They are not killed: a queue that a process died at may never be free again.
        self._stop.close()
        self._pool.shutdown(cancel_futures=True)


def _died() -> IndexWriteError:
    return IndexWriteError(
        "A worker process ended before its work was done; it was killed, perhaps for lack of"
        " memory. The index that was there is unchanged. Run it again with --workers 1."
    )
