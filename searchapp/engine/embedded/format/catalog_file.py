"""Catalog file: records of articles, by id and by the file that each was read from.

Nothing is decoded that is not asked for. For R records and P paths, it is an array file with

    id/..., path/...              the ids and the paths, each as a term dictionary
    record/path       [R] int32   the number of the article's path, -1 if it has been removed
    record/day        [R] int32   ``date.toordinal()`` of the article, or 0
    record/paragraphs [R] int32   the number of its paragraphs, 0 if it has been removed
    record/bytes      uint8       the remaining values of each record, in MessagePack
    record/ends       [R] int64   where each ends in record/bytes
    path/rows                     the numbers of the records that have a path, ordered by it
    path/starts       [P + 1]     where the records of each path start in path/rows
    replaced/file, replaced/row   the records of earlier files that this file replaces: the
                                  number of the file in the catalog, and that of the record

The records are in the order of ids.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.embedded.format.arrayfile import (
    Array,
    ArrayFile,
    ArrayFileError,
    ArrayFileWriter,
)
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_terms

Rows = npt.NDArray[np.integer]
"""Numbers of records of one file."""

_Times = tuple[tuple[int, int], ...]

_encode = msgspec.msgpack.Encoder().encode
# Content hash, title, line, hashes, times and the hash of editorial overrides.
_decode_entry = msgspec.msgpack.Decoder(tuple[str, str, int, bytes, _Times, str]).decode
# Title, when it was removed, hashes, times and the new id.
_decode_removed = msgspec.msgpack.Decoder(tuple[str, int, bytes, _Times, str]).decode


@dataclass(frozen=True, slots=True)
class EncodedRecord:
    """A record as a file holds it; ``path`` is None for a removed article."""

    article_id: bytes
    path: bytes | None
    day: int
    paragraphs: int
    content: bytes


def encode_record(record: CatalogEntry | RemovedArticle) -> EncodedRecord:
    """Return *record* as a file holds it."""
    article_id = record.article_id.encode()
    day = record.date.toordinal() if record.date else 0
    if isinstance(record, RemovedArticle):
        content = _encode(
            (record.title, record.removed_at, record.hashes, record.times, record.moved_to)
        )
        return EncodedRecord(article_id, None, day, 0, content)
    content = _encode(
        (
            record.content_hash,
            record.title,
            record.line,
            record.hashes,
            record.times,
            record.overrides_hash,
        )
    )
    return EncodedRecord(article_id, record.path.encode(), day, record.size, content)


class CatalogReader:
    """An open catalog file. Raises ``ArrayFileError`` if it is damaged, and ``OSError``."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self._decoded_paths: dict[int, str] = {}
        try:
            self.ids = TermDictionary(self._file, "id")
            self.paths = TermDictionary(self._file, "path")
            self.path_numbers = self._file.array("record/path")
            self.days = self._file.array("record/day")
            self.paragraphs = self._file.array("record/paragraphs")
            self._ends = self._file.array("record/ends")
        except KeyError as error:
            raise ArrayFileError(f"{path} is no catalog: it lacks the array {error}") from None

    def __len__(self) -> int:
        return len(self._ends)

    def verify(self) -> None:
        """Check every block on disk. Raises ``ArrayFileError`` and ``OSError``."""
        self._file.verify()

    def find(self, article_id: str) -> int:
        """Return the number of the record of an article, or -1."""
        return self.ids.find(article_id.encode())

    def record(self, row: int) -> CatalogEntry | RemovedArticle:
        """Return a record by its number."""
        article_id, content = self.ids[row].decode(), self._content(row)
        day = int(self.days[row])
        date = datetime.date.fromordinal(day) if day else None
        try:
            if self.path_numbers[row] < 0:
                title, removed_at, hashes, times, moved_to = _decode_removed(content)
                return RemovedArticle(article_id, title, date, removed_at, hashes, times, moved_to)
            content_hash, title, line, hashes, times, overrides_hash = _decode_entry(content)
        except msgspec.MsgspecError as error:
            message = f"the record of {article_id!r} in {self._file.path} is damaged: {error}"
            raise ArrayFileError(message) from None
        return CatalogEntry(
            article_id,
            content_hash,
            title,
            date,
            self._path_of(int(self.path_numbers[row])),
            line,
            hashes,
            times,
            overrides_hash,
        )

    def _path_of(self, number: int) -> str:
        # Thousands of articles share a path: they share one string, too.
        if number not in self._decoded_paths:
            self._decoded_paths[number] = self.paths[number].decode()
        return self._decoded_paths[number]

    def encoded(self, row: int) -> EncodedRecord:
        """Return a record as it is in the file, to be written to another."""
        number = int(self.path_numbers[row])
        return EncodedRecord(
            self.ids[row],
            self.paths[number] if number >= 0 else None,
            int(self.days[row]),
            int(self.paragraphs[row]),
            self._content(row),
        )

    def _content(self, row: int) -> bytes:
        start = int(self._ends[row - 1]) if row else 0
        return self._file.slice("record/bytes", start, int(self._ends[row])).tobytes()

    def rows_in(self, path: str) -> Rows:
        """Return the records whose path is *path*, or below it in an archive."""
        paths, encoded = self._sorted_paths, path.encode()
        first = bisect_left(paths, encoded)
        last = first + (first < len(paths) and paths[first] == encoded)
        # A name such as "a.zip-2" is between "a.zip" and its members "a.zip/...".
        first_member = bisect_left(paths, encoded + b"/", last)
        last_member = bisect_left(paths, encoded + b"0", first_member)
        rows, starts = self._rows_by_path
        own = rows[starts[first] : starts[last]]
        if first_member == last_member:
            return own
        return np.concatenate([own, rows[starts[first_member] : starts[last_member]]])

    @cached_property
    def _sorted_paths(self) -> list[bytes]:
        return list(self.paths)

    @cached_property
    def _rows_by_path(self) -> tuple[Rows, list[int]]:
        return self._file.array("path/rows"), self._file.array("path/starts").tolist()

    def replaced(self) -> Iterator[tuple[int, Rows]]:
        """Yield the number of each earlier file with the records of it that are replaced."""
        files, rows = self._file.array("replaced/file"), self._file.array("replaced/row")
        for number in np.unique(files).tolist():
            yield number, rows[files == number]


