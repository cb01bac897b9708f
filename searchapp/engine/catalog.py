"""What an index holds, article by article: enough to see what changed since.

A catalog is a log of gzipped files of JSON lines, each streamed both ways: first one
line for each article, in the order of ids, then one for each removed article. What a
later file says of an article holds. A commit adds a small file, and joins it with those
before that are not much larger, so that it costs what changed and not what is there.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from searchapp.models.articles import Article

HASH_BYTES = 4
"""The length of a paragraph's hash: it tells apart what two versions of one article say."""

_CHAPTER_FACTOR = 3
_GZIP_LEVEL = 3
"""Of 19,041 articles: 1,668 KB in 74 ms; at level 6 1,575 KB in 129 ms."""

_LINES_AT_ONCE = 256

_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class IndexedParagraph:
    """A paragraph's content hash, and when it first entered the index.

    ``added_at`` is in whole seconds since 1970, UTC.
    """

    content_hash: bytes
    added_at: int


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """An article of the index: what it said when it was read, and where it stood.

    ``hand`` is the fingerprint of what the editor says of it and of those it names.
    """

    article_id: str
    content_hash: str
    title: str
    date: datetime.date | None
    path: str
    line: int
    hashes: bytes
    """The paragraphs' hashes, ``HASH_BYTES`` each."""
    times: tuple[tuple[int, int], ...]
    """When the paragraphs entered: runs of (how many, ``added_at``)."""
    hand: str = ""

    @property
    def size(self) -> int:
        """How many paragraphs the article has."""
        return len(self.hashes) // HASH_BYTES

    @property
    def added(self) -> list[int]:
        """When each paragraph entered the index, in seconds since 1970, UTC."""
        return [time for count, time in self.times for _ in range(count)]

    @property
    def paragraphs(self) -> tuple[IndexedParagraph, ...]:
        """The paragraphs, in order."""
        return tuple(
            IndexedParagraph(self.hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES], time)
            for at, time in enumerate(self.added)
        )


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article that was in the index and is no more.

    ``removed_at`` is in whole seconds since 1970, UTC.
    """

    article_id: str
    title: str
    date: datetime.date | None
    removed_at: int


class CatalogError(ValueError):
    """A catalog file that is not what was written."""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def content_hash(article: Article) -> str:
    """Return the hash of all that *article* says (128 bits of SHA-256), speakers left out."""
    date = article.date.isoformat() if article.date else ""
    return _digest(
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
        *(p.text for p in article.paragraphs),
    )


def entry_for(
    article: Article,
    path: str,
    line: int,
    earlier: CatalogEntry | None,
    now: int,
    hand: str = "",
) -> CatalogEntry:
    """Return the entry of *article* as read from *path* and *line* at *now*.

    A paragraph whose text stood in the *earlier* version keeps its ``added_at``.
    """
    hashes = [zlib.crc32(p.text.encode()).to_bytes(HASH_BYTES) for p in article.paragraphs]
    times: tuple[tuple[int, int], ...] = ((len(hashes), now),) if hashes else ()
    if earlier is not None:
        known: dict[bytes, list[int]] = {}
        for paragraph in reversed(earlier.paragraphs):
            known.setdefault(paragraph.content_hash, []).append(paragraph.added_at)
        added = [known[h].pop() if known.get(h) else now for h in hashes]
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
        hand,
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def entry_record(entry: CatalogEntry) -> dict[str, Any]:
    """Return *entry* as it is written to JSON."""
    return {
        "id": entry.article_id,
        "hash": entry.content_hash,
        "title": entry.title,
        "date": entry.date.isoformat() if entry.date else None,
        "path": entry.path,
        "line": entry.line,
        "paragraphs": entry.hashes.hex(),
        "added": entry.times,
        "hand": entry.hand,
    }


def removed_record(removed: RemovedArticle) -> dict[str, Any]:
    """Return *removed* as it is written to JSON."""
    return {
        "removed": removed.article_id,
        "title": removed.title,
        "date": removed.date.isoformat() if removed.date else None,
        "removed_at": removed.removed_at,
    }


def read_record(loaded: Mapping[str, Any]) -> CatalogEntry | RemovedArticle:
    """Return what a JSON object of a catalog says. Raises ``KeyError`` and ``ValueError``."""
    return _removed(loaded) if "removed" in loaded else _entry(loaded)


def _entry_line(entry: CatalogEntry) -> str:
    return _encode(entry_record(entry)) + "\n"


def _removed_line(removed: RemovedArticle) -> str:
    return _encode(removed_record(removed)) + "\n"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of a catalog, and how many articles it speaks of."""

    name: str
    sha256: str
    articles: int


