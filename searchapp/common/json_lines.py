"""Files of JSON lines: appending a record durably, and reading what can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def append_json_line(path: Path, record: msgspec.Struct) -> None:
    """Append *record* to the file at *path* as a line, which is on the disk on return.

    After a part of a line, which a killed process can leave, the record begins a new one. The
    caller holds the lock of the file. Raises ``OSError``; the file is then as it was.
    """
    with path.open("ab") as file:
        size = file.tell()
        try:
            if size and not _ends_with_newline(path):
                file.write(b"\n")
            file.write(msgspec.json.encode(record) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # A full disk must not leave a part of a line.
            os.truncate(path, size)
            raise


def decoded_lines(content: bytes, type_: type[T]) -> list[T]:
    """Return the records of type *type_* in *content*; lines that cannot be decoded are skipped."""
    decoder = msgspec.json.Decoder(type_)
    records: list[T] = []
    for line in content.splitlines():
        try:
            records.append(decoder.decode(line))
        except (msgspec.DecodeError, ValueError):
            continue
    return records


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
