"""Which organization a noun takes up: ``the bank``, ``the company``, ``the campaign``."""

from __future__ import annotations

import re

from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.articles import Passage

OWNED = word_set("campaign administration department government camp team office")
_ANY = "*"
_CAMPAIGNS = word_set("campaign camp team")
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")


def owned_name(text: str) -> str:
    """Return the name of a body that belongs to somebody: "Ruiz's campaign" -> "Ruiz campaign"."""
    return _POSSESSIVE.sub("", text)


class Bodies:
    """The organizations of one article, as its nouns take them up.

    A body that is named by its owner ("the Ruiz campaign") is no entity: it is known
    by its words, and where it last stood.
    """

    def __init__(
        self, entities: tuple[Entity, ...], history: DiscourseModel, lexicon: Lexicon
    ) -> None:
        self.entities = entities
        self.history = history
        self.lexicon = lexicon
        self._words = [frozenset(entity.name.lower().split()) for entity in entities]
        self._owned: dict[str, tuple[str, Passage]] = {}
        self._campaigns: dict[int, str] = {}
        self._called: set[int] = set()

    def is_listed(self, entity: int) -> bool:
        """Whether the lexicon knows the organization, a word of its name, or its place.

        So is one that the article has called what it is: ``the news agency Oban Wire``.
        """
        if entity in self._called:
            return True
        lexicon, words = self.lexicon, self._words[entity]
        listed = (
            lexicon.organization_heads,
            lexicon.known_organizations,
            lexicon.publication_names,
        )
        return self._is_place(entity) or any(not words.isdisjoint(known) for known in listed)

    def _is_place(self, entity: int) -> bool:
        return self.entities[entity].name.lower() in self.lexicon.places

    def may_be_it(self, entity: int) -> bool:
        """Whether "it" may take up the organization as a speaker: a place only if it spoke."""
        return not self._is_place(entity) or entity in self.history.spoken

    def remember_called(self, sentence: Sentence, k: int) -> None:
        """Note that the name at item *k* has what it is before it: ``the union [Oban Metal]``."""
        if k and sentence.lowered[k - 1] in self.lexicon.organization_nouns:
            self._called.add(sentence.items[k].entity)

    def remember_owned(self, sentence: Sentence, k: int, text: str, paragraph: int) -> None:
        """Note the body whose owner's name is item *k*: ``the [Ruiz] campaign``."""
        noun = sentence.lowered[k + 1] if k + 1 < len(sentence.lowered) else ""
        if noun not in OWNED or sentence.lowered[k] != NAME:
            return
        start, end = sentence.items[k].start, sentence.items[k + 1].end
        name = self.name_of(sentence.items[k].entity, noun, owned_name(text[start:end]))
        self._owned[noun] = (name, Passage(paragraph + 1, start, end, text[start:end]))

    def name_of(self, owner: int, noun: str, name: str) -> str:
        """The first name that the article gives the owner's campaign, team or camp."""
        if noun not in _CAMPAIGNS or owner < 0:
            return name
        if noun == "campaign" or owner not in self._campaigns:
            self._campaigns[owner] = name
        return self._campaigns[owner]

    def owned(self, noun: str) -> tuple[str, Passage] | None:
        """The last body that the article called by *noun* and an owner: its name, its place."""
        return self._owned.get(noun)

    def meant(self, noun: str, paragraph: int, sentence: int) -> int | None:
        """The entity that ``the`` *noun* takes up in a paragraph (from 0), or None."""
        words = self.lexicon.organization_anaphors.get(noun, frozenset([noun]))
        for wanted in (frozenset([noun]), words):
            index = self._last(paragraph, sentence, wanted)
            if index is not None:
                return index
        return self._company(paragraph, sentence) if _ANY in words else None

    def _last(self, paragraph: int, sentence: int, words: frozenset[str]) -> int | None:
        """The likeliest organization with one of *words* in its name."""
        return self.history.body(
            paragraph, sentence, lambda e: not words.isdisjoint(self._words[e])
        )

    def _company(self, paragraph: int, sentence: int) -> int | None:
        """The likeliest organization that is no place and no public body."""

        def fits(entity: int) -> bool:
            public = not self._words[entity].isdisjoint(self.lexicon.public_heads)
            return not public and not self._is_place(entity)

        return self.history.body(paragraph, sentence, fits)
