"""Noun phrases that are organizations: ``the company``, ``the Ruiz campaign``, ``his party``."""

from __future__ import annotations

from msgspec.structs import replace

from searchapp.attribution.coref.described_speakers import (
    described,
    described_organization,
    owned_organization,
)
from searchapp.attribution.coref.noun_phrases import EXPLAINING_NOUNS, NounPhrase
from searchapp.attribution.coref.organization_nouns import OWNED_NOUNS, OrganizationNouns
from searchapp.attribution.coref.speakers import EntitySpeakers, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.sentences import NAME
from searchapp.models.articles import Speaker
from searchapp.models.normalize import slug


class OrganizationPhrases:
    """Resolves the noun phrases of one article that are organizations.

    *nouns* resolves head nouns to the organizations that the article has named before.
    """

    def __init__(
        self, speakers: EntitySpeakers, nouns: OrganizationNouns, lexicon: Lexicon
    ) -> None:
        self.speakers = speakers
        self.nouns = nouns
        self.lexicon = lexicon

    def resolve(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """Return the organization that a phrase refers to or describes, or an indefinite source."""
        if NAME in phrase.words[:-1]:
            return self._owned_by_name(phrase)
        if not phrase.is_definite:
            public = phrase.noun in self.lexicon.public_nouns and phrase.has_capital
            if public:
                return described_organization(phrase, self.lexicon)
            return described(phrase, "unnamed")
        if phrase.noun in OWNED_NOUNS and phrase.gender_of_possessive:
            return self._owned_by_pronoun(phrase) or described_organization(phrase, self.lexicon)
        end_of_opening = phrase.sentence.items[phrase.source.noun_start].end
        words = phrase.paragraph.text[end_of_opening : phrase.span[1]].split()
        if any(word[0].isupper() for word in words) and not self._is_of_place(phrase):
            # "the Oban newspaper chain", if Oban is not the name of an entity.
            return described_organization(phrase, self.lexicon)
        owned = self.nouns.last_owned(phrase.noun)
        if owned is not None and slug(owned[0]):
            return owned_organization(*owned)
        entity = self.antecedent(phrase)
        if entity is not None:
            return self.speakers.referred_to(entity, "noun")
        return described_organization(phrase, self.lexicon)

    def antecedent(self, phrase: NounPhrase) -> int | None:
        """Return the organization named before that the head noun refers to."""
        return self.nouns.resolve(phrase.noun, phrase.paragraph.index, phrase.sentence.number)

    def _is_of_place(self, phrase: NounPhrase) -> bool:
        """Whether places alone describe an organization: ``the Oban-based company``."""
        return phrase.noun not in self.lexicon.public_nouns and phrase.is_described_by_place(
            self.lexicon
        )

    def _owned_by_name(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """An organization with its owner's name: ``the Ruiz campaign``; or another source."""
        named = self._named_before(phrase)
        if named is not None:
            return self.speakers.referred_to(named, "noun")
        if phrase.noun not in OWNED_NOUNS and not self._is_public_body(phrase):
            return described(phrase, "unnamed")
        speakers = described_organization(phrase, self.lexicon)
        if not speakers or phrase.noun not in OWNED_NOUNS:
            return speakers
        source, sentence = phrase.source, phrase.sentence
        last = max(k for k in range(source.noun_start, source.head) if sentence.lowered[k] == NAME)
        owner, own_name = sentence.items[last].entity, speakers[0].speaker.name
        name = self.nouns.name_by_owner(owner, phrase.noun, own_name)
        return (replace(speakers[0], speaker=Speaker(slug(name), name, "organization")),)

    def _named_before(self, phrase: NounPhrase) -> int | None:
        """The organization whose name the noun only explains: ``the Xinhua news agency``."""
        if phrase.noun not in EXPLAINING_NOUNS:
            return None
        source, items = phrase.source, phrase.sentence.items
        named = [
            items[k] for k in range(source.noun_start, source.head) if items[k].lowered == NAME
        ]
        if len(named) != 1 or named[0].mention is None or named[0].mention.possessive:
            return None
        entity = named[0].entity
        is_place = self.nouns.is_place(entity)
        return None if self.speakers.is_person(entity) or is_place else entity

    def _is_public_body(self, phrase: NounPhrase) -> bool:
        """Whether a noun and its owner name a public body: ``Velmar's defence ministry``."""
        if phrase.noun not in self.lexicon.public_nouns:
            return False
        source, sentence = phrase.source, phrase.sentence
        owners = (sentence.items[k] for k in range(source.noun_start, source.head))
        return any(
            item.lowered == NAME and not self.speakers.is_person(item.entity) for item in owners
        )

    def _owned_by_pronoun(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """``his campaign``: the campaign of the pronoun's person, by the last name."""
        owner = self.speakers.possessor(
            phrase.gender_of_possessive, phrase.paragraph.index, phrase.sentence.number
        )
        if owner is None or owner.speaker.kind != "person":
            return ()
        own_name = f"{owner.speaker.name.rpartition(' ')[2]} {phrase.noun}"
        name = self.nouns.name_by_owner(owner.entity, phrase.noun, own_name)
        last_name = self.speakers.discourse.last_name.get(owner.entity)
        return owned_organization(name, last_name() if last_name is not None else None)
