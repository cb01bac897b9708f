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
_BEFORE_ALL_VERSIONS: Version = (0, "")
_AFTER_ALL_VERSIONS: Version = (1 << 62, "")


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
        """Keep the article of *event* if its version is the highest so far, else yield why not.

        Of two different articles with the same id and version the second is rejected. A
        withdrawal, which is always yielded, concerns all versions if it has none itself.
        """
        if isinstance(event, Withdrawn):
            yield event
            version = event.version or _AFTER_ALL_VERSIONS
            earlier = self._latest.get(event.article_id)
            if not earlier or version >= earlier.version:
                yield from self._replace(event.article_id, _Latest(version, event.location, None))
            return
        version = event.version or _BEFORE_ALL_VERSIONS
        earlier = self._latest.get(event.article.id)
        if not earlier or version > earlier.version:
            latest = _Latest(version, event.location, self._write(event))
            yield from self._replace(event.article.id, latest)
        elif version == earlier.version and earlier.offset is not None:
            yield self._repeated(event, earlier)
        else:
            yield _superseded(event.location, earlier)

    def _replace(self, id_: str, latest: _Latest) -> Iterator[ReadWarning]:
        """Make *latest* the version of an article, and yield a remark on the one before."""
        earlier = self._latest.get(id_)
        if earlier and earlier.offset is not None:
            yield _superseded(earlier.location, latest)
        self._latest[id_] = latest

    def _repeated(self, event: ArticleRead, earlier: _Latest) -> ReadWarning | Rejected:
        """Return a remark on an article that was read before, or the rejection of another."""
        article = event.article
        if article == self._article(earlier):
            text = f"the same version of this article is in {earlier.location}"
            return ReadWarning(event.location, text)
        reason = f"the article in {earlier.location} already has the id {article.id!r}"
        return Rejected(event.location, reason, Scope.ARTICLE, article.id)

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
