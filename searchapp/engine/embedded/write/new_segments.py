"""New segments of a commit: built from articles, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import ParamSpec

from searchapp.engine.embedded.whoosh.codec import ArraySegment
from searchapp.engine.embedded.write.build_pool import SegmentBuildPool
from searchapp.engine.embedded.write.policy import BuildLimits, MergePolicy
from searchapp.engine.embedded.write.segment_builder import SegmentBuilder
from searchapp.engine.embedded.write.segment_files import SegmentFiles
from searchapp.engine.protocol import Prepare
from searchapp.models.articles import Article

P = ParamSpec("P")

_BATCHES_BEFORE_GROWTH = 16
"""A batch holds at most this part of the text of all batches before it."""


class NewSegments:
    """Builds segments from articles, and merges them into one.

    With more than one of *workers*, batches of articles are prepared and built in that many
    processes, once there is a whole batch. Where a batch ends depends only on the articles,
    and batches are merged in their order, so that the segment is the same whatever the
    number of workers.
    """

    def __init__(
        self,
        files: SegmentFiles,
        *,
        prepare: Prepare,
        workers: int,
        policy: MergePolicy,
        limits: BuildLimits,
    ) -> None:
        self._files = files
        self._prepare = prepare
        self._workers = workers
        self._policy = policy
        self._limits = limits
        self._built: list[ArraySegment] = []
        # The segment that is being built in this process.
        self._segment: ArraySegment | None = None
        self._builder: SegmentBuilder | None = None
        # The articles of the next batch, and the batches that workers are building.
        self._batch: list[tuple[Article, Sequence[int]]] = []
        self._batch_characters = 0
        self._submitted_characters = 0
        self._pending: list[tuple[ArraySegment, Future[int]]] = []
        self._pool: SegmentBuildPool | None = None

    def add(self, article: Article, added_at: Sequence[int]) -> None:
        """Add an article whose paragraphs entered the index at the times *added_at*."""
        if self._workers == 1:
            self._build(article, added_at)
            return
        self._batch.append((article, added_at))
        self._batch_characters += sum([len(paragraph.text) for paragraph in article.paragraphs])
        if self._batch_characters >= self._batch_limit():
            self._submit_batch()

    def _batch_limit(self) -> int:
        """The number of characters with which the next batch is complete.

        A batch is small beside those before it, so that the last batches end at about the same
        time. The first is larger: starting the workers takes as long as some 3,000 paragraphs.
        """
        most = self._limits.batch_characters
        if self._pool is None:
            return most // 2
        return min(most, max(most // 4, self._submitted_characters // _BATCHES_BEFORE_GROWTH))

    def _build(self, article: Article, added_at: Sequence[int]) -> None:
        """Add an article to the segment that is built in this process."""
        if self._builder is None:
            self._segment = self._files.create()
            self._builder = SegmentBuilder(self._files.path(self._segment), self._dictionary())
        self._builder.add(self._prepare(article), added_at)
        if self._builder.words >= self._limits.segment_words:
            self._finish_segment()

    def _finish_segment(self) -> None:
        if self._builder is not None and self._segment is not None:
            self._builder.finish()
            self._segment.set_doc_count(self._builder.documents)
            self._built.append(self._segment)
        self._builder = self._segment = None

    def _submit_batch(self) -> None:
        if self._pool is None:
            self._pool = SegmentBuildPool(self._workers, self._prepare)
        segment = self._files.create()
        documents = self._pool.submit(self._files.path(segment), self._batch, self._dictionary())
        self._pending.append((segment, documents))
        self._submitted_characters += self._batch_characters
        self._batch, self._batch_characters = [], 0
        if len(self._pending) >= self._policy.max_new_segments:
            self._merge()

    def _dictionary(self) -> bytes:
        """Return the compression dictionary of the first new segment, if it is written.

        Segments with the same dictionary are merged by copying their blocks.
        """
        if self._built:
            return self._files.dictionary(self._built[0])
        for segment, documents in self._pending[:1]:
            if documents.done() and documents.exception() is None:
                return self._files.dictionary(segment)
        return b""

    def _merge(self) -> None:
        """Wait for the workers, and merge all new segments into one."""
        if self._pool is not None:
            self._pool.wait()
        pending, self._pending = self._pending, []
        for segment, documents in pending:
            segment.set_doc_count(documents.result())
            self._built.append(segment)
        # What a worker built has no stems yet: merging makes them, even of one segment.
        if pending or len(self._built) > 1:
            merged = self._files.merge(self._built, self._dictionary())
            for segment in self._built:
                self._files.delete(segment)
            self._built = [merged]

    def submit_pending(self) -> None:
        """Give the workers, if any were started, the last articles; do not wait for them."""
        if self._pool is not None and self._batch:
            self._submit_batch()

    def finish(self) -> list[ArraySegment]:
        """Build what is left, and return the new segment; an empty list without articles."""
        self.submit_pending()
        for article, added_at in self._batch:
            self._build(article, added_at)
        self._batch = []
        self._finish_segment()
        self._merge()
        built, self._built = self._built, []
        return built

    def run(
        self, task: Callable[P, None], *args: P.args, **kwargs: P.kwargs
    ) -> Future[None] | None:
        """Start *task* in a worker if there are any, else run it and return None.

        Raises ``WorkerDiedError``, and what a task raises that is run here.
        """
        if self._pool is not None:
            return self._pool.run(task, *args, **kwargs)
        task(*args, **kwargs)
        return None

    def close(self) -> None:
        """End the workers, and abandon a segment that is not finished."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
        if self._builder is not None:
            self._builder.abandon()
            self._builder = None
