"""What reading a corpus yields: articles, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from searchapp.models.articles import Article


@dataclass(frozen=True, slots=True, order=True)
class SourceLocation:
    """Where an article stands: a file's path below the corpus folder, and a part of it.

    A member of an archive is named as if the archive were a folder. ``line`` counts
    from 1, lines or, where ``unit`` says so, the items of a feed or list; 0 stands for
    the whole file.
    """

    path: str
    line: int = 0
    unit: Literal["line", "item"] = field(default="line", compare=False)

    def __str__(self) -> str:
        return f"{self.path}, {self.unit} {self.line}" if self.line else self.path


class Scope(Enum):
    """How much a rejection may cost: which articles could have stood there."""

    ARTICLE = "article"
    """One article, and its id is known."""
    LINE = "line"
    """One article of the file, and nobody can say which."""
    FILE = "file"
    """Every article of the file that was not read before."""
    DIRECTORY = "directory"
    """Every article below the folder, or in the archive."""


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article, and where it stands."""

    article: Article
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that was to be read and could not be."""

    place: SourceLocation
    reason: str
    scope: Scope
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something that was read, but not quite as it stands."""

    place: SourceLocation
    text: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that is as it was when it was read before, and was not read again."""

    place: SourceLocation


Event = ArticleRead | Rejected | ReadWarning | Unchanged
