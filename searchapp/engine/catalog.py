"""Catalog entries: what an index holds of each article, enough to see what has changed since.

Hashes stand for the content, so that a reindex can compare an article with its earlier
version without keeping the text.
"""

from __future__ import annotations

import datetime
import hashlib
import sys
import zlib
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from searchapp.models.articles import Article

HASH_BYTES = 4
"""Length of a paragraph's hash, which only tells the paragraphs of one article apart."""


@dataclass(frozen=True, slots=True)
class IndexedParagraph:
    """A paragraph's content hash, and when it first entered the index.

    ``added_at`` is in whole seconds since 1970, UTC.
    """

    content_hash: bytes
    added_at: int


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """An article of the index: hashes of its content, and where it was read from."""

    article_id: str
    content_hash: str
    title: str
    date: datetime.date | None
    path: str
    """The file in the corpus, relative to it."""
    line: int
    """The line in that file, from 1."""
    hashes: bytes
    """The paragraphs' hashes, ``HASH_BYTES`` each."""
    times: tuple[tuple[int, int], ...]
    """When the paragraphs entered the index: runs of (number of paragraphs, ``added_at``)."""
    overrides_hash: str = ""
    """Fingerprint of the editorial overrides that concern the article."""

    @property
    def size(self) -> int:
        """The number of paragraphs."""
        return len(self.hashes) // HASH_BYTES

    @property
    def added(self) -> list[int]:
        """When each paragraph entered the index, in seconds since 1970, UTC."""
        return [time for count, time in self.times for _ in range(count)]

    @property
    def text_key(self) -> tuple[str, datetime.date | None, bytes]:
        """Title, date and paragraph hashes: equal for one text under two ids or paths."""
        return self.title, self.date, self.hashes


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article that was in the index before.

    ``removed_at`` is in whole seconds since 1970, UTC. ``hashes`` and ``times`` are those of
    its catalog entry, so that paragraphs keep their ``added_at`` when the article returns;
    they are empty in catalogs of versions that did not record them. ``moved_to`` is the id
    that the article has since, or empty.
    """

    article_id: str
    title: str
    date: datetime.date | None
    removed_at: int
    hashes: bytes = b""
    times: tuple[tuple[int, int], ...] = ()
    moved_to: str = ""

    @classmethod
    def of(cls, entry: CatalogEntry, removed_at: int, moved_to: str = "") -> RemovedArticle:
        """Return the record of the removal of *entry*, or of its move to another id."""
        return cls(
            entry.article_id,
            entry.title,
            entry.date,
            removed_at,
            entry.hashes,
            entry.times,
            moved_to,
        )


class ArticleCatalog(Mapping[str, CatalogEntry]):
    """The articles of an index, by id and by the file that each was read from.

    An entry may be read from the disk when it is looked up.
    """

    @abstractmethod
    def paths(self) -> Collection[str]:
        """Return the paths that the articles were read from, without duplicates.

        It may have paths from which no article is in the index any more.
        """

    @abstractmethod
    def in_path(self, path: str) -> Iterator[CatalogEntry]:
        """Yield the articles that were read from the file *path*, or from an archive there."""


class LoadedCatalog(ArticleCatalog):
    """A catalog in memory."""

    def __init__(self, entries: Mapping[str, CatalogEntry]) -> None:
        self._entries = entries

    def __getitem__(self, article_id: str) -> CatalogEntry:
        return self._entries[article_id]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def paths(self) -> set[str]:
        """Return the paths that the articles were read from; see ``ArticleCatalog``."""
        return {entry.path for entry in self._entries.values()}

    def in_path(self, path: str) -> Iterator[CatalogEntry]:
        """Yield the articles of a file or archive; see ``ArticleCatalog``."""
        return iter(self._by_path.get(path, ()))

    @cached_property
    def _by_path(self) -> dict[str, list[CatalogEntry]]:
        by_path: dict[str, list[CatalogEntry]] = defaultdict(list)
        for entry in self._entries.values():
            for path in path_and_folders(entry.path):
                by_path[path].append(entry)
        return dict(by_path)


def path_and_folders(path: str) -> Iterator[str]:
    """Yield *path* and the paths of the folders, or archives, above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class ArticleTotals:
    """A number of articles, and of the paragraphs in them."""

    articles: int
    paragraphs: int


