"""What editors decided about speakers' names: which are one speaker, and which are not.

Unlike the aliases of the registry, decisions change no paragraph: they are applied to the
table of speakers, so that a decision about a name needs no article to be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from searchapp.editorial.errors import EditorialError
from searchapp.models.normalize import slug

DECISION_KEYS = ("same", "different")
"""Keys of a speaker's table in the registry that hold decisions."""


@dataclass(frozen=True, slots=True)
class SpeakerDecisions:
    """Decisions about names, by their ids.

    ``same`` are groups of ids of one speaker, the speaker's own first; ``different`` are pairs
    of ids of two speakers.
    """

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, entries: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]
    ) -> SpeakerDecisions:
        """Return the decisions of *entries*: a name, the same ones, and different ones.

        Raises ``EditorialError`` where two names are said to be both.
        """
        same: list[tuple[str, ...]] = []
        different: list[tuple[str, str]] = []
        for name, same_names, different_names in entries:
            if same_names:
                same.append(tuple(dict.fromkeys(map(slug, (name, *same_names)))))
            for other in different_names:
                if slug(other) in map(slug, (name, *same_names)):
                    raise EditorialError(
                        f"{name!r} and {other!r} are said to be the same and different; remove"
                        " one of the two"
                    )
                different.append((slug(name), slug(other)))
        return cls(tuple(same), tuple(different))
