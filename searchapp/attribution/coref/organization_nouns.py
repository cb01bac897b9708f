"""Organization anaphora: ``the bank``, ``the company``, ``the campaign``."""

from __future__ import annotations

import re

from searchapp.attribution.coref.discourse import WHOLE_ARTICLE, DiscourseModel
from searchapp.attribution.entities.contexts import organization_apposed
from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.articles import Passage

OWNED_NOUNS = word_set("campaign administration department government camp team office")
"""Nouns of organizations that are named by their owner: ``Ruiz's campaign``."""

_ANY_COMPANY = "*"
_CAMPAIGN_NOUNS = word_set("campaign camp team")
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")


def without_possessive(name: str) -> str:
    """Return an organization's name without its possessive: "Ruiz campaign"."""
    return _POSSESSIVE.sub("", name)


class OrganizationNouns:
    """The organizations of one article that its nouns refer to.

    An organization that is named by its owner ("the Ruiz campaign") is not an entity; it is
    remembered by its noun, with the passage that last named it.
    """

    def __init__(
        self, entities: tuple[Entity, ...], discourse: DiscourseModel, lexicon: Lexicon
    ) -> None:
        self.entities = entities
        self.discourse = discourse
        self.lexicon = lexicon
        self._words = [frozenset(entity.name.lower().split()) for entity in entities]
        self._owned: dict[str, tuple[str, Passage]] = {}
        self._campaigns: dict[int, str] = {}
        self._introduced: set[int] = set()

    def is_attested(self, entity: int) -> bool:
        """Whether more than its capitals shows that the entity is an organization.

        The lexicon lists it, a word of its name or its place, or the article has called it
        one: ``the news agency Oban Wire``.
        """
        if entity in self._introduced:
            return True
        lexicon, words = self.lexicon, self._words[entity]
        lists = (lexicon.organization_heads, lexicon.known_organizations, lexicon.publication_names)
        return self.is_place(entity) or not all(map(words.isdisjoint, lists))

    def is_place(self, entity: int) -> bool:
        """Whether the entity is a place, which may speak for its government."""
        return self.entities[entity].name.lower() in self.lexicon.places

    def may_be_it(self, entity: int) -> bool:
        """Whether "it" may mean the organization; a place only if it has been a speaker."""
        return not self.is_place(entity) or entity in self.discourse.spoke

    def note_apposition(self, sentence: Sentence, k: int) -> None:
        """Note the noun beside the name at item *k*: ``the union [Oban Metal]``.

        ``[Oban Metal], a union``: or the one in apposition.
        """
        lowered = sentence.lowered
        noun = lowered[k - 1] if k and lowered[k - 1] in self.lexicon.organization_nouns else ""
        if not noun and lowered[k + 1 : k + 2] == (",",) and k + 2 < len(lowered):
            noun = organization_apposed(lowered, k + 2, self.lexicon)
        if noun:
            entity = sentence.items[k].entity
            self._introduced.add(entity)
            self._words[entity] |= {noun}

    def note_owned(self, sentence: Sentence, k: int, text: str, paragraph: int) -> None:
        """Note the organization whose owner is named at item *k*: ``the [Ruiz] campaign``."""
        noun = sentence.lowered[k + 1] if k + 1 < len(sentence.lowered) else ""
        if noun not in OWNED_NOUNS or sentence.lowered[k] != NAME:
            return
        start, end = sentence.items[k].start, sentence.items[k + 1].end
        own_name = without_possessive(text[start:end])
        name = self.name_by_owner(sentence.items[k].entity, noun, own_name)
        self._owned[noun] = (name, Passage(paragraph + 1, start, end, text[start:end]))

    def name_by_owner(self, owner: int, noun: str, name: str) -> str:
        """Return *name*, or the name the article first gave the owner's campaign or team."""
        if noun not in _CAMPAIGN_NOUNS or owner < 0:
            return name
        if noun == "campaign" or owner not in self._campaigns:
            self._campaigns[owner] = name
        return self._campaigns[owner]

    def last_owned(self, noun: str) -> tuple[str, Passage] | None:
        """Return name and passage of the last organization of *noun* named by its owner."""
        return self._owned.get(noun)

    def resolve(self, noun: str, paragraph: int, sentence: int) -> int | None:
        """Return the entity that ``the`` *noun* refers to, None if none fits.

        *paragraph* and *sentence* count from 0.
        """
        synonyms = self.lexicon.organization_anaphors.get(noun, frozenset([noun]))
        for words in (frozenset([noun]), synonyms):
            entity = self._last_with(words, paragraph, sentence)
            if entity is not None:
                return entity
        return self._last_company(paragraph, sentence) if _ANY_COMPANY in synonyms else None

    def _last_with(self, words: frozenset[str], paragraph: int, sentence: int) -> int | None:
        """The likeliest organization with one of *words* in its name."""
        antecedent = self.discourse.find_organization(
            paragraph, sentence, lambda e: not words.isdisjoint(self._words[e]), WHOLE_ARTICLE
        )
        return antecedent.entity if antecedent is not None else None

    def _last_company(self, paragraph: int, sentence: int) -> int | None:
        """The likeliest organization that is neither a place nor a public body.

        One with a company's full name, or that has spoken, is preferred to others.
        """

        def is_company(entity: int) -> bool:
            public = not self._words[entity].isdisjoint(self.lexicon.public_heads)
            return not public and not self.is_place(entity)

        def is_surely_company(entity: int) -> bool:
            named = not self._words[entity].isdisjoint(self.lexicon.company_heads)
            return (named or entity in self.discourse.spoke) and is_company(entity)

        for accepts in (is_surely_company, is_company):
            antecedent = self.discourse.find_organization(
                paragraph, sentence, accepts, WHOLE_ARTICLE
            )
            if antecedent is not None:
                return antecedent.entity
        return None
