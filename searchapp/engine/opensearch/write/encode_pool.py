"""A pool of processes that attribute articles and encode them as documents, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from searchapp.common.process_pool import WorkerPool, result, stopped
from searchapp.engine.opensearch.format.documents import (
    DatedArticle,
    EncodedArticle,
    encode_articles,
)
from searchapp.engine.protocol import Prepare
from searchapp.models.articles import Article

BATCH_ARTICLES = 50
"""Articles sent to a process at a time."""

_QUEUED_BATCHES_PER_WORKER = 3


def _encode_batch(batch: Sequence[DatedArticle], prepare: Prepare) -> list[EncodedArticle]:
    prepared = []
    for article, added in batch:
        if stopped.is_set():
            break
        prepared.append((prepare(article), added))
    return encode_articles(prepared)


class EncodePool:
    """Up to *workers* processes that run *prepare* on articles and encode the result.

    Articles come back in the order in which they were added. With one worker, and for less
    than a batch of articles, the work is done in the calling process.
    """

    def __init__(self, prepare: Prepare, workers: int) -> None:
        self._prepare = prepare
        self._workers = workers
        self._batch: list[DatedArticle] = []
        self._running: deque[Future[list[EncodedArticle]]] = deque()
        self._pool: WorkerPool | None = None

    def add(self, article: Article, added: Sequence[int]) -> Iterator[EncodedArticle]:
        """Submit *article*; yield the earlier articles that are encoded.

        *added* is as in ``DatedArticle``. Raises what *prepare* raised, and
        ``WorkerDiedError`` where a process died.
        """
        self._batch.append((article, added))
        if len(self._batch) < BATCH_ARTICLES:
            return
        if self._workers < 2:
            yield from self._encoded_here()
            return
        if self._pool is None:
            self._pool = WorkerPool(self._workers)
        self._running.append(self._pool.submit(_encode_batch, self._batch, self._prepare))
        self._batch = []
        most = self._workers * _QUEUED_BATCHES_PER_WORKER
        while self._running and (self._running[0].done() or len(self._running) >= most):
            yield from result(self._running.popleft())

    def finish(self) -> Iterator[EncodedArticle]:
        """Yield the articles that were not yielded yet. Raises as ``add`` does."""
        while self._running:
            yield from result(self._running.popleft())
        yield from self._encoded_here()

    def _encoded_here(self) -> list[EncodedArticle]:
        batch, self._batch = self._batch, []
        return _encode_batch(batch, self._prepare)

    def close(self) -> None:
        """End the processes, without waiting for articles that are queued."""
        if self._pool is not None:
            self._pool.close()