def write_catalog_file(
    path: Path, records: Sequence[EncodedRecord], earlier: Sequence[CatalogReader]
) -> None:
    """Write *records*, ascending by id, as the file that follows *earlier* ones.

    Raises ``OSError``.
    """
    paths = sorted({record.path for record in records if record.path is not None})
    numbers = {name: number for number, name in enumerate(paths)}
    path_numbers = np.array(
        [-1 if record.path is None else numbers[record.path] for record in records], np.int32
    )
    by_path = np.argsort(path_numbers, kind="stable")
    removed = int(np.count_nonzero(path_numbers < 0))
    lengths = np.array([len(record.content) for record in records], np.int64)
    file = ArrayFileWriter(path)
    try:
        write_terms(file, "id", [record.article_id for record in records])
        write_terms(file, "path", paths)
        file.put("record/path", path_numbers)
        file.put("record/day", np.array([record.day for record in records], np.int32))
        sizes = np.array([record.paragraphs for record in records], np.int32)
        file.put("record/paragraphs", sizes)
        content = np.frombuffer(b"".join([record.content for record in records]), np.uint8)
        file.put("record/bytes", content)
        file.put("record/ends", np.cumsum(lengths), np.int64)
        file.put("path/rows", by_path[removed:], np.int32)
        counts = np.bincount(path_numbers[by_path[removed:]], minlength=len(paths))
        file.put("path/starts", offsets(counts), np.int32)
        replaced = _replaced(records, earlier)
        file.put("replaced/file", replaced[0])
        file.put("replaced/row", replaced[1])
        file.close()
    except BaseException:
        file.abandon()
        raise


def _replaced(
    records: Sequence[EncodedRecord], earlier: Sequence[CatalogReader]
) -> tuple[Array, Array]:
    """Return the numbers of the files, and of the records in them, that *records* replace."""
    found = [
        (number, row)
        for number, file in enumerate(earlier)
        for record in records
        if (row := file.ids.find(record.article_id)) >= 0
    ]
    pairs = np.array(found, np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
