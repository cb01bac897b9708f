"""Array file: named numpy arrays in one memory-mapped file, with a checksum for every byte.

    magic      8 bytes, "SEARCHA1"
    arrays     each at a multiple of 64 bytes, little-endian, as numpy holds it
    directory  JSON:
               {"version": 2,
                "arrays": {NAME: {"offset", "type": "<i4", "count",
                                  "crc": [CRC-32 of each 16 KiB of it]}},
                "extra": other values that the writer stores}
    footer     the directory's offset and length (unsigned, 64 bits), its CRC-32, magic

Opening a file reads and checks the directory only. A block is checked when it is first read
by a process; ``verify`` checks all of them.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

MAGIC = b"SEARCHA1"
VERSION = 2
BLOCK_BYTES = 1 << 14
"""The size of a block, the unit of checking. A page of 20 hits that are read for the first
time checks one block for each, in 0.5 ms; with blocks of 64 KiB, in 2.3 ms."""

FOOTER = struct.Struct("<QQI8s")

_ALIGNMENT_BYTES = 64
_CHUNK_BYTES = 1 << 22

Array = npt.NDArray[Any]


class ArrayFileError(Exception):
    """An array file is missing or damaged, or has another version; the message says where."""


class Appender:
    """Writes the values of one array of an ``ArrayFileWriter``, in order."""

    def __init__(self, file: IO[bytes], entry: dict[str, Any], position: int) -> None:
        self.position = position
        self._file = file
        self._entry = entry
        self._crc = 0
        self._block_bytes = 0

    def append(self, values: Array) -> None:
        """Append *values*, cast to the array's type."""
        cast = np.ascontiguousarray(values, self._entry["type"])
        if not cast.size:
            return
        data = cast.reshape(-1).view(np.uint8).data
        gap = self.position - self._file.tell()
        if 0 < gap < _ALIGNMENT_BYTES and not self._entry["count"]:
            # Padding before an array is written, since seeking would flush the buffer.
            self._file.write(bytes(gap))
        elif gap:
            self._file.seek(self.position)
        self._entry["count"] += int(cast.size)
        self._file.write(data)
        self.position += len(data)
        self._add_to_checksums(data)

    def _add_to_checksums(self, data: memoryview) -> None:
        start = 0
        while start < len(data):
            part = data[start : start + BLOCK_BYTES - self._block_bytes]
            self._crc = zlib.crc32(part, self._crc)
            self._block_bytes += len(part)
            start += len(part)
            if self._block_bytes == BLOCK_BYTES:
                self.end()

    def end(self) -> None:
        """Complete the checksum of the last block."""
        if self._block_bytes:
            self._entry["crc"].append(self._crc)
            self._crc = self._block_bytes = 0


