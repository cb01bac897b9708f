"""Plural anaphora: ``they``, ``both candidates``, ``the three senators``, ``the Ruizes``."""

from __future__ import annotations

from collections.abc import Sequence, Set

from msgspec.structs import replace

from searchapp.attribution.coref.descriptions import CATAPHORA_LAST_PARAGRAPH, CATAPHORA_REACH
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.person_roles import PersonRoles
from searchapp.attribution.coref.speakers import EntitySpeakers, How, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.morphology import pluralize
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import Sentence

# Plural nouns that fit persons of any role, with their gender.
_ANY_PERSONS = {
    "men": "m",
    "women": "f",
    "rivals": "",
    "opponents": "",
    "contestants": "",
    "contenders": "",
}
_DEFINITE = frozenset(["both", "the", "all", "these", "those"])
_NEAR = 2
_GROUP_REACH = 3


def count_of_known(words: Sequence[str]) -> int:
    """Return how many persons a phrase counts, 0 unless it counts persons already known.

    ``both candidates`` counts two; ``two of the men`` and ``two officials``, which
    introduce their persons, count 0.
    """
    if not words or words[0] not in _DEFINITE or "of" in words:
        return 0
    return _number_in(words)


def _number_in(words: Sequence[str]) -> int:
    """The number among the first three *words*, 0 if there is none."""
    return next((NUMBER_WORDS[word] for word in words[:3] if word in NUMBER_WORDS), 0)


