"""Finding out who says what in several processes, in the order of the articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future

from searchapp.engine.embedded.processes import WorkerPool, result, stopped
from searchapp.engine.protocol import Prepare
from searchapp.records import Article

BATCH_ARTICLES = 50
"""So many articles are given to a process at once."""

_WAITING_FOR_EACH = 3

Batch = list[Article]


def _prepare(batch: Batch, prepare: Prepare) -> Batch:
    ready = []
    for article in batch:
        if stopped.is_set():
            break
        ready.append(prepare(article))
    return ready


class Preparing:
    """What *prepare* makes of articles, by up to *workers* processes.

    Processes are begun where there is more than a batch; one alone works in this one.
    """

    def __init__(self, prepare: Prepare, workers: int) -> None:
        self._prepare = prepare
        self._workers = workers
        self._batch: Batch = []
        self._running: deque[Future[Batch]] = deque()
        self._pool: WorkerPool | None = None

    def add(self, article: Article) -> Iterator[Article]:
        """Take *article*; yield earlier ones that are ready.

        Raises what *prepare* raised, and ``IndexWriteError`` where a process died.
        """
        if self._workers < 2:
            yield self._prepare(article)
            return
        self._batch.append(article)
        if len(self._batch) < BATCH_ARTICLES:
            return
        if self._pool is None:
            self._pool = WorkerPool(self._workers)
        self._running.append(self._pool.submit(_prepare, self._batch, self._prepare))
        self._batch = []
        while self._running and (
            self._running[0].done() or len(self._running) >= self._workers * _WAITING_FOR_EACH
        ):
            yield from result(self._running.popleft())

    def finish(self) -> Iterator[Article]:
        """Yield all that have not been yielded. Raises as ``add`` does."""
        while self._running:
            yield from result(self._running.popleft())
        yield from _prepare(self._batch, self._prepare)
        self._batch = []

    def close(self) -> None:
        """End the processes; what has not been begun is left."""
        if self._pool is not None:
            self._pool.close()
