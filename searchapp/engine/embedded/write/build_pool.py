"""Building segments in several processes, for loads that keep one busy too long."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

import msgspec

from searchapp.common.process_pool import WorkerPool, result, stopped
from searchapp.engine.embedded.write.segment_builder import SegmentBuilder
from searchapp.engine.protocol import Prepare
from searchapp.models.articles import Article

_WAITING_FOR_EACH = 2
"""So many batches are held for each process: one that it works on, one that is next."""


Batch = Sequence[tuple[Article, Sequence[int]]]
"""Articles, each with the moments at which its paragraphs entered the index."""


# In a quarter of the time that pickling takes, which is as long as indexing.
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[tuple[Article, list[int]]]).decode


def _build(path: Path, packed: bytes, prepare: Prepare, dictionary: bytes) -> int:
    builder = SegmentBuilder(path, dictionary)
    for article, entered in _unpack(packed):
        if stopped.is_set():
            builder.abandon()
            return 0
        builder.add(prepare(article), entered)
    builder.finish(stems=False)
    return builder.documents


class SegmentBuildPool:
    """Processes that build segments. At most a few batches are held at a time."""

    def __init__(self, count: int, prepare: Prepare) -> None:
        self._prepare = prepare
        self._most = count * _WAITING_FOR_EACH
        self._running: set[Future[int]] = set()
        self._pool = WorkerPool(count)

    def submit(self, path: Path, batch: Batch, dictionary: bytes = b"") -> Future[int]:
        """Have *batch* written as a segment to *path*; the result is how many paragraphs.

        It has no stems, and is to be merged, be it the only one. *dictionary* is as in
        ``SegmentBuilder``. Waits while enough is under way. Raises what a worker raised,
        and ``WorkerDiedError`` where one died.
        """
        if len(self._running) >= self._most:
            done, self._running = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                result(future)
        future = self._pool.submit(_build, path, _pack(batch), self._prepare, dictionary)
        self._running.add(future)
        return future

    def wait(self) -> None:
        """Wait until all that was submitted is done. Raises as ``submit`` does."""
        for future in self._running:
            result(future)
        self._running = set()

    def close(self) -> None:
        """End the processes. What has not been begun is left, what has is broken off."""
        self._pool.close()
