"""Atomic, durable replacement of a file: write beside it, fsync, rename.

A reader sees the old content or the new, never a part of either. After a power failure the
file holds one of them, and the new one once ``replace_file`` has returned.
"""

from __future__ import annotations

import os
from pathlib import Path


def fsync(path: Path) -> None:
    """Flush a file's content, or a folder's list of names, to the disk. Raises ``OSError``."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, text: str) -> None:
    """Give the file at *path* the content *text* (as UTF-8), whether it exists or not.

    Raises ``OSError``; the file is then as it was. One process at a time may call this for
    a given path.
    """
    # Its name begins with a dot, so that nothing that lists the folder takes it for data.
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    fsync(path.parent)