def _write_chapter(
    path: Path, entries: Iterable[CatalogEntry], removed: Iterable[RemovedArticle]
) -> Chapter:
    count = 0
    # Neither name nor time in it: the same catalog is the same file.
    with path.open("wb") as file, gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed:
        lines = chain(
            map(_entry_line, sorted(entries, key=attrgetter("article_id"))),
            map(_removed_line, sorted(removed, key=attrgetter("article_id"))),
        )
        # Each write has its cost, many times that of a line.
        while some := list(islice(lines, _LINES_AT_ONCE)):
            packed.write("".join(some).encode())
            count += len(some)
    return Chapter(path.name, _sha256(path), count)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_catalog(
    folder: Path,
    number: int,
    entries: Mapping[str, CatalogEntry],
    removed: Mapping[str, RemovedArticle],
    *,
    before: Sequence[Chapter] = (),
    changed: Iterable[str] = (),
) -> tuple[Chapter, ...]:
    """Write the catalog of generation *number* into *folder* and return its chapters.

    *before* are those of a catalog that differs in the articles *changed* at most, and
    whose files lie in *folder*; those that the new one holds no more are removed.
    """
    kept = list(before)
    joined: list[Chapter] = []
    ids = set(changed)
    while kept and kept[-1].articles <= _CHAPTER_FACTOR * len(ids):
        joined.append(kept.pop())
        if kept:
            ids.update(*_read_chapter(folder, joined[-1]))
    path = folder / f"catalog-{number}.jsonl.gz"
    if kept:
        chapter = _write_chapter(
            path,
            (entries[id_] for id_ in ids if id_ in entries),
            (removed[id_] for id_ in ids if id_ in removed),
        )
    else:
        chapter = _write_chapter(path, entries.values(), removed.values())
    for old in joined:
        (folder / old.name).unlink()
    return (*kept, chapter)


def _removed(loaded: Mapping[str, Any]) -> RemovedArticle:
    return RemovedArticle(
        loaded["removed"], loaded["title"], _day(loaded["date"]), loaded["removed_at"]
    )


def find_removed(
    folder: Path, chapters: Sequence[Chapter], article_id: str
) -> RemovedArticle | None:
    """Return what a catalog says of a removed article, or None. Raises ``OSError``."""
    begins = tuple(_encode({key: article_id})[:-1].encode() + b"," for key in ("id", "removed"))
    for chapter in reversed(chapters):
        with gzip.open(folder / chapter.name, "rb") as lines:
            line = next((line for line in lines if line.startswith(begins)), None)
        if line:
            return _removed(json.loads(line)) if line.startswith(begins[1]) else None
    return None


def read_catalog(
    folder: Path, chapters: Iterable[Chapter]
) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    """Return the articles and the removed articles of a catalog, each by id.

    Raises ``CatalogError`` where a file is missing or its SHA-256 is another.
    """
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    for chapter in chapters:
        later, gone = _read_chapter(folder, chapter)
        entries.update(later)
        removed.update(gone)
        for id_ in gone:
            entries.pop(id_, None)
        for id_ in removed.keys() & later.keys():
            del removed[id_]
    return entries, removed


def _read_chapter(
    folder: Path, chapter: Chapter
) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    path = folder / chapter.name
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    try:
        found = _sha256(path)
        if found != chapter.sha256:
            raise CatalogError(f"{path} has the SHA-256 {found}; expected {chapter.sha256}")
        with gzip.open(path, "rb") as lines:
            for line in lines:
                loaded = json.loads(line)
                if "removed" in loaded:
                    gone = _removed(loaded)
                    removed[gone.article_id] = gone
                else:
                    entry = _entry(loaded)
                    entries[entry.article_id] = entry
    except CatalogError:
        raise
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise CatalogError(f"{path} cannot be read ({error})") from None
    return entries, removed


def _entry(loaded: Mapping[str, Any]) -> CatalogEntry:
    return CatalogEntry(
        loaded["id"],
        loaded["hash"],
        loaded["title"],
        _day(loaded["date"]),
        # Thousands of articles share a path: one text serves all.
        sys.intern(loaded["path"]),
        loaded["line"],
        bytes.fromhex(loaded["paragraphs"]),
        tuple((count, time) for count, time in loaded["added"]),
        loaded["hand"],
    )
