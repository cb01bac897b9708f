"""Definite descriptions of persons: ``the senator``, ``his lawyer``, ``the 45-year-old``.

A description means the person whom the article gives that role. One that fits nobody is
resolved like a pronoun. In the first paragraphs it may refer forward: ``An Oban judge
ruled ... Judge Ana Ruiz said``.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.person_roles import MAX_BEARERS, PersonRoles
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.models.normalize import fold

DescriptionHow = Literal["title", "epithet", "ahead", "owned"]
"""How a description was resolved: by role, like a pronoun, forward, or by its owner."""

CATAPHORA_LAST_PARAGRAPH = 2
CATAPHORA_REACH = 3
"""The last paragraph, from 0, whose descriptions refer forward, and over how many."""

_DEFINITE = frozenset(["the", "this", "that"])
_POSSESSIVES = frozenset(["his", "her", "their", "its", "my", "our"])
_RANKS = frozenset(["first", "second", "third", "last", "only", "other", "next", "same"])
_ANY_PERSON = frozenset(["man", "woman", "boy", "girl"])
_POLITICIANS = frozenset(["leader", "politician", "incumbent", "lawmaker", "legislator", "hopeful"])
# Offices that few hold: their holder is introduced, or known to every reader.
_OFFICES = word_set(
    "president governor mayor premier chancellor king queen pope senator congressman congresswoman"
    " minister ambassador secretary judge justice sheriff archbishop bishop prince princess duke"
    " duchess commissioner speaker attorney prosecutor"
)
_FORMER = frozenset(["former", "ex", "onetime", "one-time", "retired"])


class Description(Struct, frozen=True, gc=False):
    """A description in lower case: its words, its noun, its gender ("" for either).

    ``owner`` is the folded name of its possessive ("Ruiz's lawyer"), "" if it has none;
    ``continued`` is set if "of" or "'s" follows the noun ("head of the mill").
    """

    words: tuple[str, ...]
    noun: str
    gender: str
    owner: str = ""
    continued: bool = False


class DescriptionResolver:
    """Resolves the descriptions of one article, in the order of its text."""

    def __init__(self, roles: PersonRoles, discourse: DiscourseModel, lexicon: Lexicon) -> None:
        self.roles = roles
        self.discourse = discourse
        self.lexicon = lexicon

    def resolve(
        self, description: Description, paragraph: int, sentence: int
    ) -> tuple[int, DescriptionHow] | None:
        """Return the entity that *description* refers to and how, None if none fits.

        *paragraph* and *sentence* count from 0.
        """
        opening = description.words[0]
        bearers = self._bearers(description)
        if description.owner or opening in _POSSESSIVES:
            entity = self._by_owner(description, bearers)
            return (entity, "owned") if entity is not None else None
        definite = opening in _DEFINITE
        if definite or opening == description.noun:
            entity = self._last_bearer(description, bearers)
            if entity is not None:
                return entity, "title"
        if paragraph <= CATAPHORA_LAST_PARAGRAPH:
            entity = self._bearer_ahead(description, bearers, paragraph)
            if entity is not None:
                return entity, "ahead"
        agreeing = any(self._agrees(bearer, description) for bearer in bearers)
        if definite and not agreeing and self._may_be_epithet(description):
            antecedent = self.discourse.find_person(description.gender, paragraph, sentence)
            if antecedent is not None and self._epithet_fits(
                antecedent.entity, description, clear=antecedent.clear
            ):
                return antecedent.entity, "epithet"
        return None

    def _bearers(self, description: Description) -> list[int]:
        """The persons of the description's role, with or else those of a synonymous one."""
        noun, bearers = description.noun, self.roles.bearers
        exact = bearers.get(noun, [])[:MAX_BEARERS]
        synonyms = sorted(self.lexicon.role_synonyms.get(noun, ()))
        similar = [e for other in synonyms for e in bearers.get(other, [])[:MAX_BEARERS]]
        persons = exact + similar if self._content_words(description) else exact or similar
        fitting = [
            entity
            for entity in dict.fromkeys(persons)
            if self.discourse.agrees_in_gender(entity, description.gender)
        ]
        return self._in_office(fitting, description)

    def _in_office(self, bearers: list[int], description: Description) -> list[int]:
        """The *bearers* who hold the office, or who held it if the description says former."""
        noun = description.noun
        offices = {e: self.roles.offices[e] for e in bearers if e in self.roles.offices}
        if not _FORMER.isdisjoint(description.words):
            return [e for e in bearers if e in offices and noun in offices[e].former] or bearers
        past = {e for e in offices if noun in offices[e].former and noun not in offices[e].held}
        return [e for e in bearers if e not in past]

    def _last_bearer(self, description: Description, bearers: list[int]) -> int | None:
        """The bearer mentioned last, of those who share most of the description's words."""
        last = self.discourse.last_paragraph
        mentioned = [e for e in bearers if e in last and self._agrees(e, description)]
        content = self._content_words(description)
        if content and len(mentioned) > 1:
            most = max(len(content & self.roles.words[e]) for e in mentioned)
            mentioned = [e for e in mentioned if len(content & self.roles.words[e]) == most]
        return max(mentioned, key=lambda e: last[e]) if mentioned else None

    def _agrees(self, entity: int, description: Description) -> bool:
        """Whether the description names no other place or party than the person's roles."""
        office, content = self.roles.offices.get(entity), self._content_words(description)
        own = office.words if office is not None else self.roles.words.get(entity, set())
        places, parties_in = self.lexicon.place_words, self.roles.parties_in
        for known, named in (
            (own & places, content & places),
            (parties_in(own), parties_in({*content, description.noun})),
        ):
            if known and named and not known & named:
                return False
        return True

    def _content_words(self, description: Description) -> set[str]:
        """The content words of the description other than its noun, case folded."""
        lexicon = self.lexicon
        return {
            fold(word)
            for word in description.words
            if word[0].isalnum()
            and word != description.noun
            and word not in lexicon.determiners
            and word not in lexicon.prepositions
        }

    def _bearer_ahead(
        self, description: Description, bearers: list[int], paragraph: int
    ) -> int | None:
        """The only bearer whom the next paragraphs name for the first time."""
        reach = range(paragraph, paragraph + CATAPHORA_REACH + 1)
        first, words = self.roles.first_paragraph, self.roles.words
        ahead = [
            e
            for e in bearers
            if e not in self.discourse.last_name
            and first[e] in reach
            and self._agrees(e, description)
        ]
        content = self._content_words(description)
        if len(ahead) > 1 or description.noun in self.lexicon.anonymous_nouns:
            most = max((len(content & words[e]) for e in ahead), default=0)
            ahead = [e for e in ahead if len(content & words[e]) == most > 0]
        if len(ahead) == 1:
            return ahead[0]
        if bearers or description.noun in self.lexicon.anonymous_nouns:
            return self._only_officeholder(description, bearers)
        return self._introduced_next(description, paragraph)

    def _only_officeholder(self, description: Description, bearers: list[int]) -> int | None:
        """The only person of the article who holds an office, wherever it is named."""
        if len(bearers) != 1 or description.noun not in _OFFICES:
            return None
        if description.words[0] not in _DEFINITE or bearers[0] in self.discourse.last_name:
            return None
        return bearers[0] if self._agrees(bearers[0], description) else None

    def _introduced_next(self, description: Description, paragraph: int) -> int | None:
        """The only person whom the next paragraph introduces, without a role of its own.

        ``The mill's owner said it would close.`` / ``Ana Ruiz told the paper``.
        """
        introduced = [
            entity
            for entity, first in self.roles.first_paragraph.items()
            if first == paragraph + 1
            and self.discourse.kinds[entity] == "person"
            and self.discourse.agrees_in_gender(entity, description.gender)
        ]
        if len(introduced) != 1 or self.roles.has_role(introduced[0]):
            return None
        return introduced[0]

    def _by_owner(self, description: Description, bearers: list[int]) -> int | None:
        """The only bearer whose role names the owner, or the only relative."""
        owner = description.owner.rpartition(" ")[2]
        owned = [e for e in bearers if owner and owner in self.roles.words[e]]
        if not owned and description.noun in self.lexicon.kin_nouns:
            owned = bearers
        return owned[0] if len(owned) == 1 else None

    def _may_be_epithet(self, description: Description) -> bool:
        """Whether a description that fits nobody may refer to the last person mentioned."""
        ranked = any(word in _RANKS for word in description.words)
        vague = description.continued or description.noun in self.lexicon.anonymous_nouns
        return not vague and not ranked

    def _epithet_fits(self, entity: int, description: Description, *, clear: bool) -> bool:
        """Whether the person's roles allow the description.

        Unless they share a word, the person must be the *clear* antecedent.
        """
        lexicon, roles = self.lexicon, self.roles
        own = roles.words.get(entity, set())
        aged = any(word.endswith("-year-old") for word in description.words)
        allowed = own | _ANY_PERSON | _POLITICIANS
        if entity in roles.offices and not aged and description.noun not in allowed:
            return False
        if description.noun in _ANY_PERSON or own & self._content_words(description):
            return True
        if description.noun in _OFFICES:
            # "Ana Ruiz, a farmer, left. The governor said": an office is no epithet.
            return False
        if not own:
            return True
        if aged:
            return True
        if description.noun in lexicon.office_seekers and not own & lexicon.political_words:
            return False
        parties, named = roles.parties_in(own), roles.parties_in(set(description.words))
        return clear and not (parties and named and not parties & named)
