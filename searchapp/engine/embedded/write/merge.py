"""Merging the postings of segments by concatenation, in bounded memory.

Lexicons are sorted, so the terms of a range lie side by side in every segment: a range
of merged terms is one contiguous piece of each segment's arrays. Pieces of about a
million postings are taken in turn, each part's postings put where they belong in the
piece, and appended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    PackedWriter,
    RunsWriter,
    narrow,
    packed_type,
)
from searchapp.engine.embedded.format.postings import (
    Documents,
    FieldPostings,
    commonest_first,
    offsets,
    ranges,
)
from searchapp.engine.embedded.format.term_dictionary import write_lexicon

PIECE_POSTINGS = 1 << 20

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment that is merged, by its documents or by its articles.

    ``moved[d]`` is the number that document d gets, or -1 where it goes; those that stay
    keep their order, and follow those of the segment before.
    """

    file: ArrayFile
    moved: Documents

    @property
    def live(self) -> int:
        """How many documents stay."""
        return int(np.count_nonzero(self.moved >= 0))


@dataclass(slots=True)
class _Piece:
    """Merged postings of a range of terms, by term and document."""

    terms: _Numbers
    documents: Documents
    codes: Array | None = None
    positions: Array | None = None


class _Part:
    """One segment's share: its postings, how many of them stay, and its terms' places.

    ``places[i]`` is the number of term i among the merged terms, ``counts[i]`` how many
    of its postings stay, ``words[i]`` how many words.
    """

    def __init__(self, source: MergeSource, field: str) -> None:
        self.moved = source.moved
        self.thinned = source.live < len(source.moved)
        self.postings = FieldPostings(source.file, field)
        self.counts: _Numbers = np.diff(self.postings.starts()).astype(np.int64)
        self.words: _Numbers = np.zeros(0, np.int64)
        if self.postings.counted:
            self.words = np.diff(self.postings.pos_starts()).astype(np.int64)
        if self.thinned:
            self._count_live()
        self.places: _Numbers = np.empty(0, np.int64)
        self.new_codes: _Numbers = np.empty(0, np.int64)

    def _count_live(self) -> None:
        running = self.postings.starts()
        for first, last in _cuts(running[1:]):
            starts = running[first:last].astype(np.int64) - int(running[first])
            live = self.moved[self.postings.documents(first, last)] >= 0
            self.counts[first:last] = np.add.reduceat(live, starts, dtype=np.int64)
            if self.postings.counted:
                words = np.where(live, self.postings.keys(first, last) >> np.uint32(8), 0)
                self.words[first:last] = np.add.reduceat(words, starts, dtype=np.int64)

    def fill(self, piece: _Piece, first: int, last: int, at: _Numbers, at_word: _Numbers) -> None:
        """Put the postings of terms *first* up to *last* into their places in *piece*.

        ``at[t]`` is where the next posting of the t-th of these terms goes, ``at_word[t]``
        its next position; both move on.
        """
        low, high = np.searchsorted(self.places, [first, last]).tolist()
        if low == high:
            return
        terms = self.places[low:high] - first
        counts = self.counts[low:high]
        taken = ranges(at[terms], counts)
        documents = self.moved[self.postings.documents(low, high)]
        live = documents >= 0
        piece.documents[taken] = documents[live] if self.thinned else documents
        np.add.at(at, terms, counts)
        if piece.codes is None or piece.positions is None:
            return
        codes = self.postings.codes(low, high)
        positions = self.postings.positions(low, high)
        if self.thinned:
            frequencies = self.postings.key_table()[codes] >> np.uint32(8)
            positions = positions[np.repeat(live, frequencies)]
            codes = codes[live]
        piece.codes[taken] = self.new_codes[codes]
        piece.positions[ranges(at_word[terms], self.words[low:high])] = positions
        np.add.at(at_word, terms, self.words[low:high])


def _cuts(running: Array) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms of about ``PIECE_POSTINGS``, given where each term's ones end."""
    if not len(running):
        return
    steps = np.arange(PIECE_POSTINGS, int(running[-1]) + PIECE_POSTINGS, PIECE_POSTINGS)
    cuts = np.minimum(np.searchsorted(running, steps) + 1, len(running))
    edges = np.unique(np.concatenate([[0], cuts])).tolist()
    yield from pairwise(edges)


