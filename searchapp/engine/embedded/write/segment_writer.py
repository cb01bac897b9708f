"""Segment writer: adds articles to the segments of a folder, deletes from them, merges them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from searchapp.common.process_pool import result
from searchapp.engine.embedded.whoosh.codec import ArraySegment
from searchapp.engine.embedded.write.new_segments import NewSegments
from searchapp.engine.embedded.write.policy import BuildLimits, MergePolicy
from searchapp.engine.embedded.write.segment_files import SegmentFiles, write_passages
from searchapp.engine.protocol import Prepare, identity
from searchapp.models.articles import Article


class SegmentWriter:
    """Changes the index in a folder that nobody reads yet; ``commit`` makes it searchable.

    *prepare* is applied to each article that is added, in up to *workers* processes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prepare: Prepare = identity,
        workers: int = 1,
        policy: MergePolicy | None = None,
        limits: BuildLimits | None = None,
    ) -> None:
        self._folder = folder
        self._policy = policy or MergePolicy()
        self._passages: Future[None] | None = None
        self._files = SegmentFiles(folder, self._policy.merge_postings)
        self._segments = self._files.listed()
        self._new = NewSegments(
            self._files,
            prepare=prepare,
            workers=workers,
            policy=self._policy,
            limits=limits or BuildLimits(),
        )

    def add(self, article: Article, added_at: Sequence[int] = ()) -> None:
        """Add the paragraphs of *article*.

        *added_at* says when each of them first entered the index, in seconds since 1970, UTC;
        0, for all of them if it is empty, means unknown. Raises what *prepare* raises,
        ``OSError``, and ``WorkerDiedError``.
        """
        self._new.add(article, added_at)

    def submit_pending(self) -> None:
        """Let the workers, if any were started, begin with the last articles; do not wait."""
        self._new.submit_pending()

    def delete(self, article_id: str) -> None:
        """Delete the paragraphs of an article that was committed before."""
        for segment in self._segments:
            field = self._files.open(segment).field("article")
            number = field.terms.find(article_id.encode()) if field else -1
            if field is not None and number >= 0:
                segment.deleted |= set(field.documents(number, number + 1).tolist())

    def commit(self) -> None:
        """Write what was added, merge segments by the policy, and list those that remain.

        Every new file is read back and checked. Raises as ``add`` does, and
        ``ArrayFileError``.
        """
        self.begin_commit()
        self.finish_commit()

    def begin_commit(self) -> None:
        """Do what ``commit`` does, but for the passages, which a worker may go on writing.

        The segments can be searched. Raises as ``commit`` does.
        """
        segments = [*self._segments, *self._new.finish()]
        segments = [segment for segment in segments if segment.doc_count()]
        self._segments = self._merge(segments)
        self._files.commit(self._segments)
        self._passages = self._new.run(write_passages, self._folder, self._segments)

    def finish_commit(self) -> None:
        """Wait for the passages and delete the files of other segments. Raises as ``commit``."""
        if self._passages is not None:
            result(self._passages)
            self._passages = None
        self._files.delete_unlisted(self._segments)

    def _merge(self, segments: list[ArraySegment]) -> list[ArraySegment]:
        selected = self._policy.select([segment.doc_count() for segment in segments])
        if selected:
            group = [segments[position] for position in sorted(selected)]
            rest = [segment for segment in segments if segment not in group]
            segments = [*rest, self._merge_group(group)]
        return [
            self._merge_group([segment])
            if self._policy.rewrites(segment.deleted_count(), segment.doc_count_all())
            else segment
            for segment in segments
        ]

    def _merge_group(self, segments: list[ArraySegment]) -> ArraySegment:
        # The blocks of the segment whose dictionary is taken are copied, so take the largest's.
        largest = max(segments, key=lambda segment: segment.doc_count_all())
        return self._files.merge(segments, self._files.dictionary(largest))

    def close(self) -> None:
        """End the workers, and abandon what is not committed."""
        self._new.close()
