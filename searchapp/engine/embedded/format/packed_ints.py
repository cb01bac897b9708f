"""Packed integers: arrays of small numbers in one or two bytes each, sliced as a whole.

``PackedInts`` are non-negative numbers, most of which fit a byte. For an array ``N`` of n
numbers:

    N          [n] uint8 or uint16   the numbers; the type's largest value marks an exception,
                                     a number that is not smaller
    N.rare_at  [r] ascending         the places of the exceptions
    N.rare     [r] uint32            the exceptions themselves

``AscendingRuns`` are numbers in ascending runs, such as the documents of one term after those
of another. For an array ``N`` of n numbers:

    N          [n] uint16      the lower 16 bits of each number

and if the largest possible number takes more than 16 bits:

    N.high_at  [h] ascending   the places where a run begins, or the upper half changes in it
    N.high     [h] uint16      the upper half from that place on
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter

_EXCEPTION_BYTES = 8
_HALF_BITS = 16


def offset_type(ascending: Array) -> npt.DTypeLike:
    """Return the type that offsets as large as the last of *ascending* are written in."""
    return np.uint32 if not len(ascending) or ascending[-1] < 1 << 32 else np.int64


def packed_type(counts: Array) -> np.dtype[np.unsignedinteger]:
    """Return the smaller packed type for an array in which ``counts[i]`` numbers are i.

    The last of the *counts* may stand for all larger numbers.
    """
    exceptions = int(counts[255:].sum())
    total = int(counts.sum())
    byte_size = total + exceptions * _EXCEPTION_BYTES
    return np.dtype(np.uint8 if byte_size <= 2 * total else np.uint16)


def _range_in(ascending: Array, start: int, stop: int) -> tuple[int, int]:
    """Return the slice of *ascending* whose numbers are from *start* up to *stop*."""
    # numpy's searchsorted would convert the whole array to the type of start and stop.
    first = bisect_left(ascending.data, start)
    return first, bisect_left(ascending.data, stop, first)


class PackedIntsWriter:
    """Writes packed integers: *count* numbers as the array *name*. Exceptions stay in memory."""

    def __init__(
        self, file: ArrayFileWriter, name: str, dtype: np.dtype[np.unsignedinteger], count: int
    ) -> None:
        self._file = file
        self._name = name
        self._array = file.reserve(name, dtype, count)
        self._largest = int(np.iinfo(dtype).max)
        self._exception_places: list[Array] = []
        self._exceptions: list[Array] = []
        self._count = 0

    def append(self, values: Array) -> None:
        """Append *values*, which must not be negative."""
        rows = np.flatnonzero(values >= self._largest)
        if len(rows):
            self._exception_places.append(rows + self._count)
            self._exceptions.append(values[rows].astype(np.uint32))
            values = np.minimum(values, self._largest)
        self._array.append(values)
        self._count += len(values)

    def end(self) -> None:
        """End the array."""
        self._array.end()
        places = np.concatenate([np.empty(0, np.int64), *self._exception_places])
        self._file.put(f"{self._name}.rare_at", places, offset_type(places))
        exceptions = np.concatenate([np.empty(0, np.uint32), *self._exceptions])
        self._file.put(f"{self._name}.rare", exceptions)


def write_packed(file: ArrayFileWriter, name: str, values: Array) -> None:
    """Write *values*, which must not be negative, as the packed integers *name*."""
    counts = np.bincount(np.minimum(values, 255))
    writer = PackedIntsWriter(file, name, packed_type(counts), len(values))
    writer.append(values)
    writer.end()


class PackedInts:
    """Reads the packed integers *name*."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._exception_places = file.array(f"{name}.rare_at")
        self._exceptions = file.array(f"{name}.rare")

    def __len__(self) -> int:
        return self._file.length(self._name)

    @property
    def type(self) -> np.dtype[np.unsignedinteger]:
        """Type of the packed numbers, exceptions aside."""
        return self._file.slice(self._name, 0, 0).dtype

    def slice(self, start: int, stop: int) -> Array:
        """Return the numbers from *start* up to *stop*, not to be modified."""
        values = self._file.slice(self._name, start, stop)
        if not len(self._exception_places):
            return values
        first, last = _range_in(self._exception_places, start, stop)
        if first == last:
            return values
        unpacked = values.astype(np.uint32)
        rows = self._exception_places[first:last].astype(np.int64) - start
        unpacked[rows] = self._exceptions[first:last]
        return unpacked

    def take(self, start: int, stop: int, rows: npt.NDArray[np.integer]) -> Array:
        """Return the numbers at *rows*, counted from *start*; all are below *stop*."""
        values = self._file.slice(self._name, start, stop).take(rows)
        if len(self._exception_places):
            marked = np.flatnonzero(values == np.iinfo(values.dtype).max)
            if len(marked):
                values = values.astype(np.uint32)
                places = rows.take(marked).astype(np.int64) + start
                at = np.searchsorted(
                    self._exception_places, places.astype(self._exception_places.dtype)
                )
                values[marked] = self._exceptions.take(at)
        return values


class AscendingRunsWriter:
    """Writes ascending runs: *count* numbers up to *largest*, as the array *name*."""

    def __init__(self, file: ArrayFileWriter, name: str, largest: int, count: int) -> None:
        self._file = file
        self._name = name
        self._array = file.reserve(name, np.uint16, count)
        self._has_high = largest >> _HALF_BITS > 0
        self._high_places: list[Array] = []
        self._high: list[Array] = []
        self._count = 0

    def append(self, values: Array, runs: Array) -> None:
        """Append *values*; ``runs[i]`` differs from ``runs[i - 1]`` where a run begins.

        The first of the *values* begins a run.
        """
        if self._has_high and len(values):
            high = values >> _HALF_BITS
            starts = np.ones(len(values), np.bool_)
            starts[1:] = (high[1:] != high[:-1]) | (runs[1:] != runs[:-1])
            rows = np.flatnonzero(starts)
            self._high_places.append(rows + self._count)
            self._high.append(high[rows].astype(np.uint16))
            values = values & ((1 << _HALF_BITS) - 1)
        self._array.append(values)
        self._count += len(values)

    def end(self) -> None:
        """End the array."""
        self._array.end()
        if self._has_high:
            places = np.concatenate([np.empty(0, np.int64), *self._high_places])
            self._file.put(f"{self._name}.high_at", places, offset_type(places))
            high = np.concatenate([np.empty(0, np.uint16), *self._high])
            self._file.put(f"{self._name}.high", high, np.uint16)


class AscendingRuns:
    """Reads the ascending runs *name*."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._high_places: Array | None = None
        if f"{name}.high_at" in file:
            self._high_places = file.array(f"{name}.high_at")
            self._high = file.array(f"{name}.high").astype(np.int32) << _HALF_BITS

    def __len__(self) -> int:
        return self._file.length(self._name)

    def slice(self, start: int, stop: int) -> npt.NDArray[np.int32]:
        """Return the numbers from *start*, where a run must begin, up to *stop*."""
        low = self._file.slice(self._name, start, stop)
        if self._high_places is None or start == stop:
            return low.astype(np.int32)
        first, last = _range_in(self._high_places, start, stop)
        if last - first == 1:
            numbers: npt.NDArray[np.int32] = np.add(low, self._high[first], dtype=np.int32)
            return numbers
        bounds = np.append(self._high_places[first:last].astype(np.int64), stop)
        numbers = np.repeat(self._high[first:last], np.diff(bounds))
        numbers |= low
        return numbers
