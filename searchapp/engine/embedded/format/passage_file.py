"""Passages of reported speech of a segment: their texts as hashes, fingerprints and wordings.

They are derived from a finished segment and stored beside it; an index of an earlier version has
no such file. For a segment of D documents and P passages (``text_reuse.passages``), in the order
of documents and of their places in the text:

    counts       [D] uint8    how many passages each document has, at most ``passages.MAX_PASSAGES``
    texts        [P] uint64   a hash of the passage's folded words
    hashes       [F] uint32   fingerprints, ascending
    rows         [F]          the passage of each fingerprint: the first one with its text
    link_texts   [L] uint64   texts of this segment
    link_others  [L] uint64   a text of any segment that is another wording of each

Links name texts, which stay the same when segments are merged. A link is in the segment that was
written last; one whose text has left the index means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.trails import HASH_BITS
from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.postings import offsets
from searchapp.text_reuse.fingerprints import Fingerprints
from searchapp.text_reuse.passages import TEXT_BITS

PASSAGES_VERSION = 2
"""Version of what passages are. Raise it when a change splits speech into other passages; files
of another version count as missing, and are written anew by the next commit. Raise the version of
the cluster's documents then, too (``opensearch/format/mappings.py``): they have the passages."""

Texts = npt.NDArray[np.uint64]


def short_hashes(texts: Texts) -> npt.NDArray[np.int64]:
    """Return the hashes of *texts* that the ids of trails have."""
    return (texts >> np.uint64(TEXT_BITS - HASH_BITS)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of texts that are wordings of one passage, without duplicates."""

    texts: Texts
    others: Texts

    @classmethod
    def of(cls, texts: Texts, others: Texts) -> Links:
        """Return the distinct pairs."""
        pairs = np.unique(np.stack([texts, others], axis=1), axis=0)
        return cls(pairs[:, 0], pairs[:, 1])

    @classmethod
    def none(cls) -> Links:
        """Return no links."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.uint64))


class PassageFile:
    """The passages of a segment, open for reading. Raises ``ArrayFileError`` for damage."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: Path) -> PassageFile | None:
        """Return the file at *path*, or None where there is none of this version."""
        if not path.exists():
            return None
        file = ArrayFile(path)
        return cls(file) if file.extra.get("version") == PASSAGES_VERSION else None

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """The first passage of each document, and the number of all passages."""
        return offsets(self._file.array("counts"))

    @property
    def texts(self) -> Texts:
        """The text of each passage."""
        return self._file.array("texts")

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """The fingerprints of the distinct texts."""
        return Fingerprints(self._file.array("hashes"), self._file.array("rows"))

    @property
    def links(self) -> Links:
        """The wordings that were found when the segment was written."""
        return Links(self._file.array("link_texts"), self._file.array("link_others"))


def write_passage_file(
    path: Path,
    counts: npt.NDArray[np.uint8],
    texts: Texts,
    fingerprints: Fingerprints,
    links: Links,
) -> None:
    """Write the passages of a segment to *path*. Raises ``OSError``."""
    file = ArrayFileWriter(path)
    file.put("counts", counts, np.uint8)
    file.put("texts", texts, np.uint64)
    file.put("hashes", fingerprints.hashes, np.uint32)
    file.put("rows", fingerprints.rows, np.min_scalar_type(max(len(texts) - 1, 0)))
    file.put("link_texts", links.texts, np.uint64)
    file.put("link_others", links.others, np.uint64)
    file.close({"documents": len(counts), "version": PASSAGES_VERSION})
