"""Speakers of an article's entities, and how a source was resolved to each."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.organization_nouns import OrganizationNouns
from searchapp.attribution.coref.person_roles import PersonRoles
from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import Passage, Speaker
from searchapp.models.normalize import slug

How = Literal[
    "full",
    "short",
    "pronoun",
    "doubtful pronoun",
    "title",
    "epithet",
    "ahead",
    "owned",
    "noun",
    "described",
    "plural",
    "counted",
    "label",
]
"""How a source was resolved; ``how=`` features in ``weights.json`` use these strings."""

NAMELESS = -1
"""The entity of a speaker that no later word refers to."""

_ARTICLE = re.compile(r"^[Tt]he\s+")


class ResolvedSpeaker(Struct, frozen=True, gc=False):
    """A speaker that a source was resolved to, with its entity's index or ``NAMELESS``.

    ``antecedents`` lead from the source's words to the full name, the nearest first.
    ``attested`` is set if more than capitals shows who it is: a given name, a title, a role;
    ``doubtful`` if another speaker is about as likely.
    """

    speaker: Speaker
    entity: int
    how: How
    antecedents: tuple[Passage, ...] = ()
    attested: bool = False
    doubtful: bool = False


class EntitySpeakers:
    """The speakers that the entities of one article are."""

    def __init__(
        self,
        entities: tuple[Entity, ...],
        discourse: DiscourseModel,
        roles: PersonRoles,
        organizations: OrganizationNouns,
        full_names: dict[int, Passage],
    ) -> None:
        """*full_names* gives the passage that first names each entity in full."""
        self.entities = entities
        self.discourse = discourse
        self.roles = roles
        self.organizations = organizations
        self.full_names = full_names
        self._speakers: dict[int, Speaker | None] = {}

    def speaker(self, entity: int) -> Speaker | None:
        """Return the entity's speaker, None for a name without letters and digits."""
        if entity not in self._speakers:
            known = self.entities[entity]
            name = _ARTICLE.sub("", known.name)
            identity = slug(name)
            self._speakers[entity] = Speaker(identity, name, known.kind) if identity else None
        return self._speakers[entity]

    def add_unnamed(self, entity: int, speaker: Speaker) -> None:
        """Set the speaker of an entity that the article only describes."""
        self._speakers[entity] = speaker

    def is_person(self, entity: int) -> bool:
        """Whether *entity* is the index of a person whom the article names."""
        return 0 <= entity < len(self.entities) and self.entities[entity].kind == "person"

    def referred_to(self, entity: int, how: How) -> tuple[ResolvedSpeaker, ...]:
        """Return the speaker that a pronoun or a description refers to, () if it has none."""
        speaker = self.speaker(entity)
        if speaker is None:
            return ()
        chain: list[Passage] = []
        last_name = self.discourse.last_name.get(entity)
        nearest = last_name() if last_name is not None else None
        if nearest is not None:
            chain.append(nearest)
        full = self.full_names.get(entity)
        if full is not None and (nearest is None or full.text not in nearest.text):
            chain.append(full)
        attested = self._is_attested(entity)
        return (ResolvedSpeaker(speaker, entity, how, tuple(chain), attested),)

    def possessor(self, gender: str, paragraph: int, sentence: int) -> ResolvedSpeaker | None:
        """Return the speaker that ``his`` or ``her`` in a sentence of *paragraph* refers to."""
        antecedent = self.discourse.find_person(gender, paragraph, sentence)
        if antecedent is None:
            return None
        return next(iter(self.referred_to(antecedent.entity, "pronoun")), None)

    def all_referred_to(self, entities: Sequence[int], how: How) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that a plural refers to."""
        return tuple(speaker for entity in entities for speaker in self.referred_to(entity, how))

    def named(
        self, entities: Sequence[int], names: Sequence[str] | None = None
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers of named entities, each once.

        *names* are the words that name each; a short form is given in place of the full
        name unless they hold it. Without *names* all are named in full.
        """
        speakers: dict[int, ResolvedSpeaker] = {}
        for k, entity in enumerate(entities):
            speaker = self.speaker(entity)
            if speaker is None or entity in speakers:
                continue
            full = self.full_names.get(entity)
            short = names is not None and self.entities[entity].name not in names[k]
            chain = (full,) if short and full is not None else ()
            how: How = "short" if short else "full"
            attested = self._is_attested(entity)
            speakers[entity] = ResolvedSpeaker(speaker, entity, how, chain, attested)
        return tuple(speakers.values())

    def named_at(
        self, positions: Sequence[int], sentence: Sentence, text: str
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers whose names are the items at *positions* of a sentence.

        *text* is that of the sentence's paragraph.
        """
        items = [sentence.items[k] for k in positions if sentence.items[k].entity >= 0]
        return self.named(
            [item.entity for item in items], [text[item.start : item.end] for item in items]
        )

    def marked_doubtful(
        self, speakers: tuple[ResolvedSpeaker, ...], paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """Mark the last names that two persons of paragraphs *paragraph* - 1 and *paragraph* share.

        ``Ana Lund and Erik Lund left. Lund said``: either may be meant.
        """
        if all(resolved.how != "short" for resolved in speakers):
            return speakers
        near = self.discourse.persons_near(paragraph, 1)
        return tuple(
            replace(resolved, doubtful=True)
            if resolved.how == "short" and self._shares_last_name(resolved.entity, near)
            else resolved
            for resolved in speakers
        )

    def _shares_last_name(self, entity: int, others: Set[int]) -> bool:
        """Whether one of *others* is another person with the last name of *entity*."""
        last_name = self.entities[entity].name.rpartition(" ")[2]
        return any(
            other != entity
            and self.is_person(other)
            and self.entities[other].name.rpartition(" ")[2] == last_name
            for other in others
        )

    def _is_attested(self, entity: int) -> bool:
        if entity >= len(self.entities):
            return False
        known = self.entities[entity]
        if known.kind == "organization":
            return self.organizations.is_attested(entity)
        return bool(known.gender or known.titles or self.roles.has_role(entity))
