"""Small numbers in few bytes, and still a slice of them at once.

``Packed`` numbers mostly fit a byte. For an array ``N`` of n numbers:

    N        [n] uint8 or uint16    the numbers; the largest of the type stands for one
                                    that does not fit
    N.rare_at   [r] ascending                 where those are
    N.rare      [r]                           and what they are

Ascending runs of numbers, such as the documents of one term after the other, are halved.
For an array ``N`` of n numbers, where the largest needs more than 16 bits:

    N        [n] uint16     the lower half of each
    N.high_at   [h] ascending   where a run begins, or the upper half differs within it
    N.high      [h] uint16      the upper half from there on
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter

_RARE_BYTES = 8
_HALF_BITS = 16


def narrow(ascending: Array) -> npt.DTypeLike:
    """Return the type that offsets up to the last of *ascending* are written in."""
    return np.uint32 if not len(ascending) or ascending[-1] < 1 << 32 else np.int64


def packed_type(counts: Array) -> np.dtype[np.unsignedinteger]:
    """Return the type that takes least room where ``counts[i]`` numbers are i."""
    rest = int(counts[255:].sum())
    total = int(counts.sum())
    as_bytes = total + rest * _RARE_BYTES
    return np.dtype(np.uint8 if as_bytes <= 2 * total else np.uint16)


def _between(ascending: Array, start: int, stop: int) -> tuple[int, int]:
    """Return where the numbers from *start* up to *stop* begin and end in *ascending*."""
    # numpy would convert all of the array to the type of the two.
    first = bisect_left(ascending.data, start)
    return first, bisect_left(ascending.data, stop, first)


class PackedWriter:
    """Writes an array of *count* packed numbers. Rare numbers are held in memory."""

    def __init__(
        self, file: ArrayFileWriter, name: str, kind: np.dtype[np.unsignedinteger], count: int
    ) -> None:
        self._file = file
        self._name = name
        self._array = file.reserve(name, kind, count)
        self._most = int(np.iinfo(kind).max)
        self._at: list[Array] = []
        self._rare: list[Array] = []
        self._count = 0

    def append(self, values: Array) -> None:
        """Append *values*, which are not negative."""
        rare = np.flatnonzero(values >= self._most)
        if len(rare):
            self._at.append(rare + self._count)
            self._rare.append(values[rare].astype(np.uint32))
            values = np.minimum(values, self._most)
        self._array.append(values)
        self._count += len(values)

    def end(self) -> None:
        """End the array."""
        self._array.end()
        at = np.concatenate([np.empty(0, np.int64), *self._at])
        self._file.put(f"{self._name}.rare_at", at, narrow(at))
        self._file.put(f"{self._name}.rare", np.concatenate([np.empty(0, np.uint32), *self._rare]))


def put_packed(file: ArrayFileWriter, name: str, values: Array) -> None:
    """Write *values*, which are not negative, as a packed array."""
    counts = np.bincount(np.minimum(values, 255))
    writer = PackedWriter(file, name, packed_type(counts), len(values))
    writer.append(values)
    writer.end()


class Packed:
    """Reads a packed array."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._at = file.array(f"{name}.rare_at")
        self._rare = file.array(f"{name}.rare")

    def __len__(self) -> int:
        return self._file.length(self._name)

    @property
    def type(self) -> np.dtype[np.unsignedinteger]:
        """The type of a number that fits."""
        return self._file.slice(self._name, 0, 0).dtype

    def slice(self, start: int, stop: int) -> Array:
        """Return the numbers from *start* up to *stop*; what is returned is not to be changed."""
        values = self._file.slice(self._name, start, stop)
        if not len(self._at):
            return values
        first, last = _between(self._at, start, stop)
        if first == last:
            return values
        whole = values.astype(np.uint32)
        whole[self._at[first:last].astype(np.int64) - start] = self._rare[first:last]
        return whole

    def take(self, start: int, stop: int, rows: npt.NDArray[np.integer]) -> Array:
        """Return those of the numbers from *start* up to *stop* that *rows* tell."""
        values = self._file.slice(self._name, start, stop).take(rows)
        if len(self._at):
            rare = np.flatnonzero(values == np.iinfo(values.dtype).max)
            if len(rare):
                values = values.astype(np.uint32)
                places = (rows.take(rare).astype(np.int64) + start).astype(self._at.dtype)
                values[rare] = self._rare.take(np.searchsorted(self._at, places))
        return values


class RunsWriter:
    """Writes an array of *count* numbers in ascending runs, none above *largest*."""

    def __init__(self, file: ArrayFileWriter, name: str, largest: int, count: int) -> None:
        self._file = file
        self._name = name
        self._array = file.reserve(name, np.uint16, count)
        self._halved = largest >> _HALF_BITS > 0
        self._at: list[Array] = []
        self._high: list[Array] = []
        self._count = 0

    def append(self, values: Array, runs: Array) -> None:
        """Append *values*; ``runs[i]`` differs from the one before where a run begins.

        The first value begins a run.
        """
        if self._halved and len(values):
            high = values >> _HALF_BITS
            new = np.ones(len(values), np.bool_)
            new[1:] = (high[1:] != high[:-1]) | (runs[1:] != runs[:-1])
            at = np.flatnonzero(new)
            self._at.append(at + self._count)
            self._high.append(high[at].astype(np.uint16))
            values = values & ((1 << _HALF_BITS) - 1)
        self._array.append(values)
        self._count += len(values)

    def end(self) -> None:
        """End the array."""
        self._array.end()
        if self._halved:
            at = np.concatenate([np.empty(0, np.int64), *self._at])
            self._file.put(f"{self._name}.high_at", at, narrow(at))
            high = np.concatenate([np.empty(0, np.uint16), *self._high])
            self._file.put(f"{self._name}.high", high, np.uint16)


class Runs:
    """Reads an array of ascending runs."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._at: Array | None = None
        if f"{name}.high_at" in file:
            self._at = file.array(f"{name}.high_at")
            self._high = file.array(f"{name}.high").astype(np.int32) << _HALF_BITS

    def __len__(self) -> int:
        return self._file.length(self._name)

    def slice(self, start: int, stop: int) -> npt.NDArray[np.int32]:
        """Return the numbers from *start* up to *stop*; *start* is where a run begins."""
        low = self._file.slice(self._name, start, stop)
        if self._at is None or start == stop:
            return low.astype(np.int32)
        first, last = _between(self._at, start, stop)
        if last - first == 1:
            whole: npt.NDArray[np.int32] = np.add(low, self._high[first], dtype=np.int32)
            return whole
        bounds = np.append(self._at[first:last].astype(np.int64), stop)
        numbers: npt.NDArray[np.int32] = np.repeat(self._high[first:last], np.diff(bounds))
        numbers |= low
        return numbers
