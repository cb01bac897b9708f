"""Records that plugins of the group ``searchapp.indexing`` give and get."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

_ENDING = re.compile(r"\.[a-z0-9][a-z0-9._-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TEXT_FIELDS = ("id", "title", "author", "source", "section", "url", "language")


class UnreadableFileError(ValueError):
    """Raised by a reader for a file that it cannot read; the message says why.

    The message completes "NAME was rejected: ...", such as "it has no headline".
    """


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path below the corpus folder, and its whole content.

    A member of an archive has a path as if the archive were a folder.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article as a reader found it.

    ``paragraphs`` are plain text. ``id`` may be empty in a file with one article, which then
    has the file's name for an id. ``language`` is a BCP 47 tag, such as ``es``. Raises
    ``TypeError`` for a value of another type.
    """

    title: str
    paragraphs: Iterable[str]
    date: datetime.date | None = None
    id: str = ""
    author: str = ""
    source: str = ""
    section: str = ""
    url: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        for name in _TEXT_FIELDS:
            _expect(isinstance(getattr(self, name), str), name, "a str", getattr(self, name))
        # A datetime is a date, too, and has no place among calendar days.
        is_day = type(self.date) is datetime.date or self.date is None
        _expect(is_day, "date", "a datetime.date or None", self.date)
        _expect(not isinstance(self.paragraphs, str), "paragraphs", "a list of str", "a str")
        paragraphs = tuple(self.paragraphs)
        for paragraph in paragraphs:
            _expect(isinstance(paragraph, str), "paragraphs", "a list of str", paragraph)
        object.__setattr__(self, "paragraphs", paragraphs)


@dataclass(frozen=True, slots=True)
class FileReader:
    """The reader of a file format.

    ``name`` is the format's, for messages; ``endings`` are those of its files, in lower case
    with their dot. ``read`` returns or yields the articles of a file, and raises
    ``UnreadableFileError`` where it cannot. Raises ``ValueError`` for another ending.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[SourceFile], Iterable[ReadArticle]]

    def __post_init__(self) -> None:
        _expect(isinstance(self.name, str) and self.name != "", "name", "a str", self.name)
        _expect(callable(self.read), "read", "a function", self.read)
        endings = self.endings
        _expect(isinstance(endings, tuple) and endings != (), "endings", "a tuple of str", endings)
        for ending in endings:
            if not isinstance(ending, str) or not _ENDING.fullmatch(ending):
                raise ValueError(f"endings must be like '.org', in lower case (got {ending!r})")


@dataclass(frozen=True, slots=True)
class LanguageLexicon:
    """The word lists with which the speakers of articles in a language are found.

    ``language`` is the first part of its BCP 47 tag, such as ``es``; ``lists`` has the text of
    each file of the lexicon by its name, such as ``cue_verbs``. Raises ``ValueError`` for a
    tag of another form.
    """

    language: str
    lists: Mapping[str, str]

    def __post_init__(self) -> None:
        if not isinstance(self.language, str) or not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"language must be like 'es' (got {self.language!r})")
        _expect(isinstance(self.lists, Mapping), "lists", "a dict of str", self.lists)
        for name, text in self.lists.items():
            _expect(isinstance(name, str), "lists", "a dict of str", name)
            _expect(isinstance(text, str), f"lists[{name!r}]", "a str", text)


def _expect(holds: bool, name: str, expected: str, value: object) -> None:
    """Raise ``TypeError`` unless *holds*."""
    if not holds:
        raise TypeError(f"{name} must be {expected} (got {value!r:.80})")
