"""Making documents of articles in several processes, in the order of the articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from searchapp.common.process_pool import WorkerPool, result, stopped
from searchapp.engine.opensearch.write.documents import Encoded, encoded
from searchapp.engine.protocol import Prepare
from searchapp.models.articles import Article

BATCH_ARTICLES = 50
"""So many articles are given to a process at once."""

_WAITING_FOR_EACH = 3

Batch = list[tuple[Article, Sequence[int]]]
"""Articles, each with the moments at which its paragraphs entered the index."""


def _encode(batch: Batch, prepare: Prepare) -> list[Encoded]:
    ready = []
    for article, added in batch:
        if stopped.is_set():
            break
        ready.append(encoded(prepare, article, added))
    return ready


class Preparing:
    """The documents of what *prepare* makes of articles, by up to *workers* processes.

    Processes are begun where there is more than a batch; one alone works in this one.
    """

    def __init__(self, prepare: Prepare, workers: int) -> None:
        self._prepare = prepare
        self._workers = workers
        self._batch: Batch = []
        self._running: deque[Future[list[Encoded]]] = deque()
        self._pool: WorkerPool | None = None

    def add(self, article: Article, added: Sequence[int]) -> Iterator[Encoded]:
        """Take *article*; yield earlier ones that are ready.

        Raises what *prepare* raised, and ``WorkerDiedError`` where a process died.
        """
        if self._workers < 2:
            yield encoded(self._prepare, article, added)
            return
        self._batch.append((article, added))
        if len(self._batch) < BATCH_ARTICLES:
            return
        if self._pool is None:
            self._pool = WorkerPool(self._workers)
        self._running.append(self._pool.submit(_encode, self._batch, self._prepare))
        self._batch = []
        while self._running and (
            self._running[0].done() or len(self._running) >= self._workers * _WAITING_FOR_EACH
        ):
            yield from result(self._running.popleft())

    def finish(self) -> Iterator[Encoded]:
        """Yield all that have not been yielded. Raises as ``add`` does."""
        while self._running:
            yield from result(self._running.popleft())
        yield from _encode(self._batch, self._prepare)
        self._batch = []

    def close(self) -> None:
        """End the processes; what has not been begun is left."""
        if self._pool is not None:
            self._pool.close()