def indexed_paragraphs(article: CatalogEntry | RemovedArticle) -> tuple[IndexedParagraph, ...]:
    """Return the paragraphs of *article*, in order."""
    added = (time for count, time in article.times for _ in range(count))
    return tuple(
        IndexedParagraph(article.hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES], time)
        for at, time in enumerate(added)
    )


def content_hash(article: Article) -> str:
    """Return a hash of everything in *article* but its attributions (128 bits of SHA-256)."""
    date = article.date.isoformat() if article.date else ""
    content = (
        article.id,
        article.title,
        date,
        article.author,
        article.source,
        article.url,
        article.language,
        article.section,
        article.correction,
        article.date_evidence,
        *(paragraph.text for paragraph in article.paragraphs),
    )
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:32]


def entry_for(
    article: Article,
    path: str,
    line: int,
    earlier: CatalogEntry | RemovedArticle | None,
    now: int,
    overrides_hash: str = "",
) -> CatalogEntry:
    """Return the entry of *article*, read from *line* of *path* at the time *now*.

    A paragraph whose text is in the *earlier* version as well keeps its ``added_at``, unless
    that is after *now*: the clock of an earlier run was ahead.
    """
    hashes = [zlib.crc32(p.text.encode()).to_bytes(HASH_BYTES) for p in article.paragraphs]
    times: tuple[tuple[int, int], ...] = ((len(hashes), now),) if hashes else ()
    if earlier is not None:
        earlier_times: dict[bytes, list[int]] = {}
        for paragraph in reversed(indexed_paragraphs(earlier)):
            earlier_times.setdefault(paragraph.content_hash, []).append(paragraph.added_at)
        added = [min(earlier_times[h].pop(), now) if earlier_times.get(h) else now for h in hashes]
        times = tuple((len(list(run)), time) for time, run in groupby(added))
    return CatalogEntry(
        article.id,
        content_hash(article),
        article.title,
        article.date,
        path,
        line,
        b"".join(hashes),
        times,
        overrides_hash,
    )


def entry_record(entry: CatalogEntry) -> dict[str, Any]:
    """Return *entry* as a JSON object."""
    return {
        "id": entry.article_id,
        "hash": entry.content_hash,
        "title": entry.title,
        "date": entry.date.isoformat() if entry.date else None,
        "path": entry.path,
        "line": entry.line,
        "paragraphs": entry.hashes.hex(),
        "added": entry.times,
        "hand": entry.overrides_hash,
    }


def removed_record(removed: RemovedArticle) -> dict[str, Any]:
    """Return *removed* as a JSON object."""
    record = {
        "removed": removed.article_id,
        "title": removed.title,
        "date": removed.date.isoformat() if removed.date else None,
        "removed_at": removed.removed_at,
        "paragraphs": removed.hashes.hex(),
        "added": removed.times,
    }
    return {**record, "moved_to": removed.moved_to} if removed.moved_to else record


def read_record(record: Mapping[str, Any]) -> CatalogEntry | RemovedArticle:
    """Return the entry or removed article of a JSON object.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for any other object.
    """
    date = datetime.date.fromisoformat(record["date"]) if record["date"] else None
    if "removed" in record:
        return RemovedArticle(
            record["removed"],
            record["title"],
            date,
            record["removed_at"],
            bytes.fromhex(record.get("paragraphs", "")),
            tuple((count, time) for count, time in record.get("added", ())),
            record.get("moved_to", ""),
        )
    return CatalogEntry(
        record["id"],
        record["hash"],
        record["title"],
        date,
        # Thousands of articles share a path: they share one string, too.
        sys.intern(record["path"]),
        record["line"],
        bytes.fromhex(record["paragraphs"]),
        tuple((count, time) for count, time in record["added"]),
        record["hand"],
    )
