"""Roles, titles, parties and offices of an article's persons, by noun and by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.officeholders import OfficesHeld
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.tokens import Tokens, tokenize
from searchapp.models.normalize import fold

_PARTY_OF_LETTER = {"R": "republican", "D": "democrat", "I": "independent"}
_PARTIES = frozenset(_PARTY_OF_LETTER.values())
_MAX_ROLE_WORDS = 12
MAX_BEARERS = 20
"""The limit of persons that one role noun is compared with."""


@lru_cache(maxsize=4_096)
def _words_of_role(role: str) -> tuple[str, ...]:
    return tuple(tokenize(role).lowered)


def role_heads(role: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the head nouns of a role, in lower case.

    ``chief of staff to the mayor`` gives "chief", ``lawyer and deputy`` both.
    """
    heads: set[str] = set()
    previous: set[str] = set()
    in_modifier = False
    for word in _words_of_role(role)[:_MAX_ROLE_WORDS]:
        tail = word.rpartition("-")[2]
        if word in lexicon.prepositions:
            in_modifier = True
        elif word in ("and", ","):
            in_modifier = False
        elif word == "'s":
            # "the deputy's lawyer" is not a deputy.
            heads -= previous
        elif not in_modifier and (tail in lexicon.role_nouns or tail in lexicon.kin_nouns):
            previous = {word, tail} - heads
            heads |= previous
    return frozenset(heads)


def party_and_state(tokens: Tokens, k: int, lexicon: Lexicon) -> set[str]:
    """Return the party and the state, as words, of the bracketed token *k*: ``(R-Ky.)``."""
    letter, _, state = tokens.words[min(k, len(tokens) - 1)].partition("-")
    party = _PARTY_OF_LETTER.get(letter, "")
    if not party or not state:
        return set()
    short = state.lower()
    return {
        party,
        lexicon.state_abbreviations.get(short)
        or lexicon.state_abbreviations.get(short + ".")
        or short,
    }


@dataclass(frozen=True, slots=True)
class OfficeNouns:
    """The nouns of a person's offices, present and former, and further words for them."""

    held: frozenset[str]
    former: frozenset[str]
    words: frozenset[str]


class PersonRoles:
    """What an article, and the list of officeholders, call each person.

    ``bearers`` gives the persons of each role noun, ``words`` the folded words of each
    person's roles, ``first_paragraph`` where an entity is first named (from 0), and
    ``offices`` the nouns of officeholders.
    """

    def __init__(
        self,
        paragraphs: Sequence[AnnotatedParagraph],
        entities: Entities,
        lexicon: Lexicon,
        offices_held: Mapping[int, OfficesHeld] | None = None,
    ) -> None:
        self.entities = entities.all
        self.lexicon = lexicon
        self.bearers: dict[str, list[int]] = defaultdict(list)
        self.words: dict[int, set[str]] = defaultdict(set)
        self.first_paragraph: dict[int, int] = {}
        for number, (paragraph, entity_at) in enumerate(zip(paragraphs, entities.at, strict=True)):
            for mention in paragraph.mentions:
                entity = entity_at.get(mention.start, -1)
                if entity >= 0:
                    self.first_paragraph.setdefault(entity, number)
                    self._add_neighbours(entity, mention, paragraph.tokens)
            self._add_plural_titles(paragraph)
            for entity, role in paragraph.roles.items():
                self._add_nouns(entity, role_heads(role, lexicon))
                self.words[entity].update(fold(word) for word in _words_of_role(role))
        for index, named in enumerate(self.entities):
            if named.kind == "person":
                self._add_nouns(index, named.titles)
        self.offices: dict[int, OfficeNouns] = {}
        for entity, held in (offices_held or {}).items():
            self._add_offices(entity, held)

    def _add_nouns(self, entity: int, nouns: Set[str]) -> None:
        for noun in sorted(nouns):
            if entity not in self.bearers[noun][-MAX_BEARERS:]:
                self.bearers[noun].append(entity)

    def _add_neighbours(self, entity: int, mention: Mention, tokens: Tokens) -> None:
        """Add the kin noun before a mention and the party and state in brackets after it."""
        before = tokens.lowered[max(0, mention.start - 2) : mention.start]
        if before[-1:] == [","]:
            # "his wife, Ana Ruiz"
            before.pop()
        if before and before[-1] in self.lexicon.kin_nouns:
            self._add_nouns(entity, {before[-1]})
        if tokens.words[mention.stop : mention.stop + 1] == ["("]:
            words = party_and_state(tokens, mention.stop + 1, self.lexicon)
            self._add_nouns(entity, words & _PARTIES)
            self.words[entity] |= words

    def _add_plural_titles(self, paragraph: AnnotatedParagraph) -> None:
        """Add a plural title to all names that follow it: ``Sens. Ana Ruiz and Ben Lind``."""
        lexicon, lowered = self.lexicon, paragraph.tokens.lowered
        roles_at: dict[int, frozenset[str]] = {}
        for mention in paragraph.mentions:
            for k in range(max(0, mention.start - 1), mention.name_start):
                if lowered[k] in lexicon.plural_titles:
                    roles = roles_at.get(mention.start, frozenset())
                    roles_at[mention.start] = roles | lexicon.plural_titles[lowered[k]]
        for sentence in paragraph.sentences if roles_at else ():
            names = CoordinatedNames(sentence, lexicon)
            for k in sentence.named:
                titles = roles_at.get(sentence.items[k].token, frozenset())
                for j in (k, *names.after(k)) if titles else ():
                    self._add_nouns(sentence.items[j].entity, titles)

    def _add_offices(self, entity: int, held: OfficesHeld) -> None:
        """Add the offices of a person who may be called by them without an introduction."""
        lexicon = self.lexicon
        present = frozenset().union(*(role_heads(office, lexicon) for office in held.current))
        former = frozenset().union(*(role_heads(office, lexicon) for office in held.former))
        self.offices[entity] = OfficeNouns(present, former, held.words)
        self._add_nouns(entity, present | former | (held.words & lexicon.role_nouns))
        self.words[entity] |= held.words
        for office in (*held.current, *held.former):
            self.words[entity].update(office.split())

    def has_role(self, entity: int) -> bool:
        """Whether the entity has a role, a party or an office anywhere."""
        return bool(self.words.get(entity))

    def parties_in(self, words: Set[str]) -> set[str]:
        """Return the parties that *words* name."""
        parties = self.lexicon.parties
        return {parties[word] for word in words if word in parties}

    def differs_in_party(self, entity: int, words: Set[str]) -> bool:
        """Whether the entity is known to be of another party than *words* name."""
        own, named = self.parties_in(self.words.get(entity, set())), self.parties_in(words)
        return bool(own and named) and own.isdisjoint(named)