class _Merge:
    def __init__(self, parts: list[_Part]) -> None:
        self._parts = parts
        lexicons = [list(part.postings.lexicon) for part in parts]
        terms = sorted(set().union(*lexicons))
        place = {term: number for number, term in enumerate(terms)}
        counts, words = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        for part, lexicon in zip(parts, lexicons, strict=True):
            part.places = np.fromiter(map(place.__getitem__, lexicon), np.int64, len(lexicon))
            counts[part.places] += part.counts
            if part.postings.counted:
                words[part.places] += part.words
        live = counts > 0
        # A term that goes takes the number of one before: it has no postings to place.
        numbers = np.maximum(np.cumsum(live) - 1, 0)
        for part in parts:
            part.places = numbers[part.places]
        self.terms = [terms[number] for number in np.flatnonzero(live).tolist()]
        self.starts = offsets(counts[live])
        self.pos_starts = offsets(words[live])

    def pieces(self, *, counted: bool) -> Iterator[_Piece]:
        for first, last in _cuts(self.starts[1:]):
            starts = self.starts[first : last + 1] - self.starts[first]
            pos_starts = self.pos_starts[first : last + 1] - self.pos_starts[first]
            piece = _Piece(
                np.repeat(np.arange(first, last), np.diff(starts)),
                np.empty(int(starts[-1]), np.int32),
            )
            if counted:
                piece.codes = np.empty(int(starts[-1]), np.int32)
                piece.positions = np.empty(int(pos_starts[-1]), np.int32)
            at, at_word = starts[:-1].copy(), pos_starts[:-1].copy()
            for part in self._parts:
                part.fill(piece, first, last, at, at_word)
            yield piece


def merge_field(file: ArrayFileWriter, field: str, sources: Sequence[MergeSource]) -> list[bytes]:
    """Write the field *field* of all *sources* as one and return its terms.

    Documents follow one another as the sources do. Terms that no document is left of are
    dropped; a field that no source has is not written.
    """
    parts = [_Part(s, field) for s in sources if f"{field}/docs" in s.file]
    merge = _Merge(parts)
    if not merge.terms:
        return []
    write_lexicon(file, field, merge.terms)
    file.put(f"{field}/starts", merge.starts, narrow(merge.starts))
    size, largest = int(merge.starts[-1]), sum(len(source.moved) for source in sources)
    documents = RunsWriter(file, f"{field}/docs", largest, size)
    if not parts[0].postings.counted:
        for piece in merge.pieces(counted=False):
            documents.append(piece.documents, piece.terms)
        documents.end()
        return merge.terms
    table, kind = _joined_keys(parts)
    codes = PackedWriter(file, f"{field}/codes", kind, size)
    most = max(parts, key=lambda part: int(part.words.sum()))
    kind, _ = most.postings.narrow_types()
    positions = PackedWriter(file, f"{field}/positions", kind, int(merge.pos_starts[-1]))
    for piece in merge.pieces(counted=True):
        documents.append(piece.documents, piece.terms)
        if piece.codes is not None and piece.positions is not None:
            codes.append(piece.codes)
            positions.append(piece.positions)
    documents.end()
    codes.end()
    positions.end()
    file.put(f"{field}/keys", table, np.uint32)
    file.put(f"{field}/pos_starts", merge.pos_starts, narrow(merge.pos_starts))
    _merge_lengths(file, field, sources)
    return merge.terms


def _joined_keys(parts: list[_Part]) -> tuple[Array, np.dtype[np.unsignedinteger]]:
    """Join the key tables; tell each part its codes' new numbers.

    Returns the table, whose commonest keys come first, and the type of codes.
    """
    table = np.unique(np.concatenate([part.postings.key_table() for part in parts]))
    used = np.zeros(len(table), np.int64)
    for part in parts:
        part.new_codes = np.searchsorted(table, part.postings.key_table())
        used[part.new_codes] += part.postings.code_counts()
    places, table = commonest_first(table, used)
    for part in parts:
        part.new_codes = places[part.new_codes]
    return table, packed_type(np.sort(used)[::-1])


def _merge_lengths(file: ArrayFileWriter, field: str, sources: Sequence[MergeSource]) -> None:
    total = sum(source.live for source in sources)
    postings = [
        FieldPostings(s.file, field) if f"{field}/docs" in s.file else None for s in sources
    ]
    kinds = [of.narrow_types()[1] for of in postings if of is not None]
    kind = max(kinds, key=lambda kind: kind.itemsize)
    writer = PackedWriter(file, f"{field}/lengths", kind, total)
    for source, of in zip(sources, postings, strict=True):
        lengths = of.lengths() if of is not None else np.zeros(len(source.moved), np.uint8)
        writer.append(lengths[source.moved >= 0])
    writer.end()
