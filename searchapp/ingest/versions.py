"""Versions of articles: of one story that a wire sends several times, the highest is kept.

Versioned articles wait in a temporary file until the whole corpus has been read, as a higher
version may be in any file. Memory holds a number for each of them.
"""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from searchapp.ingest.events import (
    ArticleRead,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Version,
    Withdrawn,
)
from searchapp.models.articles import Article, Paragraph

_MAX_MEMORY_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class _Latest:
    version: Version
    location: SourceLocation
    offset: int | None
    """Where the article is in the temporary file; None where it is withdrawn."""


class LatestVersions:
    """The highest version of each versioned article, and of each withdrawn one.

    Use it as a context manager, which deletes the temporary file.
    """

    def __init__(self) -> None:
        self._latest: dict[str, _Latest] = {}
        # Small corpora stay in memory.
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 (closed by __exit__)
            max_size=_MAX_MEMORY_BYTES
        )

    def __enter__(self) -> LatestVersions:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, event: ArticleRead | Withdrawn) -> Iterator[Event]:
        """Keep the article of *event* if its version is the highest so far, and say if not.

        Of two articles with the same version the second is rejected, where it is another; a
        withdrawal without a version concerns all of them.
        """
        is_article = isinstance(event, ArticleRead)
        id_ = event.article.id if isinstance(event, ArticleRead) else event.article_id
        version = event.version or ((0, "") if is_article else (1 << 62, ""))
        earlier = self._latest.get(id_)
        if isinstance(event, Withdrawn):
            yield event
        if earlier and earlier.offset is not None and is_article and version == earlier.version:
            if isinstance(event, ArticleRead) and event.article == self._article(earlier):
                text = f"the same version of this article is in {earlier.location}"
                yield ReadWarning(event.location, text)
                return
            reason = f"the article in {earlier.location} already has the id {id_!r}"
            yield Rejected(event.location, reason, Scope.ARTICLE, id_)
            return
        if earlier and (version < earlier.version or (is_article and version == earlier.version)):
            if is_article:
                yield _superseded(event.location, earlier)
            return
        offset = self._write(event) if isinstance(event, ArticleRead) else None
        latest = _Latest(version, event.location, offset)
        if earlier and earlier.offset is not None:
            yield _superseded(earlier.location, latest)
        self._latest[id_] = latest

    def articles(self) -> Iterator[ArticleRead]:
        """Yield the articles that remain, in the order of their locations."""
        latest = [entry for entry in self._latest.values() if entry.offset is not None]
        for entry in sorted(latest, key=lambda entry: entry.location):
            yield ArticleRead(self._article(entry), entry.location, entry.version)

    def ids(self) -> Set[str]:
        """Return the ids of all articles so far, withdrawn ones included."""
        return self._latest.keys()

    def _article(self, entry: _Latest) -> Article:
        self._file.seek(entry.offset or 0)
        return _decoded(json.loads(self._file.readline()))

    def _write(self, event: ArticleRead) -> int:
        offset = self._file.seek(0, 2)
        record = json.dumps(asdict(event.article), default=datetime.date.isoformat)
        self._file.write(f"{record}\n".encode())
        return offset


def _superseded(location: SourceLocation, by: _Latest) -> ReadWarning:
    what = "was withdrawn by" if by.offset is None else "is replaced by the version in"
    return ReadWarning(location, f"this version {what} {by.location}")


def _decoded(record: dict[str, Any]) -> Article:
    date = record.pop("date")
    paragraphs = record.pop("paragraphs")
    return Article(
        **record,
        date=datetime.date.fromisoformat(date) if date else None,
        paragraphs=tuple(Paragraph(p["number"], p["text"]) for p in paragraphs),
    )
