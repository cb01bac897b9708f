"""Aliases of passages that have left an index: where the ids of their trails lead now.

The id of a trail has a hash of its earliest wording. When the last article with that wording is
removed or changed, the hash of a wording that remains takes its place:

    texts    [N] uint64   hashes of passages that have left, ascending
    targets  [N] uint64   for each, the hash of another wording of its trail

Nothing else of a passage is kept. See ``text_hash`` in format/passage_file.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.passage_file import PASSAGES_VERSION, Texts, short_hashes

ALIASES_NAME = "trails.aliases"
"""The file in the folder of a generation; a generation without aliases has none."""


@dataclass(frozen=True, slots=True)
class TrailAliases:
    """The passages that have left, ascending, and a remaining wording of each."""

    texts: Texts
    targets: Texts

    @classmethod
    def none(cls) -> TrailAliases:
        """Return no aliases."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.uint64))

    @classmethod
    def open(cls, folder: Path) -> TrailAliases:
        """Return those of the generation in *folder*. Raises ``ArrayFileError`` for damage."""
        path = folder / ALIASES_NAME
        if not path.exists():
            return cls.none()
        file = ArrayFile(path)
        if file.extra.get("version") != PASSAGES_VERSION:
            return cls.none()
        return cls(file.array("texts"), file.array("targets"))

    def target_of(self, short_hash: int) -> int | None:
        """Return the hash, as ids have it, of the wording in place of the one with this hash."""
        place = int(np.searchsorted(short_hashes(self.texts), short_hash))
        if place == len(self.texts) or short_hashes(self.texts[place : place + 1])[0] != short_hash:
            return None
        return int(short_hashes(self.targets[place : place + 1])[0])

    def write(self, folder: Path) -> None:
        """Write the aliases of the generation in *folder*, in place of others. Raises ``OSError``.

        The file of an earlier generation may be linked there: it is replaced, not written to.
        """
        path = folder / ALIASES_NAME
        path.unlink(missing_ok=True)
        if len(self.texts):
            file = ArrayFileWriter(path)
            file.put("texts", self.texts, np.uint64)
            file.put("targets", self.targets, np.uint64)
            file.close({"version": PASSAGES_VERSION})
