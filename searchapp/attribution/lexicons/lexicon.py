"""The lexicon of a language: the word lists that the attribution rules use.

``load_lexicon`` fills it from the files in ``lexicons/LANGUAGE/``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from searchapp.attribution.lexicons.morphology import Tense

Tier = Literal["strong", "weak", "clausal", "seldom", "support", "thought"]


class LexiconError(ValueError):
    """A lexicon file has a line that its format does not allow, or lacks a section."""


@dataclass(frozen=True, slots=True)
class CueForm:
    """One inflected form of a reporting verb or phrase.

    ``lemma`` is the verb's base form, with its particles for a phrase; ``particles`` are the
    words that must follow the verb (``out`` in ``pointed out``); ``tier`` is the section of
    ``cue_verbs.txt`` that lists the verb, which says how reliably it reports.
    """

    lemma: str
    tense: Tense
    tier: Tier
    particles: tuple[str, ...] = ()

    @property
    def strong(self) -> bool:
        """Whether the form nearly always reports when a speaker is its subject."""
        return self.tier == "strong"

    @property
    def clausal(self) -> bool:
        """Whether the form reports only with a clause or a quotation after it."""
        return self.tier == "clausal"

    @property
    def finite(self) -> bool:
        """Whether the form can be the only verb of a clause."""
        return self.tense in ("base", "third", "past")


def _words_of(**sections: str) -> Any:
    """Declare a field that holds the words of *sections*: ``file="section, section"``."""
    names = {file: text.split(", ") for file, text in sections.items()}
    return field(metadata={"sections": names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The word lists of one language, all in lower case.

    A field declared with ``_words_of`` holds the words of those sections of the files; the
    head of each file explains its sections. ``loader`` derives the other fields.
    """

    # Reporting verbs by form. ``cue_triggers`` are all words that can begin a cue.
    cue_verbs: dict[str, CueForm]
    cue_phrases: dict[str, tuple[CueForm, ...]]
    support_verbs: dict[str, CueForm]
    cue_triggers: frozenset[str]

    # Nouns of speech, and what documents do.
    document_nouns: frozenset[str] = _words_of(cue_nouns="documents")
    document_verbs: frozenset[str] = _words_of(cue_nouns="document verbs")
    claim_nouns: frozenset[str] = _words_of(cue_nouns="claims")
    occasion_nouns: frozenset[str] = _words_of(cue_nouns="occasions")

    # Nouns for people. ``group_nouns`` includes the plurals of the roles; ``role_synonyms``
    # maps a role to the roles that can refer back to it, ``parties`` a word to its party.
    person_nouns: frozenset[str]
    role_nouns: frozenset[str] = _words_of(humans="roles, roles male, roles female")
    group_nouns: frozenset[str]
    kin_nouns: frozenset[str] = _words_of(humans="kin, kin male, kin female")
    role_synonyms: dict[str, frozenset[str]]
    anonymous_nouns: frozenset[str] = _words_of(humans="anonymous")
    negative_subjects: frozenset[str] = _words_of(humans="negative subjects")
    office_seekers: frozenset[str] = _words_of(humans="office seekers")
    political_words: frozenset[str] = _words_of(humans="political")
    parties: dict[str, str]
    male_words: frozenset[str] = _words_of(humans="roles male, kin male", titles="honorifics male")
    female_words: frozenset[str] = _words_of(
        humans="roles female, kin female", titles="honorifics female"
    )

    # Words before a name. ``plural_titles`` maps a plural title ("sens.", "attorneys") to the
    # role of each person named after it, ``title_expansions`` an abbreviation to its roles.
    title_words: frozenset[str] = _words_of(
        humans="roles, roles male, roles female",
        titles="titles, honorifics, honorifics male, honorifics female, royals, peers",
    )
    royal_titles: frozenset[str] = _words_of(titles="royals")
    peer_titles: frozenset[str] = _words_of(titles="peers")
    honorifics: frozenset[str] = _words_of(titles="honorifics, honorifics male, honorifics female")
    title_modifiers: frozenset[str] = _words_of(titles="modifiers")
    portfolios: frozenset[str] = _words_of(titles="portfolios")
    plural_titles: dict[str, frozenset[str]]
    title_expansions: dict[str, frozenset[str]]

    given_names: frozenset[str] = _words_of(given_names="male, female, either")
    family_names: frozenset[str] = _words_of(given_names="family names")
    male_names: frozenset[str] = _words_of(given_names="male")
    female_names: frozenset[str] = _words_of(given_names="female")

    # ``known_names`` are whole names of organizations, the words parted by spaces.
    # ``organization_anaphors`` maps a noun ("bank") to the words of the names it refers to;
    # ``company_conjuncts`` are the words around the "and" of a company's name.
    organization_heads: frozenset[str] = _words_of(organizations="heads, companies")
    company_heads: frozenset[str] = _words_of(organizations="companies")
    opening_heads: frozenset[str] = _words_of(organizations="openings")
    surname_heads: frozenset[str] = _words_of(organizations="surnames")
    proper_heads: frozenset[str] = _words_of(organizations="proper heads")
    complement_heads: frozenset[str] = _words_of(organizations="complement heads")
    public_heads: frozenset[str] = _words_of(organizations="public")
    thing_heads: frozenset[str] = _words_of(organizations="things")
    holidays: frozenset[str] = _words_of(organizations="holidays")
    specific_nouns: frozenset[str] = _words_of(organizations="specific nouns")
    public_nouns: frozenset[str] = _words_of(organizations="public nouns")
    organization_nouns: frozenset[str] = _words_of(organizations="nouns")
    organization_anaphors: dict[str, frozenset[str]]
    known_organizations: frozenset[str] = _words_of(organizations="known")
    known_names: frozenset[str]
    known_name_openings: frozenset[str]
    publication_names: frozenset[str] = _words_of(organizations="publications")
    company_conjuncts: frozenset[tuple[str, str]]

    # ``places`` are whole names, ``place_words`` their words without "new", "north" and such.
    places: frozenset[str]
    place_words: frozenset[str]
    geographic_heads: frozenset[str] = _words_of(places="geographic heads")
    demonyms: frozenset[str] = _words_of(places="demonyms")
    state_abbreviations: dict[str, str]

    # Grammar. ``pronouns`` maps a pronoun to "m", "f", "p" (plural), "o" (neuter) or "x"
    # (other); ``word_classes`` maps small words and punctuation to their class for the scorers.
    determiners: frozenset[str] = _words_of(function_words="determiners")
    articles: frozenset[str] = _words_of(function_words="articles")
    prepositions: frozenset[str] = _words_of(function_words="prepositions")
    auxiliaries: frozenset[str] = _words_of(function_words="auxiliaries")
    be_forms: frozenset[str] = _words_of(function_words="be forms")
    negatives: frozenset[str] = _words_of(function_words="negatives")
    adverbs: frozenset[str] = _words_of(function_words="adverbs")
    prospective_words: frozenset[str] = _words_of(function_words="prospective")
    conjunctions: frozenset[str] = _words_of(function_words="conjunctions")
    clause_openers: frozenset[str] = _words_of(function_words="clause openers")
    time_words: frozenset[str] = _words_of(function_words="times")
    not_names: frozenset[str] = _words_of(function_words="not names")
    surname_words: frozenset[str] = _words_of(function_words="surnames")
    ordinal_words: frozenset[str] = _words_of(function_words="ordinals")
    opening_adjectives: frozenset[str] = _words_of(function_words="opening adjectives")
    # Where none of these occurs, no common word is used as a name.
    name_word_signs: frozenset[str] = _words_of(
        function_words="surnames, ordinals", organizations="companies"
    )
    verb_group_words: frozenset[str]
    pronouns: dict[str, str]
    word_classes: dict[str, str]

    # Words that identify the language of a text, and words that identify another language.
    language_markers: frozenset[str] = _words_of(function_words="language markers")
    foreign_markers: frozenset[str] = _words_of(function_words="foreign markers")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, separated by white space, as a set."""
    return frozenset(words.split())
