"""Atomic, durable replacement of a file: write beside it, fsync, rename.

A reader sees the old content or the new, never a part of either. After a power failure the
file holds one of them, and the new one once ``replace_file`` has returned.
"""

from __future__ import annotations

import glob
import os
import secrets
import stat
from contextlib import suppress
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

    A file keeps its permissions, and a link keeps leading to its file, which is replaced.
    Deletes what killed processes left of earlier attempts. Raises ``OSError``; the file is then
    as it was.
    """
    target = path.resolve()
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mode = None
    # Its name begins with a dot, so that nothing that lists the folder takes it for data, and
    # is unique, so that two processes never write one file.
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            if mode is not None:
                temporary.chmod(mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    fsync(target.parent)
    _delete_abandoned(target)


def _delete_abandoned(target: Path) -> None:
    """Delete the temporary files of *target* whose process has ended."""
    with suppress(OSError):
        for temporary in target.parent.glob(f".{glob.escape(target.name)}.*.new"):
            process_id = temporary.name.removeprefix(f".{target.name}.").partition(".")[0]
            if process_id.isdecimal() and not _is_running(int(process_id)):
                temporary.unlink(missing_ok=True)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
