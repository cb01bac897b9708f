"""Documents of the index of trails of a generation.

A trail is a document with the passages that are wordings of one, and what lists of trails are
ordered and filtered by; its paragraphs are found by these passages. What every search needs of
trails is repeated in a few *parts*: the counts that hits show, and the paragraphs that repeat an
earlier article.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import msgspec

PARTS_FACET, TRAIL_FACET = "part", "trail"

Link = tuple[int, int]
"""The hashes of two passages that are wordings of one, the lower first."""


class TrailDocument(msgspec.Struct, frozen=True):
    """The passages of one trail, by their hashes, and what is known of it.

    ``first`` is the earliest wording, ``last`` the latest day, ISO 8601. ``speakers`` are the
    ids of the credited names. ``later`` are the keys of the paragraphs that repeat what an
    earlier article has; it is empty for a set phrase. ``aliases`` are passages that were
    wordings of the trail and have left the index: ids made of them lead to it.
    """

    id: str
    texts: tuple[int, ...]
    links: tuple[Link, ...]
    first: int
    last: str | None
    articles: int
    wordings: int
    set_phrase: bool
    conflict: bool
    speakers: tuple[str, ...]
    later: tuple[str, ...]
    aliases: tuple[int, ...] = ()
    facet: str = TRAIL_FACET

    @property
    def key(self) -> str:
        """The id of the document."""
        return f"{TRAIL_FACET}:{self.first}"


class CountedTrail(NamedTuple):
    """The counts of a trail that hits show: its id, its articles and its wordings."""

    id: str
    articles: int
    wordings: int


class Part(msgspec.Struct):
    """One of ``parts`` parts of what searches need of trails; set phrases are left out.

    ``trails`` holds the trail of each of ``texts``. ``later`` has the key of a paragraph once
    for each trail in which it repeats an earlier article.
    """

    parts: int
    texts: list[int] = msgspec.field(default_factory=list)
    trails: list[CountedTrail] = msgspec.field(default_factory=list)
    later: list[str] = msgspec.field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of entries of the longer list."""
        return max(len(self.texts), len(self.later))


class PartDocument(msgspec.Struct, frozen=True):
    """A part, stored and not indexed."""

    number: int
    part: Part
    facet: str = PARTS_FACET

    @property
    def key(self) -> str:
        """The id of the document."""
        return part_key(self.number)


def part_key(number: int) -> str:
    """Return the id of the document of a part."""
    return f"{PARTS_FACET}-{number}"


def part_of_text(text: int, parts: int) -> int:
    """Return the number of the part that a passage is in."""
    return text % parts


def part_of_paragraph(key: str, parts: int) -> int:
    """Return the number of the part that a paragraph's key is in."""
    return zlib.crc32(key.encode()) % parts
