"""Catalog of a generation: a log of files that grows by what changes.

    gen-N/catalog-M.articles    see format/catalog_file.py

For an article in several files, the last file holds. A commit adds one small file and merges
it with the preceding ones that are not much larger, so that its cost follows the number of
changes and not the size of the index. Earlier versions wrote ``catalog-M.jsonl.gz``, which is
read, and replaced by the next commit.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from searchapp.engine.catalog import ArticleCatalog, CatalogEntry, RemovedArticle
from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.format.catalog_file import (
    CatalogReader,
    EncodedRecord,
    encode_record,
    write_catalog_file,
)
from searchapp.engine.embedded.format.docid_sets import Mask
from searchapp.engine.embedded.format.gzipped_catalog import GZIPPED_SUFFIX, read_gzipped
from searchapp.engine.embedded.manifest import CatalogFile, file_sha256

_MERGE_FACTOR = 3
"""A file is merged if it has at most this many times the articles of the files after it."""

Place = tuple[int, int]
"""The number of a file of the catalog, and that of a record in it."""


class CatalogError(ValueError):
    """A catalog file is missing or damaged."""


class Catalog:
    """The records of a generation, in *files*, which are read as far as they are asked for."""

    def __init__(self, files: Sequence[CatalogReader] = ()) -> None:
        self.files = files

    # Views that are made anew: without reference cycles the files are unmapped at once.
    @property
    def entries(self) -> IndexedArticles:
        """The articles in the index."""
        return IndexedArticles(self)

    @property
    def removed(self) -> RemovedArticles:
        """The articles that left the index."""
        return RemovedArticles(self)

    @cached_property
    def current(self) -> list[Mask]:
        """The records of each file that no later file replaces."""
        current = [np.ones(len(file), np.bool_) for file in self.files]
        for file in self.files:
            for number, rows in file.replaced():
                current[number][rows] = False
        return current

    @cached_property
    def live(self) -> list[Mask]:
        """The records of each file that are those of articles in the index."""
        return [
            current & (file.path_numbers >= 0)
            for current, file in zip(self.current, self.files, strict=True)
        ]

    def place(self, article_id: str) -> Place | None:
        """Return where the record of an article is, or None where there is none."""
        for number in reversed(range(len(self.files))):
            row = self.files[number].find(article_id)
            if row >= 0:
                return number, row
        return None

    def record(self, article_id: str) -> CatalogEntry | RemovedArticle | None:
        """Return the record of an article, or None."""
        place = self.place(article_id)
        return self.files[place[0]].record(place[1]) if place else None

    def records(self, masks: Iterable[Mask]) -> Iterator[CatalogEntry | RemovedArticle]:
        """Yield the records in *masks*, which has a mask for each file."""
        for file, mask in zip(self.files, masks, strict=True):
            yield from map(file.record, np.flatnonzero(mask).tolist())

    def ids(self, masks: Iterable[Mask]) -> Iterator[str]:
        """Yield the ids of the articles in *masks*, which has a mask for each file."""
        for file, mask in zip(self.files, masks, strict=True):
            for row in np.flatnonzero(mask).tolist():
                yield file.ids[row].decode()


class IndexedArticles(ArticleCatalog):
    """The articles of a catalog that are in the index."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __getitem__(self, article_id: str) -> CatalogEntry:
        record = self._catalog.record(article_id)
        if not isinstance(record, CatalogEntry):
            raise KeyError(article_id)
        return record

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(live)) for live in self._catalog.live)

    def __iter__(self) -> Iterator[str]:
        return self._catalog.ids(self._catalog.live)

    def paths(self) -> set[str]:
        """Return the paths that articles were read from; see ``ArticleCatalog``."""
        return {path.decode() for file in self._catalog.files for path in file.paths}

    def in_path(self, path: str) -> Iterator[CatalogEntry]:
        """Yield the articles of a file or archive; see ``ArticleCatalog``."""
        for file, live in zip(self._catalog.files, self._catalog.live, strict=True):
            rows = file.rows_in(path)
            for row in rows[live[rows]].tolist():
                record = file.record(row)
                if isinstance(record, CatalogEntry):
                    yield record


