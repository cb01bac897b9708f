"""Segment files of the generation that is being written: opened, merged, finished, listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from searchapp.engine.embedded.format.facet_values import FacetFile, write_facets
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.codec import (
    EXTENSION,
    FACETS_EXTENSION,
    ArrayCodec,
    ArraySegment,
)
from searchapp.engine.embedded.whoosh.toc import INDEX_NAME, newest_toc, read_segments, toc_name
from searchapp.engine.embedded.write.merge import merge_segments
from searchapp.engine.schema import paragraph_schema


class SegmentFiles:
    """The segments in a folder that nobody reads yet."""

    def __init__(self, folder: Path, merge_postings: int) -> None:
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._codec = ArrayCodec()
        self._toc_number = newest_toc(folder)
        self._merge_postings = merge_postings

    def listed(self) -> list[ArraySegment]:
        """Return the segments of the last commit."""
        return read_segments(self._folder) if self._toc_number else []

    def create(self) -> ArraySegment:
        """Return a new segment, whose file is still to be written."""
        return ArraySegment(INDEX_NAME)

    def path(self, segment: ArraySegment) -> Path:
        """Return the path of a segment's file."""
        name: str = segment.make_filename(EXTENSION)
        return self._folder / name

    def open(self, segment: ArraySegment) -> SegmentReader:
        """Return the open file of *segment*. Raises ``ArrayFileError``."""
        return self._codec.file(self._storage, segment)

    def dictionary(self, segment: ArraySegment) -> bytes:
        """Return the compression dictionary of a segment's stored documents."""
        return self.open(segment).stored.dictionary

    def merge(self, segments: Sequence[ArraySegment], dictionary: bytes) -> ArraySegment:
        """Write the live documents of *segments* as one segment, in their order.

        *dictionary* is that of ``merge_segments``.
        """
        merged = self.create()
        sources = [
            (
                self.open(segment),
                np.fromiter(segment.deleted_docs(), np.int64, segment.deleted_count()),
            )
            for segment in segments
        ]
        merged.set_doc_count(
            merge_segments(self.path(merged), sources, dictionary, self._merge_postings)
        )
        return merged

    def delete(self, segment: ArraySegment) -> None:
        """Delete the file of a segment that has been opened."""
        self.path(segment).unlink()
        del self._codec.opened[segment.segment_id()]

    def commit(self, segments: Sequence[ArraySegment]) -> None:
        """List *segments* as the index, and delete all others.

        A segment without facet values is given them, and both of its files are checked.
        Raises ``ArrayFileError`` and ``OSError``.
        """
        for segment in segments:
            path = self._facets_path(segment)
            if not path.exists():
                reader = self.open(segment)
                reader.file.verify()
                write_facets(path, reader)
                FacetFile(path, reader.article_starts).verify()
        self._toc_number += 1
        TOC(paragraph_schema(), list(segments), self._toc_number).write(self._storage, INDEX_NAME)
        names = {toc_name(self._toc_number)}
        for segment in segments:
            names |= {self.path(segment).name, self._facets_path(segment).name}
        for suffix in (EXTENSION, FACETS_EXTENSION, ".toc"):
            for path in self._folder.glob(f"*{suffix}"):
                if path.name not in names:
                    path.unlink()

    def _facets_path(self, segment: ArraySegment) -> Path:
        name: str = segment.make_filename(FACETS_EXTENSION)
        return self._folder / name
