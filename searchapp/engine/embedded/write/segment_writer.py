"""The segments of an index folder: added to, thinned out, merged, and opened.

Segments merge as a log: the smaller ones are joined while they are not much larger than
what has been joined so far, so that a million paragraphs and hourly updates stay below
some twenty segments, and each paragraph is copied only a few times.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import EmptyReader, MultiReader
from whoosh.reading import SegmentReader as WhooshSegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.facet_values import FacetFile, write_facets
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.codec import (
    EXTENSION,
    FACETS_EXTENSION,
    ArrayCodec,
    ArraySegment,
)
from searchapp.engine.embedded.whoosh.toc import INDEX_NAME, newest_list, read_segments
from searchapp.engine.embedded.write.build_pool import SegmentBuildPool
from searchapp.engine.embedded.write.segment_builder import SegmentBuilder, merge_segments
from searchapp.engine.protocol import Prepare, identity
from searchapp.engine.schema import paragraph_schema
from searchapp.models.articles import Article

WORDS_IN_MEMORY = 3_000_000
"""A new segment is written when so many words of text are held: some 200 MB."""

BATCH_CHARACTERS = 2_000_000
"""A worker builds a segment of so much text: some 12,000 paragraphs, in half a second."""

_MOST_FRESH = 200
"""So many new segments are joined at once: each takes a file descriptor."""

_MERGE_FACTOR = 3
_DEAD_SHARE = 0.3
"""A segment is written anew when more than this share of it is deleted."""


def open_searcher(folder: Path, codec: ArrayCodec) -> Searcher:
    """Return a searcher over the index in *folder*, its files opened by *codec*.

    Raises ``ArrayFileError``, and whatever Whoosh does, for files that are damaged.
    """
    storage, schema = FileStorage(str(folder), readonly=True), paragraph_schema()
    readers = [
        WhooshSegmentReader(storage, schema, segment, codec=codec)
        for segment in read_segments(folder)
    ]
    if not readers:
        reader = EmptyReader(schema)
    elif len(readers) == 1:
        reader = readers[0]
    else:
        reader = MultiReader(readers)
    return Searcher(reader, weighting=BM25F())


class SegmentWriter:
    """Changes the index in a folder that nobody reads yet. ``commit`` makes it whole.

    With more than one of *workers*, articles are prepared and segments built in so many
    processes, once there are enough articles to be worth it. Batches are cut by what is
    added alone and joined in their order, so that the segment is the same whatever the
    number of workers.
    """

    def __init__(self, folder: Path, *, prepare: Prepare = identity, workers: int = 1) -> None:
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._codec = ArrayCodec()
        self._generation = newest_list(folder)
        self._segments = read_segments(folder) if self._generation else []
        self._prepare = prepare
        self._count = workers
        self._workers: SegmentBuildPool | None = None
        # What this writer wrote, to be joined: segments whose facets are not worked out yet.
        self._fresh: list[ArraySegment] = []
        self._sent: list[tuple[ArraySegment, Future[int]]] = []
        self._batch: list[tuple[Article, Sequence[int]]] = []
        self._characters = 0
        self._new: ArraySegment | None = None
        self._builder: SegmentBuilder | None = None

    def _file(self, segment: ArraySegment) -> SegmentReader:
        return self._codec.file(self._storage, segment)

    def _path(self, segment: ArraySegment) -> Path:
        name: str = segment.make_filename(EXTENSION)
        return self._folder / name

    def _facets_path(self, segment: ArraySegment) -> Path:
        name: str = segment.make_filename(FACETS_EXTENSION)
        return self._folder / name

    def add(self, article: Article, entered: Sequence[int] = ()) -> None:
        """Add the paragraphs of *article*, which *entered* the index at these moments."""
        if self._count == 1:
            self._build(article, entered)
            return
        self._batch.append((article, entered))
        self._characters += sum([len(paragraph.text) for paragraph in article.paragraphs])
        if self._characters >= BATCH_CHARACTERS:
            self._send()

    def _build(self, article: Article, entered: Sequence[int]) -> None:
        """Add an article in this process."""
        if self._builder is None:
            self._new = ArraySegment(INDEX_NAME)
            self._builder = SegmentBuilder(self._path(self._new), self._dictionary())
        self._builder.add(self._prepare(article), entered)
        if self._builder.words >= WORDS_IN_MEMORY:
            self._flush()

    def _send(self) -> None:
        """Have the batch built by a worker."""
        if self._workers is None:
            self._workers = SegmentBuildPool(self._count, self._prepare)
        segment = ArraySegment(INDEX_NAME)
        built = self._workers.submit(self._path(segment), self._batch, self._dictionary())
        self._sent.append((segment, built))
        self._batch, self._characters = [], 0
        if len(self._sent) >= _MOST_FRESH:
            self._receive()

    def _dictionary(self) -> bytes:
        """Return what new segments are compressed with: the first one's, once it is written.

        What has the same dictionary is joined by copying.
        """
        if self._fresh:
            return self._file(self._fresh[0]).stored.dictionary
        for segment, built in self._sent[:1]:
            if built.done() and built.exception() is None:
                return self._file(segment).stored.dictionary
        return b""

    def _receive(self) -> None:
        """Wait for the workers and join what they built."""
        if self._workers is not None:
            self._workers.wait()
        sent, self._sent = self._sent, []
        for segment, future in sent:
            segment.set_doc_count(future.result())
            self._fresh.append(segment)
        if sent or len(self._fresh) > 1:
            self._join_fresh()

    def _flush(self) -> None:
        if self._builder is not None and self._new is not None:
            self._builder.finish()
            self._new.set_doc_count(self._builder.documents)
            self._fresh.append(self._new)
        self._builder = self._new = None

    def _join_fresh(self) -> None:
        """Make one segment of all that this writer wrote."""
        joined = self._joined(self._fresh, self._dictionary())
        for segment in self._fresh:
            self._path(segment).unlink()
            del self._codec.opened[segment.segment_id()]
        self._fresh = [joined]

    def hand_out(self) -> None:
        """Have the workers, if there are any, begin with all that was added; do not wait."""
        if self._workers is not None and self._batch:
            self._send()

    def _finish_adding(self) -> None:
        self.hand_out()
        for article, entered in self._batch:
            self._build(article, entered)
        self._batch = []
        self._flush()
        self._receive()
        self._segments += self._fresh
        self._fresh = []

    def delete(self, article_id: str) -> None:
        """Delete the paragraphs of an article from what was there before."""
        for segment in self._segments:
            field = self._file(segment).field("article")
            number = field.lexicon.find(article_id.encode()) if field else -1
            if field is not None and number >= 0:
                segment.deleted |= set(field.documents(number, number + 1).tolist())

    def commit(self) -> None:
        """Write what was added, merge, and list the segments; every new file is checked."""
        self._finish_adding()
        self._segments = [s for s in self._segments if s.doc_count()]
        self._merge()
        for segment in self._segments:
            if not self._facets_path(segment).exists():
                self._finish(segment)
        TOC(paragraph_schema(), self._segments, self._generation + 1).write(
            self._storage, INDEX_NAME
        )
        for ending in (EXTENSION, FACETS_EXTENSION):
            kept = {segment.make_filename(ending) for segment in self._segments}
            for path in self._folder.glob(f"*{ending}"):
                if path.name not in kept:
                    path.unlink()
        for path in self._folder.glob("*.toc"):
            if path.name != TOC._filename(INDEX_NAME, self._generation + 1):
                path.unlink()

    def _merge(self) -> None:
        by_size = sorted(self._segments, key=lambda s: s.doc_count())
        group: list[ArraySegment] = []
        size = 0
        for segment in by_size:
            if group and segment.doc_count() > _MERGE_FACTOR * size:
                break
            group.append(segment)
            size += segment.doc_count()
        rest = [s for s in self._segments if s not in group]
        if len(group) > 1:
            self._segments = [*rest, self._merged(group)]
        self._segments = [
            self._merged([s]) if s.deleted_count() > _DEAD_SHARE * s.doc_count_all() else s
            for s in self._segments
        ]

    def _merged(self, segments: list[ArraySegment]) -> ArraySegment:
        largest = max(segments, key=lambda s: s.doc_count_all())
        dictionary = self._file(largest).stored.dictionary
        parts = [s for s in self._segments if s in segments]
        return self._joined(parts, dictionary)

    def _joined(self, segments: list[ArraySegment], dictionary: bytes) -> ArraySegment:
        """Write *segments* as one, in their order; its facets are not worked out."""
        merged = ArraySegment(INDEX_NAME)
        parts = [
            (self._file(s), np.fromiter(s.deleted_docs(), np.int64, s.deleted_count()))
            for s in segments
        ]
        merged.set_doc_count(merge_segments(self._path(merged), parts, dictionary))
        return merged

    def _finish(self, segment: ArraySegment) -> None:
        """Give a segment that was written its facets, and check both files."""
        file = self._file(segment)
        file.file.verify()
        path = self._facets_path(segment)
        write_facets(path, file)
        FacetFile(path, file.first).verify()

    def close(self) -> None:
        """End the workers, and let go of an unfinished segment."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None
        if self._builder is not None:
            self._builder.abandon()
            self._builder = None