class RemovedArticles(Mapping[str, RemovedArticle]):
    """The articles of a catalog that left the index."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __getitem__(self, article_id: str) -> RemovedArticle:
        record = self._catalog.record(article_id)
        if not isinstance(record, RemovedArticle):
            raise KeyError(article_id)
        return record

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(mask)) for mask in self._masks())

    def __iter__(self) -> Iterator[str]:
        return self._catalog.ids(self._masks())

    def _masks(self) -> list[Mask]:
        pairs = zip(self._catalog.current, self._catalog.live, strict=True)
        return [current & ~live for current, live in pairs]


def write_catalog(
    folder: Path,
    number: int,
    changed: Iterable[CatalogEntry | RemovedArticle],
    *,
    earlier: Sequence[CatalogFile] = (),
) -> tuple[CatalogFile, ...]:
    """Write the catalog of generation *number* into *folder* and return its files.

    *changed* are the records that differ from those of the *earlier* files, which are in
    *folder*; those that are merged are deleted. Raises ``OSError``, and ``CatalogError`` if
    an earlier file cannot be read.
    """
    records = {record.article_id: record for record in map(encode_record, changed)}
    readers = _open_files(folder, earlier)
    kept = len(earlier)
    if _is_gzipped(earlier):
        kept, records = 0, _by_id(readers[0]) | records
    while kept and earlier[kept - 1].articles <= _MERGE_FACTOR * len(records):
        kept -= 1
        records = _by_id(readers[kept]) | records
    path = folder / f"catalog-{number}.articles"
    write_catalog_file(path, [records[id_] for id_ in sorted(records)], readers[:kept])
    for file in earlier[kept:]:
        (folder / file.name).unlink()
    return (*earlier[:kept], CatalogFile(path.name, "", len(records)))


def _by_id(file: CatalogReader) -> dict[bytes, EncodedRecord]:
    return {file.ids[row]: file.encoded(row) for row in range(len(file))}


def read_catalog(folder: Path, files: Collection[CatalogFile]) -> Catalog:
    """Return the catalog whose files are in *folder*, once each of their blocks was checked.

    Raises ``CatalogError`` if a file is missing or damaged.
    """
    catalog = open_catalog(folder, files)
    if _is_gzipped(files):
        return catalog
    try:
        for file in catalog.files:
            file.verify()
    except (ArrayFileError, OSError) as error:
        raise CatalogError(str(error)) from None
    return catalog


def open_catalog(folder: Path, files: Collection[CatalogFile]) -> Catalog:
    """Return the catalog whose files are in *folder*.

    Raises ``CatalogError`` if a file is missing or its directory is damaged; what is read of
    the catalog later raises ``ArrayFileError`` where it is.
    """
    return Catalog(list(_open_files(folder, files)))


def _open_files(folder: Path, files: Collection[CatalogFile]) -> Sequence[CatalogReader]:
    if _is_gzipped(files):
        return [_open_gzipped(folder, files)]
    try:
        return [CatalogReader(folder / file.name) for file in files]
    except (ArrayFileError, OSError) as error:
        raise CatalogError(str(error)) from None


def _is_gzipped(files: Iterable[CatalogFile]) -> bool:
    return any(file.name.endswith(GZIPPED_SUFFIX) for file in files)


def _open_gzipped(folder: Path, files: Iterable[CatalogFile]) -> CatalogReader:
    """Open the files of an earlier version as one of this version, which is not kept."""
    records: dict[str, CatalogEntry | RemovedArticle] = {}
    for file in files:
        path = folder / file.name
        try:
            if (checksum := file_sha256(path)) != file.sha256:
                raise CatalogError(f"{path} has the SHA-256 {checksum}; expected {file.sha256}")
            records |= read_gzipped(path)
        except CatalogError:
            raise
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
            raise CatalogError(f"{path} cannot be read ({error})") from None
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "catalog"
        encoded = sorted(map(encode_record, records.values()), key=lambda record: record.article_id)
        write_catalog_file(path, encoded, ())
        return CatalogReader(path)
