"""Whom a description of a person means: ``the senator``, ``his lawyer``, ``the 45-year-old``.

A description means whom the article gives that role; one without a bearer means,
like a pronoun, who was last spoken of. In the first paragraphs it may run ahead:
``An Oban judge ruled ... Judge Ana Ruiz said``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal

from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.entities.officeholders import OfficesHeld
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.tokens import Tokens, tokenize
from searchapp.models.normalize import fold

Manner = Literal["title", "epithet", "ahead", "owned"]

_DEFINITE = frozenset(["the", "this", "that"])
_BY_LETTER = {"R": "republican", "D": "democrat", "I": "independent"}
_PARTIES = frozenset(_BY_LETTER.values())
_OWNERS = frozenset(["his", "her", "their", "its", "my", "our"])
_RANKS = frozenset(["first", "second", "third", "last", "only", "other", "next", "same"])
_ANYBODY = frozenset(["man", "woman", "boy", "girl"])
_OF_OFFICE = frozenset(["leader", "politician", "incumbent", "lawmaker", "legislator", "hopeful"])
_FORMER = frozenset(["former", "ex", "onetime", "one-time", "retired"])
_ROLE_WORDS = 12
AHEAD_WITHIN = 2
AHEAD_REACH = 3
"""Up to which paragraph, from 0, a description may run ahead, and over how many."""

_MAX_BEARERS = 20


@dataclass(frozen=True, slots=True)
class Description:
    """A description in lower case: its words, its noun, the gender that fits ("" for any).

    ``owner`` is the folded name before its possessive ("Ruiz's lawyer"), "" for none;
    ``open`` says that "of" goes on after the noun ("head of the mill").
    """

    words: tuple[str, ...]
    noun: str
    gender: str
    owner: str = ""
    open: bool = False


def role_heads(role: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the nouns that a role is about, in lower case.

    ``chief of staff to the mayor`` is a chief, ``lawyer and deputy`` both.
    """
    heads: set[str] = set()
    previous: set[str] = set()
    within = False
    for low in tokenize(role).lowered[:_ROLE_WORDS]:
        tail = low.rpartition("-")[2]
        if low in lexicon.prepositions:
            within = True
        elif low in ("and", ","):
            within = False
        elif low == "'s":
            # "the deputy's lawyer" is no deputy.
            heads -= previous
        elif not within and (tail in lexicon.role_nouns or tail in lexicon.kin_nouns):
            previous = {low, tail} - heads
            heads |= previous
    return frozenset(heads)


def party_and_state(tokens: Tokens, at: int, lexicon: Lexicon) -> set[str]:
    """Return party and state, as words, of the token *at* in a bracket: ``(R-Ky.)``."""
    letter, _, state = tokens.words[min(at, len(tokens) - 1)].partition("-")
    party = _BY_LETTER.get(letter, "")
    if not party or not state:
        return set()
    low = state.lower()
    full = lexicon.state_abbreviations.get(low) or lexicon.state_abbreviations.get(low + ".") or low
    return {party, full}


@dataclass(frozen=True, slots=True)
class _Known:
    """The nouns of the offices that somebody holds, of those no more held, and other words."""

    held: frozenset[str]
    former: frozenset[str]
    words: frozenset[str]


