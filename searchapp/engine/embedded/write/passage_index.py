"""Passage index: the passages of a finished segment, and the wordings of each in all segments.

The passages of a segment are read from its stored documents. Those with texts that are new to the
index are compared with all passages with which they share fingerprints; the links of the others
are taken over from the segments that this one was merged of. So a commit costs what is added, and
memory holds the fingerprints of one segment and a limited number of passages and pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from searchapp.common.process_pool import stopped
from searchapp.engine.common.stored_paragraph import read_paragraph
from searchapp.engine.embedded.format.passage_file import Links, PassageFile, Texts
from searchapp.engine.embedded.format.postings import offsets, ranges
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.text_reuse.fingerprints import MAX_TEXTS, MIN_SHARED, Fingerprints, Rows
from searchapp.text_reuse.passages import (
    MAX_PASSAGES,
    ReportedPassage,
    passages_of,
    text_hash,
)
from searchapp.text_reuse.similarity import is_wording

_CHUNK = 8_192
"""Passages whose fingerprints are made, or looked up, at a time."""
_CACHED_PASSAGES = 1 << 16
_NO_ATTRIBUTIONS = b'"attributions":[]'

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SegmentPassages:
    """The passages of one segment; ``starts`` and ``texts`` are those of ``PassageFile``."""

    segment: SegmentReader
    starts: npt.NDArray[np.int64]
    texts: Texts
    fingerprints: Fingerprints
    _cache: LRUCache[int, ReportedPassage] = field(
        default_factory=lambda: LRUCache(_CACHED_PASSAGES), repr=False
    )

    @classmethod
    def opened(cls, segment: SegmentReader, file: PassageFile) -> SegmentPassages:
        """Return the passages in the *file* of a segment."""
        return cls(segment, file.starts, file.texts, file.fingerprints)

    @classmethod
    def read(cls, segment: SegmentReader) -> SegmentPassages:
        """Return the passages of a segment that has no file yet. Raises ``ArrayFileError``."""
        counts = np.zeros(segment.documents, np.uint8)
        cache: LRUCache[int, ReportedPassage] = LRUCache(_CACHED_PASSAGES)
        texts: list[int] = []
        parts: list[Fingerprints] = []
        distinct: set[int] = set()
        passages = _read_passages(segment, counts)
        while not stopped.is_set() and (chunk := list(islice(passages, _CHUNK))):
            first = len(texts)
            rows = []
            for row, passage in enumerate(chunk, first):
                text = text_hash(passage.key)
                texts.append(text)
                if text not in distinct:
                    distinct.add(text)
                    rows.append(row)
                    cache[row] = passage
            part = Fingerprints.of([chunk[row - first].forms for row in rows])
            parts.append(Fingerprints(part.hashes, np.array(rows, np.int64)[part.rows]))
        return cls(segment, offsets(counts), np.array(texts, np.uint64), Fingerprints.joined(parts))

    @property
    def counts(self) -> npt.NDArray[np.uint8]:
        """How many passages each document has."""
        return np.diff(self.starts).astype(np.uint8)

    def passage(self, row: int) -> ReportedPassage:
        """Return a passage. Raises ``ArrayFileError``."""
        passage = self._cache.get(row)
        if passage is None:
            document = int(np.searchsorted(self.starts, row, side="right")) - 1
            _, own = self.segment.stored.read(document)
            for place, read in enumerate(_passages(own), int(self.starts[document])):
                self._cache[place] = read
            passage = self._cache[row]
        return passage


def _passages(stored: bytes) -> tuple[ReportedPassage, ...]:
    # Most paragraphs report no speech: the record tells, without being decoded. Quotation
    # marks in texts are escaped, so this is no text.
    if _NO_ATTRIBUTIONS in stored:
        return ()
    return passages_of(read_paragraph(stored))[:MAX_PASSAGES]


def _read_passages(
    segment: SegmentReader, counts: npt.NDArray[np.uint8]
) -> Iterator[ReportedPassage]:
    """Yield the passages of all documents, and set the *counts* of each."""
    for document in range(segment.documents):
        _, own = segment.stored.read(document)
        passages = _passages(own)
        counts[document] = len(passages)
        yield from passages


def find_links(
    passages: SegmentPassages, others: Sequence[SegmentPassages], known: Sequence[PassageFile]
) -> Links:
    """Return the links of a segment's texts with its own and those of the *others*.

    *known* are the files of the segments that it was merged of. Raises ``ArrayFileError``.
    """
    own = np.unique(passages.texts)
    texts = [np.empty(0, np.uint64)]
    linked = [np.empty(0, np.uint64)]
    for file in known:
        links = file.links
        is_own = np.isin(links.texts, own)
        texts.append(links.texts[is_own])
        linked.append(links.others[is_own])
    known_texts = np.concatenate([np.empty(0, np.uint64), *(file.texts for file in known)])
    is_new = ~np.isin(passages.texts, known_texts)
    new = passages.fingerprints.of_rows(is_new)
    for other in (passages, *others):
        for row, other_row in _wordings(passages, new, other, is_new):
            texts.append(passages.texts[row : row + 1])
            linked.append(other.texts[other_row : other_row + 1])
    return Links.of(np.concatenate(texts), np.concatenate(linked))


def _wordings(
    passages: SegmentPassages,
    new: Fingerprints,
    other: SegmentPassages,
    is_new: npt.NDArray[np.bool_],
) -> Iterator[tuple[int, int]]:
    """Yield the passages of the fingerprints *new* and their wordings in *other*."""
    for row, other_row in _candidates(new, other.fingerprints):
        if other is passages and (row == other_row or (is_new[other_row] and row > other_row)):
            continue
        if passages.texts[row] == other.texts[other_row]:
            continue
        if is_wording(passages.passage(row), other.passage(other_row)):
            yield row, other_row


def _candidates(new: Fingerprints, other: Fingerprints) -> Iterator[tuple[int, int]]:
    """Yield the passages of *new* and of *other* that share enough fingerprints."""
    rows = np.unique(new.rows)
    sizes = np.bincount(new.rows)
    other_sizes = np.bincount(other.rows, minlength=1)
    for start in range(0, len(rows), _CHUNK):
        first, last = rows[start], rows[min(start + _CHUNK, len(rows)) - 1]
        chunk = new.of_range(int(first), int(last))
        if stopped.is_set():
            return
        pairs = _shared_fingerprints(chunk, other)
        distinct, counts = np.unique(pairs, axis=0, return_counts=True)
        smaller = np.minimum(sizes[distinct[:, 0]], other_sizes[distinct[:, 1]])
        yield from distinct[counts >= MIN_SHARED * smaller].tolist()


def _shared_fingerprints(new: Fingerprints, other: Fingerprints) -> Pairs:
    """Return the passages of each fingerprint of *new* and of each of *other* that equals it."""
    starts = np.searchsorted(other.hashes, new.hashes, side="left")
    counts = np.searchsorted(other.hashes, new.hashes, side="right") - starts
    counts[counts > MAX_TEXTS] = 0
    rows: Rows = np.repeat(new.rows, counts)
    other_rows = other.rows[ranges(starts, counts)]
    return np.stack([rows, other_rows.astype(np.int64)], axis=1)
