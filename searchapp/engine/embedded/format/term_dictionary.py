"""Term dictionary: the sorted terms of a field in one block of bytes, searched by bisection.

For a field ``F`` of T terms:

    F/terms     uint8 bytes     the terms, one after the other, in byte order
    F/term_ends [T] ascending   where each term ends
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter

_CACHED_LOOKUPS = 8192
"""Lookups that each dictionary remembers: a query looks up the same terms again and again."""


class TermDictionary(Sequence[bytes]):
    """The terms of a field, in byte order. A term's number is its place in that order."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._blob = file.array(f"{field}/terms").data
        self._ends = file.array(f"{field}/term_ends").data
        self._lookups: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        start = self._ends[number - 1] if number else 0
        return bytes(self._blob[start : self._ends[number]])

    def __iter__(self) -> Iterator[bytes]:
        blob, ends = bytes(self._blob), self._ends.tolist()
        return iter([blob[start:end] for start, end in zip([0, *ends], ends, strict=False)])

    def shapes(self) -> tuple[Array, Array]:
        """Return each term's length in bytes, and the set of its letters as a bit mask.

        A letter is the bit, of 32, that the last five bits of its byte number.
        """
        ends: npt.NDArray[np.int64] = np.asarray(self._ends, np.int64)
        lengths = np.diff(ends, prepend=0)
        bits = np.uint32(1) << (np.asarray(self._blob, np.uint8) & 31).astype(np.uint32)
        starts = ends - lengths
        letters = np.zeros(len(ends), np.uint32)
        non_empty = np.flatnonzero(lengths)
        if len(non_empty):
            letters[non_empty] = np.bitwise_or.reduceat(bits, starts[non_empty])
        return lengths, letters

    def find(self, term: bytes) -> int:
        """Return the number of *term*, or -1."""
        number = self._lookups.get(term)
        if number is None:
            number = bisect_left(self, term)
            if number == len(self) or self[number] != term:
                number = -1
            if len(self._lookups) >= _CACHED_LOOKUPS:
                self._lookups.clear()
            self._lookups[term] = number
        return number

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of terms that begin with *prefix*: the first, and the first after."""
        first = bisect_left(self, prefix)
        stem = prefix.rstrip(b"\xff")
        if not stem:
            return first, len(self)
        return first, bisect_left(self, stem[:-1] + bytes([stem[-1] + 1]))


def write_terms(file: ArrayFileWriter, field: str, terms: Sequence[bytes]) -> None:
    """Write the term dictionary of *field*: *terms* in byte order, without duplicates."""
    blob = np.frombuffer(b"".join(terms), np.uint8)
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    ends: Array = np.cumsum(lengths)
    file.put(f"{field}/terms", blob)
    file.put(f"{field}/term_ends", ends, np.uint32 if len(blob) < 1 << 32 else np.int64)