class PluralResolver:
    """Resolves the plurals of one article, in the order of its text.

    Paragraphs count from 0. It remembers the last group: the persons or the sources that
    "they" refers to.
    """

    def __init__(
        self,
        speakers: EntitySpeakers,
        discourse: DiscourseModel,
        roles: PersonRoles,
        lexicon: Lexicon,
    ) -> None:
        self.speakers = speakers
        self.discourse = discourse
        self.roles = roles
        self.lexicon = lexicon
        self._group: tuple[ResolvedSpeaker, ...] = ()
        self._group_paragraph = -9

    def remember_group(self, speakers: Sequence[ResolvedSpeaker], how: How, paragraph: int) -> None:
        """Let "they" refer to *speakers*, resolved by *how*."""
        self._group = tuple(replace(speaker, how=how) for speaker in speakers)
        self._group_paragraph = paragraph

    def mention_group(self, speakers: Sequence[ResolvedSpeaker], paragraph: int) -> None:
        """Let "they" refer to *speakers*, who are not the subject, if no other group is near."""
        if paragraph - self._group_paragraph > 1:
            self.remember_group(speakers, "plural", paragraph)

    def mention_organization(self, speakers: Sequence[ResolvedSpeaker], paragraph: int) -> None:
        """Let "they" refer to an organization that speaks, if no group is in the paragraph."""
        if paragraph > self._group_paragraph:
            self.remember_group(speakers, "doubtful pronoun", paragraph)

    def last_group(self, paragraph: int) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that "they" refers to, () if none is near."""
        return () if paragraph - self._group_paragraph > _GROUP_REACH else self._group

    def counted(
        self, words: tuple[str, ...], noun: str, paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the persons that ``the two men`` or ``both candidates`` refers to.

        *words* are those of the phrase in lower case, *noun* its head, "" if it has none.
        The result is empty where the phrase cannot be resolved.
        """
        count, each = count_of_known(words), words[:1] == ("each",)
        if not count and not each and noun not in self.lexicon.group_nouns:
            return ()
        bearers = self._counted_bearers(count, words, noun, paragraph) if count else ()
        group = self.last_group(paragraph)
        if len(group) > 1 and all(member.speaker.kind == "person" for member in group):
            members = [member.entity for member in group]
            if not count and self._fits_all(members, words, noun):
                return group
            if count == len(group) and not bearers:
                return tuple(replace(member, how="counted") for member in group)
        if not bearers:
            bearers = self._bearers_ahead(words, noun, paragraph)
        return self.speakers.all_referred_to(bearers, "counted")

    def _counted_bearers(
        self, count: int, words: Sequence[str], noun: str, paragraph: int
    ) -> tuple[int, ...]:
        """The *count* persons of the role, else those near; () if they are not as many."""
        near = self.discourse.persons_near(paragraph, _NEAR)
        if noun and noun not in NUMBER_WORDS and noun not in _ANY_PERSONS:
            bearers = self._bearers(noun, frozenset(words))
            close = [entity for entity in bearers if entity in near]
            persons = bearers if len(bearers) == count else close
        else:
            gender = _ANY_PERSONS.get(noun, "")
            persons = [e for e in near if self.discourse.agrees_in_gender(e, gender)]
        return tuple(sorted(persons)) if len(persons) == count else ()

    def _bearers_ahead(self, words: Sequence[str], noun: str, paragraph: int) -> tuple[int, ...]:
        """The persons whom the next paragraphs name: ``Two senators ... Sens. Ruiz and Lind``.

        () after the first paragraphs, or if the phrase counts none or another number.
        """
        count = _number_in(words)
        if not count or paragraph > CATAPHORA_LAST_PARAGRAPH:
            return ()
        if any(noun == pluralize(singular) for singular in self.lexicon.anonymous_nouns):
            # "Two officials" stay unnamed even if the next paragraphs name two.
            return ()
        first = self.roles.first_paragraph
        reach = range(paragraph, paragraph + CATAPHORA_REACH + 1)
        unnamed_yet = self._bearers(noun, frozenset(words), mentioned=False)
        ahead = [entity for entity in unnamed_yet if first.get(entity, -1) in reach]
        return tuple(ahead) if len(ahead) == count else ()

    def _fits_all(self, entities: Sequence[int], words: Sequence[str], noun: str) -> bool:
        """Whether ``the senators``, ``each senator`` or ``each`` fits all of *entities*."""
        if words[0] not in ("the", "each"):
            return False
        if noun in _ANY_PERSONS or words == ("each",):
            gender, content = _ANY_PERSONS.get(noun, ""), frozenset(words)
            return all(
                self.discourse.agrees_in_gender(e, gender)
                and not self.roles.differs_in_party(e, content)
                for e in entities
            )
        plural_noun = pluralize(noun) if words[0] == "each" else noun
        return set(entities) <= set(self._bearers(plural_noun, frozenset(words)))

    def _bearers(self, noun: str, words: Set[str], *, mentioned: bool = True) -> list[int]:
        """The persons whom the singular of *noun* and the party in *words* fit.

        They have been *mentioned* so far, or have not.
        """
        persons: dict[int, None] = {}
        for singular, bearers in self.roles.bearers.items():
            synonyms = {singular, *self.lexicon.role_synonyms.get(singular, ())}
            if noun in {pluralize(word) for word in synonyms}:
                persons.update(dict.fromkeys(bearers))
        return [
            entity
            for entity in persons
            if (entity in self.discourse.last_paragraph) == mentioned
            and not self.roles.differs_in_party(entity, words)
        ]

    def family(self, source: SourceSpan, sentence: Sentence) -> tuple[ResolvedSpeaker, ...]:
        """Return the persons of a family name in the plural: ``the Ruizes``, else ()."""
        item = sentence.items[source.head]
        if not self.speakers.is_person(item.entity):
            return ()
        name = item.mention.words[-1] if item.mention and len(item.mention.words) == 1 else ""
        entities = self.speakers.entities
        last_name = entities[item.entity].name.rpartition(" ")[2]
        if name not in (last_name + "s", last_name + "es"):
            return ()
        family = [
            k
            for k, entity in enumerate(entities)
            if entity.kind == "person" and entity.name.endswith(" " + last_name)
        ]
        return self.speakers.all_referred_to(family, "short")
