"""Process pool that builds segments from batches of articles."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import cache
from itertools import islice
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec

from searchapp.common.process_pool import WorkerPool, result, stopped
from searchapp.engine.embedded.write.segment_builder import SegmentBuilder
from searchapp.engine.protocol import Prepare
from searchapp.models.articles import Article

_BATCHES_PER_WORKER = 2
"""Batches that are held for each worker: the one it works on, and the next."""

_PREPARED_AT_ONCE = 64
"""Articles that are prepared one after the other: in turn with indexing, which needs other
data in the processor's caches, both take longer."""

P = ParamSpec("P")
T = TypeVar("T")

Batch = Sequence[tuple[Article, Sequence[int]]]
"""Articles, each with the times at which its paragraphs entered the index."""


# A quarter of the time that pickling takes; pickling would take as long as indexing.
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[tuple[Article, list[int]]]).decode


def _build(path: Path, packed: bytes, prepare: Prepare, dictionary: bytes) -> int:
    builder = SegmentBuilder(path, dictionary)
    articles = iter(_unpack(packed))
    while group := list(islice(articles, _PREPARED_AT_ONCE)):
        prepared = [prepare(article) for article, _ in group if not stopped.is_set()]
        if stopped.is_set():
            builder.abandon()
            return 0
        for article, (_, added_at) in zip(prepared, group, strict=True):
            builder.add(article, added_at)
        _freeze_loaded()
    builder.finish(stems=False)
    return builder.documents


@cache
def _freeze_loaded() -> None:
    """Exempt what the first article has loaded, such as word lists, from garbage collection.

    Going through it again and again takes a twelfth of the time of a worker.
    """
    gc.freeze()


class SegmentBuildPool:
    """Builds segments in *count* worker processes, which prepare the articles as well."""

    def __init__(self, count: int, prepare: Prepare) -> None:
        self._prepare = prepare
        self._max_running = count * _BATCHES_PER_WORKER
        self._running: set[Future[int]] = set()
        self._pool = WorkerPool(count)

    def submit(self, path: Path, batch: Batch, dictionary: bytes = b"") -> Future[int]:
        """Write *batch* to *path* as a segment; the result is its number of paragraphs.

        The segment has no stems: it has to be merged, even if it is the only one.
        *dictionary* is that of ``SegmentBuilder``. Waits while there are enough batches.
        Raises what a worker raised, and ``WorkerDiedError`` if one died.
        """
        if len(self._running) >= self._max_running:
            done, self._running = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                result(future)
        future = self._pool.submit(_build, path, _pack(batch), self._prepare, dictionary)
        self._running.add(future)
        return future

    def run(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run another *task* in a worker, after the batches. Raises ``WorkerDiedError``."""
        return self._pool.submit(task, *args, **kwargs)

    def wait(self) -> None:
        """Wait until every batch is built. Raises as ``submit`` does."""
        for future in self._running:
            result(future)
        self._running = set()

    def close(self) -> None:
        """End the workers: batches that wait are dropped, those that are built abandoned."""
        self._pool.close()
