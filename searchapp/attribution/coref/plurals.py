"""Which persons a plural names: ``both candidates``, ``the three senators``, ``the Ruizes``."""

from __future__ import annotations

from collections.abc import Sequence, Set

from searchapp.attribution.coref.descriptions import AHEAD_REACH, AHEAD_WITHIN, Descriptions
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.morphology import pluralize
from searchapp.attribution.rules.source_spans import NUMBER_WORDS

# What tells no role of those it numbers.
_ANYBODY = {
    "men": "m",
    "women": "f",
    "rivals": "",
    "opponents": "",
    "contestants": "",
    "contenders": "",
}
_TOLD = frozenset(["both", "the", "all", "these", "those"])
_NEAR = 2


def number_of(words: Sequence[str]) -> int:
    """How many persons the *words* of a phrase count, 0 where they do not say.

    ``both candidates`` are two, ``two of the men`` are not told; so is every number
    that nobody introduced: ``two officials``.
    """
    if not words or words[0] not in _TOLD or "of" in words:
        return 0
    return _counted(words)


def _counted(words: Sequence[str]) -> int:
    """The number among the first *words*, 0 for none."""
    return next((NUMBER_WORDS[word] for word in words[:3] if word in NUMBER_WORDS), 0)


class Several:
    """The persons of one article as plurals name them."""

    def __init__(
        self,
        entities: Sequence[Entity],
        history: DiscourseModel,
        descriptions: Descriptions,
        lexicon: Lexicon,
    ) -> None:
        self.entities = entities
        self.history = history
        self.descriptions = descriptions
        self.lexicon = lexicon

    def numbered(
        self, number: int, words: Sequence[str], noun: str, paragraph: int
    ) -> tuple[int, ...]:
        """The entities that a plural means which counts *number*, () where it cannot be told.

        *words* are those of the phrase in lower case, *noun* its head, "" for none:
        ``both``, ``the two``. Taken up are those of its role who were named so far, else
        who were named in the last paragraphs, if they are as many as it counts.
        """
        near = self.history.persons_near(paragraph, _NEAR)
        if noun and noun not in NUMBER_WORDS and noun not in _ANYBODY:
            bearers = self._bearers(noun, frozenset(words))
            close = [entity for entity in bearers if entity in near]
            found = bearers if len(bearers) == number else close
        else:
            found = [e for e in near if self.history.fits(e, _ANYBODY.get(noun, ""))]
        return tuple(sorted(found)) if len(found) == number else ()

    def ahead(self, words: Sequence[str], noun: str, paragraph: int) -> tuple[int, ...]:
        """Those whom the next paragraphs name, in the first ones: ``Two senators ... Sens. Ruiz``.

        () where it does not tell how many, or they are others.
        """
        number = _counted(words)
        if not number or paragraph > AHEAD_WITHIN:
            return ()
        if any(noun == pluralize(singular) for singular in self.lexicon.anonymous_nouns):
            # "Two officials" who stay unnamed are not the two who are named below.
            return ()
        first = self.descriptions.first
        reach = range(paragraph, paragraph + AHEAD_REACH + 1)
        unseen = self._bearers(noun, frozenset(words), seen=False)
        found = [entity for entity in unseen if first.get(entity, -1) in reach]
        return tuple(found) if len(found) == number else ()

    def are(self, entities: Sequence[int], words: Sequence[str], noun: str) -> bool:
        """Whether ``the senators`` may mean just these: all of them have the role.

        So may ``each senator``, ``each`` and, of whomever, ``the rivals``.
        """
        if words[0] not in ("the", "each"):
            return False
        if noun in _ANYBODY or words == ("each",):
            gender, told = _ANYBODY.get(noun, ""), frozenset(words)
            return all(
                self.history.fits(e, gender) and not self.descriptions.differs_in_party(e, told)
                for e in entities
            )
        several = pluralize(noun) if words[0] == "each" else noun
        return set(entities) <= set(self._bearers(several, frozenset(words)))

    def _bearers(self, noun: str, words: Set[str], *, seen: bool = True) -> list[int]:
        """The persons whom the singular of *noun* and the party in *words* fit.

        They are those who are *seen*, named so far, else those who are not.
        """
        known = self.descriptions
        found: dict[int, None] = {}
        for singular, bearers in known.bearers.items():
            alike = {singular, *self.lexicon.role_synonyms.get(singular, ())}
            if noun in {pluralize(word) for word in alike}:
                found.update(dict.fromkeys(bearers))
        return [
            entity
            for entity in found
            if (entity in self.history.seen) == seen and not known.differs_in_party(entity, words)
        ]

    def family(self, entity: int, name: str) -> tuple[int, ...]:
        """The persons of *entity*'s last name where *name* is its plural, else ()."""
        if not 0 <= entity < len(self.entities) or self.entities[entity].kind != "person":
            return ()
        last = self.entities[entity].name.rpartition(" ")[2]
        if name not in (last + "s", last + "es"):
            return ()
        return tuple(
            k
            for k, other in enumerate(self.entities)
            if other.kind == "person" and other.name.endswith(" " + last)
        )
