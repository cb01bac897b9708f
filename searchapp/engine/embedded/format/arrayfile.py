"""Named arrays in one file, mapped into memory, every byte under a checksum.

    magic   8 bytes, "SEARCHA1"
    arrays  each at a multiple of 64 bytes, little-endian, as numpy holds it
    directory, JSON:
            {"version": 2,
             "arrays": {NAME: {"offset", "type": "<i4", "count", "crc": [CRC-32 of each
                        16 KiB of it]}},
             "extra": whatever else the writer wants kept}
    footer  directory's offset and length (unsigned 64 bit), its CRC-32 (32 bit), magic

Opening reads and checks the directory only. A block's checksum is checked when the
block is first looked at in a process; ``verify`` checks all of them.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

MAGIC = b"SEARCHA1"
VERSION = 2
BLOCK_BYTES = 1 << 14
"""What is checked at a time: a page of 20 hits, read for the first time, checks one block for
each, in 0.5 ms; blocks of 64 KiB take 2.3 ms."""

_ALIGNMENT_BYTES = 64
_FOOTER = struct.Struct("<QQI8s")
_CHUNK_BYTES = 1 << 22

Array = npt.NDArray[Any]


class ArrayFileError(Exception):
    """A file of arrays is not what was written; the message says where."""


class Appender:
    """Takes the values of one array of an ``ArrayFileWriter``, in order."""

    def __init__(self, file: IO[bytes], entry: dict[str, Any], position: int) -> None:
        self.position = position
        self._file = file
        self._entry = entry
        self._crc = 0
        self._in_block = 0

    def append(self, values: Array) -> None:
        """Append *values*; they are cast to the array's type."""
        cast = np.ascontiguousarray(values, self._entry["type"])
        if not cast.size:
            return
        data = cast.reshape(-1).view(np.uint8).data
        gap = self.position - self._file.tell()
        if 0 < gap < _ALIGNMENT_BYTES and not self._entry["count"]:
            # What lies before an array is not written yet, and to seek writes the buffer.
            self._file.write(bytes(gap))
        elif gap:
            self._file.seek(self.position)
        self._entry["count"] += int(cast.size)
        self._file.write(data)
        self.position += len(data)
        at = 0
        while at < len(data):
            taken = data[at : at + BLOCK_BYTES - self._in_block]
            self._crc = zlib.crc32(taken, self._crc)
            self._in_block += len(taken)
            at += len(taken)
            if self._in_block == BLOCK_BYTES:
                self._entry["crc"].append(self._crc)
                self._crc = self._in_block = 0

    def end(self) -> None:
        """End the array."""
        if self._in_block:
            self._entry["crc"].append(self._crc)
            self._in_block = 0


class ArrayFileWriter:
    """Writes a file of arrays from beginning to end; memory does not grow with it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._end = len(MAGIC)
        self._arrays: dict[str, dict[str, Any]] = {}
        self._open: Appender | None = None

    def _appender(self, name: str, dtype: npt.DTypeLike) -> Appender:
        self._end += -self._end % _ALIGNMENT_BYTES
        kind = np.dtype(dtype).newbyteorder("<").str
        entry = {"offset": self._end, "type": kind, "count": 0, "crc": []}
        self._arrays[name] = entry
        return Appender(self._file, entry, self._end)

    def begin(self, name: str, dtype: npt.DTypeLike) -> None:
        """Begin the array *name*; what is appended until ``end`` belongs to it."""
        self._open = self._appender(name, dtype)

    def append(self, values: Array) -> None:
        """Append *values* to the array that was begun; they are cast to its type."""
        if self._open is None:
            raise ValueError("no array was begun")
        self._open.append(values)
        self._end = self._open.position

    def end(self) -> None:
        """End the array that was begun."""
        if self._open is not None:
            self._open.end()
        self._open = None

    def reserve(self, name: str, dtype: npt.DTypeLike, count: int) -> Appender:
        """Begin the array *name* of *count* values, of which several can be open at once.

        It has to be given all of them before the file is closed.
        """
        appender = self._appender(name, dtype)
        self._end += count * np.dtype(dtype).itemsize
        return appender

    def put(self, name: str, values: Array, dtype: npt.DTypeLike | None = None) -> None:
        """Write *values* as the array *name*, whole."""
        self.begin(name, dtype if dtype is not None else values.dtype)
        step = max(1, _CHUNK_BYTES // max(values.itemsize, 1))
        for at in range(0, len(values), step):
            self.append(values[at : at + step])
        self.end()

    def close(self, extra: dict[str, Any] | None = None) -> None:
        """Write directory and footer, and close the file.

        It is not synced: only files that a generation keeps have to be on the disk, and
        ``Generations.publish`` sees to those.
        """
        directory = json.dumps(
            {"version": VERSION, "arrays": self._arrays, "extra": extra or {}}
        ).encode()
        crc = zlib.crc32(directory)
        self._file.seek(self._end)
        self._file.write(directory)
        self._file.write(_FOOTER.pack(self._end, len(directory), crc, MAGIC))
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is; what a full disk does not take any more is lost."""
        with suppress(OSError):
            self._file.close()


