"""Segment files of the generation that is being written: opened, merged, finished, listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from searchapp.engine.embedded.format.arrayfile import ArrayFile
from searchapp.engine.embedded.format.facet_values import FacetFile, write_facets
from searchapp.engine.embedded.format.passage_file import PassageFile, write_passage_file
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.codec import (
    EXTENSION,
    FACETS_EXTENSION,
    PASSAGES_EXTENSION,
    ArrayCodec,
    ArraySegment,
)
from searchapp.engine.embedded.whoosh.toc import INDEX_NAME, newest_toc, read_segments, toc_name
from searchapp.engine.embedded.write.merge import merge_segments
from searchapp.engine.embedded.write.passage_index import SegmentPassages, find_links
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.schema import paragraph_schema

_EXTENSIONS = (EXTENSION, FACETS_EXTENSION, PASSAGES_EXTENSION)


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
        return self._path(segment, EXTENSION)

    def passages_path(self, segment: ArraySegment) -> Path:
        """Return the path of the file of a segment's passages."""
        return self._path(segment, PASSAGES_EXTENSION)

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
        """List *segments* as the index.

        A segment without facet values is given them, and its files are checked. Raises
        ``ArrayFileError`` and ``OSError``.
        """
        for segment in segments:
            path = self._path(segment, FACETS_EXTENSION)
            if not path.exists():
                reader = self.open(segment)
                reader.file.verify()
                write_facets(path, reader)
                FacetFile(path, reader.article_starts).verify()
        self._toc_number += 1
        TOC(paragraph_schema(), list(segments), self._toc_number).write(self._storage, INDEX_NAME)

    def delete_unlisted(self, segments: Sequence[ArraySegment]) -> None:
        """Delete the files of all other segments than *segments*, and older lists."""
        names = {toc_name(self._toc_number)}
        for segment in segments:
            names |= {self._path(segment, extension).name for extension in _EXTENSIONS}
        for suffix in (*_EXTENSIONS, ".toc"):
            for path in self._folder.glob(f"*{suffix}"):
                if path.name not in names:
                    path.unlink()

    def _path(self, segment: ArraySegment, extension: str) -> Path:
        name: str = segment.make_filename(extension)
        return self._folder / name


def write_passages(folder: Path, segments: Sequence[ArraySegment]) -> None:
    """Write the passages of the *segments* in *folder* that have none, the largest first.

    *segments* are all that the index will list. Raises ``ArrayFileError`` and ``OSError``.
    """
    files = SegmentFiles(folder, MergePolicy().merge_postings)
    written: list[SegmentPassages] = []
    unwritten: list[ArraySegment] = []
    for segment in segments:
        file = PassageFile.open(files.passages_path(segment))
        if file is not None:
            written.append(SegmentPassages.opened(files.open(segment), file))
        else:
            unwritten.append(segment)
    listed = set(map(files.passages_path, segments))
    merged = sorted(set(folder.glob(f"*{PASSAGES_EXTENSION}")) - listed)
    known = [file for path in merged if (file := PassageFile.open(path)) is not None]
    for segment in sorted(unwritten, key=ArraySegment.doc_count_all, reverse=True):
        path = files.passages_path(segment)
        passages = SegmentPassages.read(files.open(segment))
        links = find_links(passages, written, known)
        # One of another version may be linked here: it is replaced, not written to.
        path.unlink(missing_ok=True)
        write_passage_file(path, passages.counts, passages.texts, passages.fingerprints, links)
        ArrayFile(path).verify()
        written.append(passages)