class ArrayFileWriter:
    """Writes an array file from beginning to end, in constant memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._end = len(MAGIC)
        self._arrays: dict[str, dict[str, Any]] = {}
        self._current: Appender | None = None

    def _appender(self, name: str, dtype: npt.DTypeLike) -> Appender:
        self._end += -self._end % _ALIGNMENT_BYTES
        type_name = np.dtype(dtype).newbyteorder("<").str
        entry = {"offset": self._end, "type": type_name, "count": 0, "crc": []}
        self._arrays[name] = entry
        return Appender(self._file, entry, self._end)

    def begin(self, name: str, dtype: npt.DTypeLike) -> None:
        """Begin the array *name*, to which ``append`` appends until ``end``."""
        self._current = self._appender(name, dtype)

    def append(self, values: Array) -> None:
        """Append *values*, cast to the array's type, to the array that was begun."""
        if self._current is None:
            raise ValueError("no array was started")
        self._current.append(values)
        self._end = self._current.position

    def end(self) -> None:
        """End the array that was begun."""
        if self._current is not None:
            self._current.end()
        self._current = None

    def reserve(self, name: str, dtype: npt.DTypeLike, count: int) -> Appender:
        """Begin the array *name* of *count* values; several can be open at a time.

        All of its values must be appended before the file is closed.
        """
        appender = self._appender(name, dtype)
        self._end += count * np.dtype(dtype).itemsize
        return appender

    def put(self, name: str, values: Array, dtype: npt.DTypeLike | None = None) -> None:
        """Write *values* as the array *name*."""
        self.begin(name, dtype if dtype is not None else values.dtype)
        step = max(1, _CHUNK_BYTES // max(values.itemsize, 1))
        for start in range(0, len(values), step):
            self.append(values[start : start + step])
        self.end()

    def close(self, extra: dict[str, Any] | None = None) -> None:
        """Write directory and footer, and close the file.

        The file is not synced: ``Generations.publish`` syncs those that a generation keeps.
        """
        directory = json.dumps(
            {"version": VERSION, "arrays": self._arrays, "extra": extra or {}}
        ).encode()
        crc = zlib.crc32(directory)
        self._file.seek(self._end)
        self._file.write(directory)
        self._file.write(FOOTER.pack(self._end, len(directory), crc, MAGIC))
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file, even if the disk is full."""
        with suppress(OSError):
            self._file.close()


class _MappedArray:
    """An array in the mapped file, and which of its blocks have been checked."""

    __slots__ = ("all_checked", "checked", "crc", "name", "offset", "values")

    def __init__(self, name: str, values: Array, offset: int, crc: list[int]) -> None:
        self.name = name
        self.values = values
        self.offset = offset
        self.crc = crc
        self.checked = np.zeros(len(crc), np.bool_)
        self.all_checked = not crc


class ArrayFile:
    """An open array file. Its arrays are read-only views of the file's memory map.

    A view stays valid as long as it is referenced. Raises ``ArrayFileError`` if the directory
    is damaged, and ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            directory = self._read_directory(file, size)
            try:
                self._map = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise ArrayFileError(f"{path} was cut short while it was opened") from error
        self.extra: dict[str, Any] = directory["extra"]
        self._arrays = {
            name: _MappedArray(
                name,
                np.frombuffer(self._map, entry["type"], entry["count"], entry["offset"])
                if entry["count"]
                else np.empty(0, entry["type"]),
                entry["offset"],
                entry["crc"],
            )
            for name, entry in directory["arrays"].items()
        }

    def _read_directory(self, file: IO[bytes], size: int) -> dict[str, Any]:
        """Read the directory, and not through the memory map (see ``_verify_block``)."""
        if size < len(MAGIC) + FOOTER.size:
            raise ArrayFileError(f"{self.path} has {size} bytes, too few for a file of arrays")
        footer = os.pread(file.fileno(), FOOTER.size, size - FOOTER.size)
        if len(footer) < FOOTER.size:
            raise ArrayFileError(f"{self.path} was cut short while it was opened")
        offset, length, crc, magic = FOOTER.unpack(footer)
        if magic != MAGIC or os.pread(file.fileno(), len(MAGIC), 0) != MAGIC:
            raise ArrayFileError(f"{self.path} is not a file of arrays")
        if offset + length + FOOTER.size != size:
            raise ArrayFileError(
                f"{self.path} has {size:,} bytes; expected {offset + length + FOOTER.size:,}"
            )
        encoded = os.pread(file.fileno(), length, offset)
        if zlib.crc32(encoded) != crc:
            raise ArrayFileError(f"the directory of {self.path} (at {offset:,}) is damaged")
        directory: dict[str, Any] = json.loads(encoded)
        if directory["version"] != VERSION:
            raise ArrayFileError(
                f"{self.path} has the version {directory['version']!r}; expected {VERSION}"
            )
        return directory

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> Iterable[str]:
        """Return the names of the arrays."""
        return self._arrays.keys()

    def length(self, name: str) -> int:
        """Return the number of values in the array *name*, without reading any."""
        return len(self._arrays[name].values)

    def array(self, name: str) -> Array:
        """Return the array *name*. Raises ``ArrayFileError`` if it is damaged."""
        array = self._arrays[name]
        if not array.all_checked:
            self._check(array, 0, len(array.crc))
            array.all_checked = True
        return array.values

    def slice(self, name: str, start: int, stop: int) -> Array:
        """Return a slice of the array *name*, reading only the blocks that it lies in.

        Raises ``ArrayFileError`` if one of them is damaged.
        """
        array = self._arrays[name]
        if not array.all_checked and stop > start:
            width = array.values.itemsize
            self._check(array, start * width // BLOCK_BYTES, -(-stop * width // BLOCK_BYTES))
        return array.values[start:stop]

    def _check(self, array: _MappedArray, first: int, last: int) -> None:
        """Check the blocks *first* up to *last* of *array*."""
        if array.checked[first] if last - first == 1 else array.checked[first:last].all():
            return
        data = array.values.view(np.uint8).data
        for block in range(first, last):
            if array.checked[block]:
                continue
            start = block * BLOCK_BYTES
            if zlib.crc32(data[start : start + BLOCK_BYTES]) != array.crc[block]:
                raise self._damaged(array, start)
            array.checked[block] = True

    def _damaged(self, array: _MappedArray, start: int) -> ArrayFileError:
        return ArrayFileError(
            f"the array {array.name!r} of {self.path} is damaged between its bytes"
            f" {start:,} and {start + BLOCK_BYTES:,}"
        )

    def _verify_block(self, file: IO[bytes], array: _MappedArray, block: int) -> None:
        """Check a block as it is on disk.

        It is not read through the memory map: where another program cuts the file short, that
        would end the process by SIGBUS.
        """
        start = block * BLOCK_BYTES
        length = min(BLOCK_BYTES, array.values.nbytes - start)
        data = os.pread(file.fileno(), length, array.offset + start)
        if zlib.crc32(data) != array.crc[block]:
            raise self._damaged(array, start)

    def _blocks(self) -> Iterator[tuple[_MappedArray, int]]:
        """Yield each array with the number of each of its blocks."""
        for array in self._arrays.values():
            for block in range(len(array.crc)):
                yield array, block

    def verify(self, first: int = 0, step: int = 1) -> None:
        """Check every *step*-th block on disk, counted over all arrays, from the *first* on.

        Raises ``ArrayFileError`` for the first that is damaged, and ``OSError``.
        """
        with self.path.open("rb") as file:
            for array, block in islice(self._blocks(), first, None, step):
                self._verify_block(file, array, block)

    def verify_steps(self, blocks: int) -> Iterator[None]:
        """Check every block on disk; yield after each *blocks* of them. Raises as ``verify``."""
        with self.path.open("rb") as file:
            for count, (array, block) in enumerate(self._blocks(), 1):
                self._verify_block(file, array, block)
                if count % blocks == 0:
                    yield