class Descriptions:
    """What an article calls each of its persons, and whom a description therefore means."""

    def __init__(
        self,
        readings: list[AnnotatedParagraph],
        entities: Entities,
        lexicon: Lexicon,
        standings: Mapping[int, OfficesHeld] | None = None,
    ) -> None:
        self.entities = entities.all
        self.lexicon = lexicon
        self.bearers: dict[str, list[int]] = defaultdict(list)
        self.words: dict[int, set[str]] = defaultdict(set)
        self.first: dict[int, int] = {}
        self.place_words = lexicon.place_words
        for number, (reading, at) in enumerate(zip(readings, entities.at, strict=True)):
            for mention in reading.mentions:
                entity = at.get(mention.start, -1)
                if entity >= 0:
                    self.first.setdefault(entity, number)
                    before = reading.tokens.lowered[max(0, mention.start - 2) : mention.start]
                    if before[-1:] == [","]:
                        # "his wife, Ana Ruiz"
                        before.pop()
                    if before and before[-1] in lexicon.kin_nouns:
                        self._note(entity, {before[-1]})
                    if reading.tokens.words[mention.stop : mention.stop + 1] == ["("]:
                        party = party_and_state(reading.tokens, mention.stop + 1, lexicon)
                        self._note(entity, party & _PARTIES)
                        self.words[entity] |= party
            self._note_shared(reading)
            for entity, role in reading.roles.items():
                self._note(entity, role_heads(role, lexicon))
                self.words[entity].update(fold(low) for low in tokenize(role).lowered)
        for entity, known in enumerate(self.entities):
            if known.kind == "person":
                self._note(entity, known.titles)
        self.standings: dict[int, _Known] = {}
        for entity, standing in (standings or {}).items():
            self._note_standing(entity, standing)

    def _note(self, entity: int, nouns: frozenset[str] | set[str]) -> None:
        for noun in nouns:
            if entity not in self.bearers[noun][-_MAX_BEARERS:]:
                self.bearers[noun].append(entity)

    def _note_shared(self, reading: AnnotatedParagraph) -> None:
        """Give all whose names are joined the role before them: ``Sens. Ana Ruiz and Ben Lind``."""
        shared, lowered = self.lexicon.plural_titles, reading.tokens.lowered
        titled: dict[int, frozenset[str]] = {}
        for mention in reading.mentions:
            for k in range(max(0, mention.start - 1), mention.name_start):
                if lowered[k] in shared:
                    roles = titled.get(mention.start, frozenset())
                    titled[mention.start] = roles | shared[lowered[k]]
        for sentence in reading.sentences if titled else ():
            for k, item in enumerate(sentence.items):
                if item.entity >= 0 and item.token in titled:
                    for j in (k, *CoordinatedNames(sentence, self.lexicon).after(k)):
                        self._note(sentence.items[j].entity, titled[item.token])

    def _note_standing(self, entity: int, standing: OfficesHeld) -> None:
        """Add what a person in public office is called without being introduced."""
        held = frozenset().union(*(role_heads(o, self.lexicon) for o in standing.current))
        former = frozenset().union(*(role_heads(o, self.lexicon) for o in standing.former))
        self.standings[entity] = _Known(held, former, standing.words)
        self._note(entity, held | former | (standing.words & self.lexicon.role_nouns))
        self.words[entity] |= standing.words
        for office in (*standing.current, *standing.former):
            self.words[entity].update(office.split())

    def has_role(self, entity: int) -> bool:
        """Whether the article gives the entity a role anywhere."""
        return bool(self.words.get(entity))

    def differs_in_party(self, entity: int, words: Set[str]) -> bool:
        """Whether the entity is known to be of another party than those in *words*."""
        own, told = self._parties(self.words.get(entity, set())), self._parties(words)
        return bool(own and told) and own.isdisjoint(told)

    def meant(
        self, description: Description, history: DiscourseModel, paragraph: int, sentence: int
    ) -> tuple[int, Manner] | None:
        """The entity that *description* means in a paragraph (from 0), and by what."""
        opening = description.words[0]
        bearers = self._bearers(description, history)
        if description.owner or opening in _OWNERS:
            owned = self._owned(description, bearers)
            return (owned, "owned") if owned is not None else None
        definite = opening in _DEFINITE
        if definite or opening == description.noun:
            index = self._titled(description, bearers, history)
            if index is not None:
                return index, "title"
        if paragraph <= AHEAD_WITHIN:
            index = self._ahead(description, bearers, history, paragraph)
            if index is not None:
                return index, "ahead"
        agreeing = [e for e in bearers if self._agrees(e, description)]
        if definite and not agreeing and self._may_be_epithet(description):
            index = history.person(description.gender, paragraph, sentence)
            if index is not None and self._may_be_called(index, description, history):
                return index, "epithet"
        return None

    def _bearers(self, description: Description, history: DiscourseModel) -> list[int]:
        """The persons with the description's role, else with one that is as good as it."""
        noun = description.noun
        exact = self.bearers.get(noun, [])[:_MAX_BEARERS]
        same = sorted(self.lexicon.role_synonyms.get(noun, ()))
        alike = [e for other in same for e in self.bearers.get(other, [])[:_MAX_BEARERS]]
        near = exact + alike if self._content(description) else exact or alike
        fitting = [e for e in dict.fromkeys(near) if history.fits(e, description.gender)]
        return self._in_office(fitting, description)

    def _in_office(self, bearers: list[int], description: Description) -> list[int]:
        """Those of *bearers* who hold the office, or held it where they are called former."""
        noun = description.noun
        former = not _FORMER.isdisjoint(description.words)
        known = {e: self.standings[e] for e in bearers if e in self.standings}
        if former:
            return [e for e in bearers if e in known and noun in known[e].former] or bearers
        past = {e for e in known if noun in known[e].former and noun not in known[e].held}
        return [e for e in bearers if e not in past]

    def _titled(
        self, description: Description, bearers: list[int], history: DiscourseModel
    ) -> int | None:
        """The bearer last named; where more words tell, who shares one of them."""
        seen = [e for e in bearers if e in history.seen and self._agrees(e, description)]
        more = self._content(description)
        if more and len(seen) > 1:
            most = max(len(more & self.words[e]) for e in seen)
            seen = [e for e in seen if len(more & self.words[e]) == most]
        return max(seen, key=lambda e: history.seen[e]) if seen else None

    def _agrees(self, entity: int, description: Description) -> bool:
        """Whether the description and the person's roles name no different places or parties."""
        standing, content = self.standings.get(entity), self._content(description)
        own = standing.words if standing is not None else self.words.get(entity, set())
        for told, named in (
            (own & self.place_words, content & self.place_words),
            (self._parties(own), self._parties({*content, description.noun})),
        ):
            if told and named and not told & named:
                return False
        return True

    def _parties(self, words: Set[str]) -> set[str]:
        return {self.lexicon.parties[word] for word in words if word in self.lexicon.parties}

    def _content(self, description: Description) -> set[str]:
        lexicon = self.lexicon
        return {
            fold(low)
            for low in description.words
            if low[0].isalnum()
            and low != description.noun
            and low not in lexicon.determiners
            and low not in lexicon.prepositions
        }

    def _ahead(
        self, description: Description, bearers: list[int], history: DiscourseModel, paragraph: int
    ) -> int | None:
        """The one bearer whom the next paragraphs name first."""
        reach = range(paragraph, paragraph + AHEAD_REACH + 1)
        named = [
            e
            for e in bearers
            if e not in history.named_at and self.first[e] in reach and self._agrees(e, description)
        ]
        content = self._content(description)
        if len(named) > 1 or description.noun in self.lexicon.anonymous_nouns:
            most = max((len(content & self.words[e]) for e in named), default=0)
            named = [e for e in named if len(content & self.words[e]) == most > 0]
        return named[0] if len(named) == 1 else None

    def _owned(self, description: Description, bearers: list[int]) -> int | None:
        """The one bearer of the role who is said to be the owner's, else the only relative."""
        owner = description.owner.rpartition(" ")[2]
        own = [e for e in bearers if owner and owner in self.words[e]]
        if not own and description.noun in self.lexicon.kin_nouns:
            own = bearers
        return own[0] if len(own) == 1 else None

    def _may_be_epithet(self, description: Description) -> bool:
        ranked = any(low in _RANKS for low in description.words)
        vague = description.open or description.noun in self.lexicon.anonymous_nouns
        return not vague and not ranked

    def _may_be_called(
        self, entity: int, description: Description, history: DiscourseModel
    ) -> bool:
        """Whether the person's roles allow the description and nobody else fits as well."""
        own, lexicon = self.words.get(entity, set()), self.lexicon
        aged = any(word.endswith("-year-old") for word in description.words)
        known = own | _ANYBODY | _OF_OFFICE
        if entity in self.standings and not aged and description.noun not in known:
            return False
        if not own or description.noun in _ANYBODY or own & self._content(description):
            return True
        if aged:
            return True
        if description.noun in lexicon.office_seekers and not own & lexicon.political_words:
            return False
        parties, named = self._parties(own), self._parties(set(description.words))
        return not history.doubtful and not (parties and named and not parties & named)
