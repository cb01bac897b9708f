"""Looking through a corpus folder: which files it holds, and how each was last written.

One look at each entry: a large archive is looked through whenever a file of it changes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from searchapp.ingest.formats import has_reader

SETTINGS_ENDING = ".toml"
"""Files that say how the articles are to be read, and hold none."""

Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds since 1970, and its size in bytes."""


def stamp_of(status: os.stat_result) -> Stamp:
    """Return when a file was last written, and its size."""
    return status.st_mtime_ns, status.st_size


class CorpusFile(NamedTuple):
    """A file that holds articles: its name below the folder, with slashes, and its path."""

    name: str
    path: str
    stamp: Stamp


@dataclass(slots=True)
class Scan:
    """What a folder holds.

    ``skipped`` counts the files that are no articles: dotfiles, other endings, and links
    that are not followed. ``unreadable`` are names below the folder, and why they cannot be
    looked at.
    """

    files: list[CorpusFile] = field(default_factory=list)
    skipped: int = 0
    unreadable: list[tuple[str, OSError]] = field(default_factory=list)


def scan(root: Path, left_out: Path | None = None, *, follow_links: bool = False) -> Scan:
    """Return what the folder *root* holds, in the order of names; not below *left_out*.

    Links to files inside of *root* are followed. With *follow_links* so are those to folders
    and out of it, but for a link to a folder that it lies in, which leads on without end.
    """
    found = Scan()
    _Scanner(root, left_out, found, follow_links=follow_links).walk(str(root), "")
    found.files.sort()
    return found


_NONE: frozenset[tuple[int, int]] = frozenset()


class _Scanner:
    def __init__(
        self, root: Path, left_out: Path | None, found: Scan, *, follow_links: bool
    ) -> None:
        self._follow_links = follow_links
        self._root = root.resolve()
        self._left_out = left_out.resolve() if left_out else None
        self._found = found

    def walk(self, folder: str, below: str, above: frozenset[tuple[int, int]] = _NONE) -> None:
        """Sort in all of *folder*; *above* are device and number of those that it lies in."""
        try:
            if self._follow_links:
                status = Path(folder).stat()
                here = (status.st_dev, status.st_ino)
                if here in above:
                    self._found.skipped += 1
                    return
                above |= {here}
            with os.scandir(folder) as listed:
                entries = list(listed)
        except OSError as error:
            self._found.unreadable.append((below.removesuffix("/"), error))
            return
        for entry in entries:
            try:
                self._sort_in(entry, below, above)
            except OSError as error:
                self._found.unreadable.append((below + entry.name, error))

    def _sort_in(
        self, entry: os.DirEntry[str], below: str, above: frozenset[tuple[int, int]]
    ) -> None:
        """Put *entry* where it belongs: walked, found, or skipped. Raises ``OSError``."""
        name = entry.name
        if name.startswith("."):
            self._found.skipped += 1
        elif entry.is_dir(follow_symlinks=self._follow_links):
            if self._left_out is not None and Path(entry.path).resolve() == self._left_out:
                self._found.skipped += 1
            else:
                self.walk(entry.path, f"{below}{name}/", above)
        elif entry.is_symlink() and not self._may_be_read(entry.path):
            self._found.skipped += 1
        elif has_reader(name) and entry.is_file():
            stamp = stamp_of(os.stat(entry.path))  # noqa: PTH116 (a path for each file takes longer)
            self._found.files.append(CorpusFile(below + name, entry.path, stamp))
        elif below or not name.endswith(SETTINGS_ENDING):
            self._found.skipped += 1

    def _may_be_read(self, link: str) -> bool:
        if self._follow_links:
            return True
        try:
            return Path(link).resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):
            return False