class _Checked:
    """One array, and which of its blocks have been checked."""

    __slots__ = ("all_checked", "checked", "crc", "name", "values")

    def __init__(self, name: str, values: Array, crc: list[int]) -> None:
        self.name = name
        self.values = values
        self.crc = crc
        self.checked = np.zeros(len(crc), np.bool_)
        self.all_checked = not crc


class ArrayFile:
    """A file of arrays, mapped. Arrays are read-only views that stay valid while held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _FOOTER.size:
                raise ArrayFileError(f"{path} has {size} bytes, too few for a file of arrays")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        offset, length, crc, magic = _FOOTER.unpack(self._map[size - _FOOTER.size :])
        if magic != MAGIC or self._map[: len(MAGIC)] != MAGIC:
            raise ArrayFileError(f"{path} does not begin and end as a file of arrays does")
        if offset + length + _FOOTER.size != size:
            raise ArrayFileError(
                f"{path} has {size:,} bytes; expected {offset + length + _FOOTER.size:,}"
            )
        directory = self._map[offset : offset + length]
        if zlib.crc32(directory) != crc:
            raise ArrayFileError(f"the directory of {path} (at {offset:,}) is damaged")
        loaded = json.loads(directory)
        if loaded["version"] != VERSION:
            raise ArrayFileError(
                f"{path} has the version {loaded['version']!r}; expected {VERSION}"
            )
        self.extra: dict[str, Any] = loaded["extra"]
        self._arrays = {
            name: _Checked(
                name,
                np.frombuffer(self._map, entry["type"], entry["count"], entry["offset"])
                if entry["count"]
                else np.empty(0, entry["type"]),
                entry["crc"],
            )
            for name, entry in loaded["arrays"].items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> Iterable[str]:
        """Return the names of the arrays."""
        return self._arrays.keys()

    def length(self, name: str) -> int:
        """Return how many values the array *name* has, without reading any."""
        return len(self._arrays[name].values)

    def array(self, name: str) -> Array:
        """Return the array *name*. Raises ``ArrayFileError`` where it is damaged."""
        held = self._arrays[name]
        if not held.all_checked:
            self._check(held, 0, len(held.crc))
            held.all_checked = True
        return held.values

    def slice(self, name: str, start: int, stop: int) -> Array:
        """Return a piece of the array *name*, reading no more of it than its blocks."""
        held = self._arrays[name]
        if not held.all_checked and stop > start:
            width = held.values.itemsize
            self._check(held, start * width // BLOCK_BYTES, -(-stop * width // BLOCK_BYTES))
        return held.values[start:stop]

    def _check(self, held: _Checked, first: int, last: int) -> None:
        if held.checked[first] if last - first == 1 else held.checked[first:last].all():
            return
        data = held.values.view(np.uint8).data
        for block in range(first, last):
            if held.checked[block]:
                continue
            at = block * BLOCK_BYTES
            if zlib.crc32(data[at : at + BLOCK_BYTES]) != held.crc[block]:
                raise ArrayFileError(
                    f"the array {held.name!r} of {self.path} is damaged between its bytes"
                    f" {at:,} and {at + BLOCK_BYTES:,}"
                )
            held.checked[block] = True

    def verify(self) -> None:
        """Check every block. Raises ``ArrayFileError`` at the first that is damaged."""
        for name in self._arrays:
            self.array(name)
