"""Sorted terms in a blob: found by bisection, nothing read ahead."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter


class TermDictionary(Sequence[bytes]):
    """The terms of a field, in byte order. A term's number is its place in that order."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._blob = file.array(f"{field}/terms").data
        self._ends = file.array(f"{field}/term_ends").data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        start = self._ends[number - 1] if number else 0
        return bytes(self._blob[start : self._ends[number]])

    def __iter__(self) -> Iterator[bytes]:
        blob, ends = bytes(self._blob), self._ends.tolist()
        return iter([blob[start:end] for start, end in zip([0, *ends], ends, strict=False)])

    def shapes(self) -> tuple[Array, Array]:
        """Return each term's length in bytes, and the set of its letters.

        A letter is the bit of its byte's last five bits, in a uint32.
        """
        ends: npt.NDArray[np.int64] = np.asarray(self._ends, np.int64)
        lengths = np.diff(ends, prepend=0)
        bits = np.uint32(1) << (np.asarray(self._blob, np.uint8) & 31).astype(np.uint32)
        starts = ends - lengths
        letters = np.zeros(len(ends), np.uint32)
        filled = np.flatnonzero(lengths)
        if len(filled):
            letters[filled] = np.bitwise_or.reduceat(bits, starts[filled])
        return lengths, letters

    def find(self, term: bytes) -> int:
        """Return the number of *term*, or -1."""
        number = bisect_left(self, term)
        return number if number < len(self) and self[number] == term else -1

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers of the first term that begins with *prefix* and of the first after."""
        first = bisect_left(self, prefix)
        following = prefix.rstrip(b"\xff")
        if not following:
            return first, len(self)
        return first, bisect_left(self, following[:-1] + bytes([following[-1] + 1]))


def write_lexicon(file: ArrayFileWriter, field: str, terms: Iterable[bytes]) -> None:
    """Write *terms*, which are in byte order and all different."""
    listed = list(terms)
    blob = np.frombuffer(b"".join(listed), np.uint8)
    lengths = np.fromiter(map(len, listed), np.int64, len(listed))
    ends: Array = np.cumsum(lengths)
    file.put(f"{field}/terms", blob)
    file.put(f"{field}/term_ends", ends, np.uint32 if len(blob) < 1 << 32 else np.int64)
