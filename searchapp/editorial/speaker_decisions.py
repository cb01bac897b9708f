"""What editors decided about speakers: which names are one, which are not, and external ids.

Unlike the aliases of the registry, decisions change no paragraph: they are applied to the
table of speakers, so that a decision about a name needs no article to be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from searchapp.editorial.errors import EditorialError
from searchapp.models.normalize import slug

DECISION_KEYS = ("same", "different", "same_as")
"""Keys of a speaker's table in the registry that hold decisions."""


@dataclass(frozen=True, slots=True)
class DecidedName:
    """A name, those that are the same speaker, those that are not, and URLs of the speaker."""

    name: str
    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeakerDecisions:
    """Decisions about names, by their ids.

    ``same`` are groups of ids of one speaker, the speaker's own first; ``different`` are pairs
    of ids of two speakers. ``same_as`` are pairs of an id and the URLs that identify the
    speaker elsewhere.
    """

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    same_as: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, entries: Iterable[DecidedName]) -> SpeakerDecisions:
        """Return the decisions of *entries*.

        Raises ``EditorialError`` where two names are said to be both.
        """
        same: list[tuple[str, ...]] = []
        different: list[tuple[str, str]] = []
        same_as: list[tuple[str, tuple[str, ...]]] = []
        for entry in entries:
            name, id_ = entry.name, slug(entry.name)
            if entry.same:
                same.append(tuple(dict.fromkeys(map(slug, (name, *entry.same)))))
            if entry.same_as:
                same_as.append((id_, entry.same_as))
            for other in entry.different:
                if slug(other) in map(slug, (name, *entry.same)):
                    raise EditorialError(
                        f"{name!r} and {other!r} are said to be the same and different; remove"
                        " one of the two"
                    )
                different.append((id_, slug(other)))
        return cls(tuple(same), tuple(different), tuple(same_as))
