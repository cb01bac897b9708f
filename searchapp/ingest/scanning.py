"""Directory scan of a corpus folder: its article files and their modification stamps.

Each entry is looked at once: watching a large archive scans it after every change.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from searchapp.ingest.formats import SETTINGS_ENDING, has_reader

_SKIPPED_PREFIXES = (".", "~$")
"""Beginnings of the names of hidden files, and of the lock files of Word."""

FileStamp = tuple[int, int, int]
"""Modification time of a file, in nanoseconds since 1970, its size in bytes, and its inode."""

_FolderId = tuple[int, int]
"""Device and inode number of a folder."""


def stamp_of(status: os.stat_result) -> FileStamp:
    """Return the modification time, size and inode in a file's status."""
    return status.st_mtime_ns, status.st_size, status.st_ino


class CorpusFile(NamedTuple):
    """An article file: its name below the corpus folder, with slashes, and its path."""

    name: str
    path: str
    stamp: FileStamp


@dataclass(slots=True)
class ScanResult:
    """The contents of a corpus folder.

    ``skipped`` counts the files that hold no articles: dotfiles, other endings, and links
    that are not followed. ``unreadable`` has names below the folder with their errors.
    """

    files: list[CorpusFile] = field(default_factory=list)
    skipped: int = 0
    unreadable: list[tuple[str, OSError]] = field(default_factory=list)


def scan(root: Path, exclude: Path | None = None, *, follow_links: bool = False) -> ScanResult:
    """Return the contents of the folder *root*, except *exclude*, in the order of names.

    Links to files inside *root* are followed. With *follow_links* so are links to folders
    and out of *root*, except a link to a folder that contains it.
    """
    scanner = _Scanner(root, exclude, follow_links=follow_links)
    scanner.walk(str(root), "")
    scanner.result.files.sort()
    return scanner.result


class _Scanner:
    def __init__(self, root: Path, exclude: Path | None, *, follow_links: bool) -> None:
        self._follow_links = follow_links
        self._root = root.resolve()
        self._exclude = exclude.resolve() if exclude else None
        self.result = ScanResult()

    def walk(self, folder: str, prefix: str, ancestors: frozenset[_FolderId] = frozenset()) -> None:
        """Add the entries of *folder*, whose names begin with *prefix*, to the result."""
        try:
            if self._follow_links:
                status = Path(folder).stat()
                folder_id = (status.st_dev, status.st_ino)
                if folder_id in ancestors:
                    self.result.skipped += 1
                    return
                ancestors |= {folder_id}
            with os.scandir(folder) as iterator:
                entries = list(iterator)
        except OSError as error:
            self.result.unreadable.append((prefix.removesuffix("/"), error))
            return
        for entry in entries:
            try:
                self._add(entry, prefix, ancestors)
            except OSError as error:
                self.result.unreadable.append((prefix + entry.name, error))

    def _add(self, entry: os.DirEntry[str], prefix: str, ancestors: frozenset[_FolderId]) -> None:
        """List, descend into or skip *entry*. Raises ``OSError``."""
        name = entry.name
        if name.startswith(_SKIPPED_PREFIXES):
            self.result.skipped += 1
        elif entry.is_dir(follow_symlinks=self._follow_links):
            if self._exclude is not None and Path(entry.path).resolve() == self._exclude:
                self.result.skipped += 1
            else:
                self.walk(entry.path, f"{prefix}{name}/", ancestors)
        elif entry.is_symlink() and not self._is_followed(entry.path):
            self.result.skipped += 1
        elif has_reader(name) and entry.is_file():
            # os.stat is faster than a Path for each of many files.
            stamp = stamp_of(os.stat(entry.path))  # noqa: PTH116
            self.result.files.append(CorpusFile(prefix + name, entry.path, stamp))
        elif prefix or not name.endswith(SETTINGS_ENDING):
            self.result.skipped += 1

    def _is_followed(self, link: str) -> bool:
        if self._follow_links:
            return True
        try:
            return Path(link).resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):
            # A loop of links.
            return False
