"""What an index holds, article by article: enough to see what changed since.

The catalog is a file of JSON lines beside the index, streamed both ways: first one
line for each article, in the order of ids, then one for each removed article.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchapp.records import Article


@dataclass(frozen=True, slots=True)
class IndexedParagraph:
    """A paragraph's content hash, and when it first entered the index.

    ``added_at`` is in whole seconds since 1970, UTC.
    """

    content_hash: str
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
    paragraphs: tuple[IndexedParagraph, ...]
    hand: str = ""


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
    known: dict[str, list[int]] = {}
    for paragraph in reversed(earlier.paragraphs if earlier else ()):
        known.setdefault(paragraph.content_hash, []).append(paragraph.added_at)
    paragraphs = []
    for text in (p.text for p in article.paragraphs):
        digest = _digest(text)[:16]
        times = known.get(digest)
        paragraphs.append(IndexedParagraph(digest, times.pop() if times else now))
    return CatalogEntry(
        article.id,
        content_hash(article),
        article.title,
        article.date,
        path,
        line,
        tuple(paragraphs),
        hand,
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _entry_line(entry: CatalogEntry) -> str:
    return json.dumps(
        {
            "id": entry.article_id,
            "hash": entry.content_hash,
            "title": entry.title,
            "date": entry.date.isoformat() if entry.date else None,
            "path": entry.path,
            "line": entry.line,
            "paragraphs": [[p.content_hash, p.added_at] for p in entry.paragraphs],
            "hand": entry.hand,
        },
        ensure_ascii=False,
    )


def _removed_line(removed: RemovedArticle) -> str:
    return json.dumps(
        {
            "removed": removed.article_id,
            "title": removed.title,
            "date": removed.date.isoformat() if removed.date else None,
            "removed_at": removed.removed_at,
        },
        ensure_ascii=False,
    )


def write_catalog(
    path: Path, entries: Iterable[CatalogEntry], removed: Iterable[RemovedArticle]
) -> str:
    """Write the catalog to *path* and return the SHA-256 of the file."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in map(_entry_line, sorted(entries, key=lambda e: e.article_id)):
            data = line.encode() + b"\n"
            digest.update(data)
            file.write(data)
        for line in map(_removed_line, sorted(removed, key=lambda r: r.article_id)):
            data = line.encode() + b"\n"
            digest.update(data)
            file.write(data)
    return digest.hexdigest()


def _removed(loaded: Mapping[str, Any]) -> RemovedArticle:
    return RemovedArticle(
        loaded["removed"], loaded["title"], _day(loaded["date"]), loaded["removed_at"]
    )


def find_removed(path: Path, article_id: str) -> RemovedArticle | None:
    """Return what *path* says of a removed article, or None. Raises ``OSError``."""
    begins = json.dumps({"removed": article_id}, ensure_ascii=False)[:-1].encode()
    with path.open("rb") as file:
        line = next((line for line in file if line.startswith(begins + b",")), None)
    return _removed(json.loads(line)) if line else None


def read_catalog(
    path: Path, sha256: str
) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    """Return the articles and the removed articles of *path*, each by id.

    Raises ``CatalogError`` where the file is missing or its SHA-256 is another.
    """
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                loaded = json.loads(line)
                if "removed" in loaded:
                    removed[loaded["removed"]] = _removed(loaded)
                else:
                    entries[loaded["id"]] = CatalogEntry(
                        loaded["id"],
                        loaded["hash"],
                        loaded["title"],
                        _day(loaded["date"]),
                        loaded["path"],
                        loaded["line"],
                        tuple(IndexedParagraph(h, t) for h, t in loaded["paragraphs"]),
                        loaded.get("hand", ""),
                    )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogError(f"{path} cannot be read ({error})") from None
    if digest.hexdigest() != sha256:
        raise CatalogError(f"{path} has the SHA-256 {digest.hexdigest()}; expected {sha256}")
    return entries, removed
