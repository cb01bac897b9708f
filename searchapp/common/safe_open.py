"""Opening regular files without waiting for a FIFO or following a link out of the corpus.

Between the scan of a folder and the opening of a file anybody who can write to the folder may
swap the file for a link. The path is therefore resolved, checked and then opened folder by
folder with ``O_NOFOLLOW``, so that a link that appears meanwhile is an error.
"""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK, opening a FIFO waits for a writer.
_FILE_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def open_regular(path: Path, root: Path | None = None) -> io.BufferedReader:
    """Open the regular file at *path* for reading.

    With *root*, the file must be that one or below it once all links are resolved. Raises
    ``OSError`` where it is elsewhere, is not a regular file, or cannot be opened.
    """
    descriptor = (
        os.open(path, _FILE_FLAGS) if root is None else _open_below(root.resolve(), path.resolve())
    )
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(None, "it is not a regular file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _open_below(root: Path, path: Path) -> int:
    """Open *path*, both without links, by way of each folder from *root* down."""
    if path == root:
        return os.open(path, _FILE_FLAGS | os.O_NOFOLLOW)
    if not path.is_relative_to(root):
        raise OSError(None, "it is a link that leads out of the corpus folder")
    *folders, name = path.relative_to(root).parts
    folder = os.open(root, _FOLDER_FLAGS)
    try:
        for part in folders:
            parent, folder = folder, os.open(part, _FOLDER_FLAGS, dir_fd=folder)
            os.close(parent)
        return os.open(name, _FILE_FLAGS | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
