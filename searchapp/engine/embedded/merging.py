"""Merging the postings of segments by concatenation, in bounded memory.

Lexicons are sorted, so the terms of a range lie side by side in every segment: a range
of merged terms is one contiguous piece of each segment's arrays. Pieces of about a
million postings are taken in turn, put into order, and appended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.lexicon import write_lexicon
from searchapp.engine.embedded.postings import (
    Documents,
    FieldPostings,
    Keys,
    code_type,
    narrow,
    offsets,
    ranges,
)

PIECE_POSTINGS = 1 << 20


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment that is merged.

    ``moved[d]`` is the number that document d gets, or -1 where it goes; those that stay
    keep their order, and follow those of the segment before.
    """

    file: ArrayFile
    moved: Documents

    @property
    def live(self) -> int:
        """How many documents stay."""
        return int(np.count_nonzero(self.moved >= 0))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Postings of a range of terms, by term and document. Positions follow the postings."""

    terms: npt.NDArray[np.int64]
    documents: Documents
    keys: Keys | None
    positions: Array | None


class _Part:
    """One segment's share: its postings, and its terms' places among the merged ones."""

    def __init__(self, source: MergeSource, field: str) -> None:
        self.moved = source.moved
        self.postings = FieldPostings(source.file, field)
        self.terms = list(self.postings.lexicon)
        self.places = np.empty(0, np.int64)

    def piece(self, first: int, last: int, *, positions: bool) -> _Piece:
        low, high = np.searchsorted(self.places, [first, last])
        starts = self.postings.starts()[low : high + 1].astype(np.int64)
        terms = np.repeat(self.places[low:high], np.diff(starts))
        documents = self.moved[self.postings.piece("docs", low, high)]
        keys = None
        if self.postings.counted:
            keys = self.postings.keys()[self.postings.piece("codes", low, high)]
        kept = documents >= 0
        found = None
        if positions and keys is not None:
            found = self.postings.piece("positions", low, high)
            if not kept.all():
                found = found[np.repeat(kept, keys >> np.uint32(8))]
        if not kept.all():
            terms, documents = terms[kept], documents[kept]
            keys = keys[kept] if keys is not None else None
        return _Piece(terms, documents, keys, found)


def _joined(pieces: list[_Piece]) -> _Piece:
    terms = np.concatenate([p.terms for p in pieces])
    order = np.argsort(terms, kind="stable")
    documents = np.concatenate([p.documents for p in pieces])
    keys = positions = None
    counted = [p.keys for p in pieces if p.keys is not None]
    if counted:
        keys = np.concatenate(counted)
        found = [p.positions for p in pieces if p.positions is not None]
        if found:
            sizes = (keys >> np.uint32(8)).astype(np.int64)
            taken = ranges(offsets(sizes)[:-1][order], sizes[order])
            positions = np.concatenate(found)[taken]
        keys = keys[order]
    return _Piece(terms[order], documents[order], keys, positions)


class _Merge:
    def __init__(self, parts: list[_Part]) -> None:
        self.parts = parts
        self.terms = sorted(set().union(*(part.terms for part in parts)))
        place = {term: i for i, term in enumerate(self.terms)}
        total = np.zeros(len(self.terms), np.int64)
        for part in parts:
            part.places = np.fromiter((place[t] for t in part.terms), np.int64, len(part.terms))
            starts: npt.NDArray[np.int64] = part.postings.starts().astype(np.int64)
            total[part.places] += starts[1:] - starts[:-1]
        running = np.cumsum(total)
        steps = np.arange(PIECE_POSTINGS, running[-1] + PIECE_POSTINGS, PIECE_POSTINGS)
        cuts = np.searchsorted(running, steps) + 1
        self._cuts = np.unique(np.clip(np.concatenate([[0], cuts]), 0, len(self.terms)))

    def pieces(self, *, positions: bool = False) -> Iterator[_Piece]:
        for first, last in zip(self._cuts[:-1], self._cuts[1:], strict=True):
            yield _joined([p.piece(first, last, positions=positions) for p in self.parts])


def merge_field(file: ArrayFileWriter, field: str, sources: Sequence[MergeSource]) -> list[bytes]:
    """Write the field *field* of all *sources* as one and return its terms.

    Documents follow one another as the sources do. Terms that no document is left of are
    dropped; a field that no source has is not written.
    """
    parts = [_Part(s, field) for s in sources if f"{field}/docs" in s.file]
    if not any(part.terms for part in parts):
        return []
    merge = _Merge(parts)
    size = len(merge.terms)
    counts, words = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for piece in merge.pieces():
        counts += np.bincount(piece.terms, minlength=size)
        if piece.keys is not None:
            frequencies = (piece.keys >> np.uint32(8)).astype(np.float64)
            words += np.bincount(piece.terms, frequencies, minlength=size).astype(np.int64)
    live = np.flatnonzero(counts)
    terms = [merge.terms[i] for i in live.tolist()]
    write_lexicon(file, field, terms)
    starts = offsets(counts[live])
    file.put(f"{field}/starts", starts, narrow(starts))
    file.begin(f"{field}/docs", np.int32)
    for piece in merge.pieces():
        file.append(piece.documents)
    file.end()
    if parts[0].postings.counted:
        _merge_counts(file, field, merge, offsets(words[live]))
        _merge_lengths(file, field, sources)
    return terms


def _merge_counts(file: ArrayFileWriter, field: str, merge: _Merge, pos_starts: Array) -> None:
    table = np.unique(np.concatenate([part.postings.keys() for part in merge.parts]))
    file.begin(f"{field}/codes", code_type(len(table)))
    for piece in merge.pieces():
        if piece.keys is not None:
            file.append(np.searchsorted(table, piece.keys))
    file.end()
    file.put(f"{field}/keys", table, np.uint32)
    file.put(f"{field}/pos_starts", pos_starts, narrow(pos_starts))
    widest = max(part.postings.piece("positions", 0, 0).itemsize for part in merge.parts)
    file.begin(f"{field}/positions", np.uint16 if widest <= 2 else np.int32)
    for piece in merge.pieces(positions=True):
        if piece.positions is not None:
            file.append(piece.positions)
    file.end()


def _merge_lengths(file: ArrayFileWriter, field: str, sources: Sequence[MergeSource]) -> None:
    name = f"{field}/lengths"
    found = [s.file.array(name) if name in s.file else None for s in sources]
    widest = max((lengths.itemsize for lengths in found if lengths is not None), default=2)
    file.begin(name, np.uint16 if widest <= 2 else np.int32)
    for source, lengths in zip(sources, found, strict=True):
        if lengths is None:
            file.append(np.zeros(source.live, np.uint16))
        else:
            file.append(lengths[source.moved >= 0])
    file.end()
