"""Merging segments into one, without their deleted documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFileWriter
from searchapp.engine.embedded.format.fields import write_stems
from searchapp.engine.embedded.format.packed_ints import write_packed
from searchapp.engine.embedded.format.postings import Documents, offsets
from searchapp.engine.embedded.format.segment_reader import (
    ARTICLE_FIELDS,
    COUNTED_FIELDS,
    STEMMED_FIELDS,
    VALUE_FIELDS,
    SegmentReader,
    put_added_at,
)
from searchapp.engine.embedded.format.stored_fields import StoredWriter
from searchapp.engine.embedded.write.merge_postings import MergeSource, merge_field


def merge_segments(
    path: Path,
    segments: Sequence[tuple[SegmentReader, Array]],
    dictionary: bytes,
    max_postings: int,
) -> int:
    """Write the live documents of *segments* to *path* as one segment; return their number.

    Each segment comes with the numbers of its deleted documents, which are those of whole
    articles. Documents keep their order. Stored blocks that were compressed with *dictionary*
    are copied, others are compressed with it; if it is empty, one is trained. Memory holds
    the term dictionaries and about *max_postings* postings. Raises ``ArrayFileError`` and
    ``OSError``.
    """
    readers = [segment for segment, _ in segments]
    by_document, by_article = _sources(segments)
    file = ArrayFileWriter(path)
    stored = StoredWriter(file, dictionary)
    for reader, source in zip(readers, by_document, strict=True):
        stored.copy(reader.stored, source.live)
    stored.close()
    _write_columns(file, readers, by_document, by_article)
    terms: dict[str, list[bytes]] = {}
    for name in (*COUNTED_FIELDS, *VALUE_FIELDS):
        sources = by_article if name in ARTICLE_FIELDS else by_document
        terms[name] = merge_field(file, name, sources, max_postings)
    for name, words in STEMMED_FIELDS.items():
        if terms[words]:
            write_stems(file, name, terms[words])
    documents = sum(source.live_count for source in by_document)
    file.close({"documents": documents})
    return documents


def _write_columns(
    file: ArrayFileWriter,
    readers: Sequence[SegmentReader],
    by_document: Sequence[MergeSource],
    by_article: Sequence[MergeSource],
) -> None:
    def live(column: Callable[[SegmentReader], Array], sources: Sequence[MergeSource]) -> Array:
        pairs = zip(readers, sources, strict=True)
        return np.concatenate([column(reader)[source.live] for reader, source in pairs])

    sizes = live(lambda reader: np.diff(reader.article_starts), by_article)
    file.put("article/first", offsets(sizes), np.int32)
    file.put("article/day", live(lambda reader: reader.file.array("article/day"), by_article))
    write_packed(file, "column/number", live(lambda reader: reader.column("number"), by_document))
    file.put("column/wording", live(SegmentReader.text_hashes, by_document), np.uint64)
    put_added_at(file, live(SegmentReader.added_at, by_document))


def _sources(
    segments: Sequence[tuple[SegmentReader, Array]],
) -> tuple[list[MergeSource], list[MergeSource]]:
    """Return the *segments* as sources of documents, and as sources of articles."""
    by_document: list[MergeSource] = []
    by_article: list[MergeSource] = []
    documents = articles = 0
    for segment, deleted in segments:
        live = np.ones(segment.documents, np.bool_)
        live[deleted] = False
        by_document.append(MergeSource(segment.file, _new_numbers(live, documents)))
        documents += by_document[-1].live_count
        live = live[segment.article_starts[:-1]]
        by_article.append(MergeSource(segment.file, _new_numbers(live, articles)))
        articles += by_article[-1].live_count
    return by_document, by_article


def _new_numbers(live: npt.NDArray[np.bool_], base: int) -> Documents:
    return np.where(live, np.cumsum(live) - 1 + base, -1).astype(np.int32)
