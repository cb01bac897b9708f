"""Events of reading a corpus: articles, rejections, warnings, unchanged and deferred files."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from searchapp.models.articles import Article


@dataclass(frozen=True, slots=True, order=True)
class SourceLocation:
    """A file's path below the corpus folder, and a position in it.

    A member of an archive has a path as if the archive were a folder. ``line`` counts from
    1, in lines or, where ``unit`` is ``item``, in the items of a feed or list; 0 stands
    for the whole file.
    """

    path: str
    line: int = 0
    unit: Literal["line", "item"] = field(default="line", compare=False)

    def __str__(self) -> str:
        return f"{self.path}, {self.unit} {self.line}" if self.line else self.path


Version = tuple[int, str]
"""A version of an article: its number, and the time of its creation as ISO 8601 writes it."""


def version_of(number: str, created: str) -> Version:
    """Return the version with that *number*, 0 where it is not one, and time of creation."""
    return (int(number) if number.isdecimal() and len(number) < 10 else 0, created)


class Scope(Enum):
    """The articles that a rejection may concern."""

    ARTICLE = "article"
    """One article, whose id is known."""
    LINE = "line"
    """One article of the file, whose id is unknown."""
    FILE = "file"
    """Every article of the file that was not read before the rejection."""
    DIRECTORY = "directory"
    """Every article below the folder, or in the archive."""


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article, and its location.

    Of the versions of one article the highest is indexed; ``version`` is None in formats
    that have none.
    """

    article: Article
    location: SourceLocation
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or a part of one that could not be read, and the reason."""

    location: SourceLocation
    reason: str
    scope: Scope
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """A deviation that did not prevent reading, such as an unexpected encoding."""

    location: SourceLocation
    text: str


@dataclass(frozen=True, slots=True)
class PackageRemark(ReadWarning):
    """A remark on a package: an item that refers to others.

    ``references`` are the ids of articles that have to be somewhere in the corpus.
    """

    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An article that its publisher has not published, or no longer publishes.

    ``reason`` says what shows it, such as ``pubstatus "canceled"``.
    """

    location: SourceLocation
    reason: str
    article_id: str
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that was not read again because its stamp is the same as before."""

    location: SourceLocation


@dataclass(frozen=True, slots=True)
class Deferred:
    """A file that is being written; the next run reads it. ``reason`` says what shows it."""

    location: SourceLocation
    reason: str
    scope: Scope = Scope.FILE
    article_id: None = None


Event = ArticleRead | Rejected | Withdrawn | ReadWarning | Unchanged | Deferred
