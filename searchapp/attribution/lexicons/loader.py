"""The loader of a lexicon: reads the word lists of a language and derives further sets.

A file of ``lexicons/LANGUAGE/`` holds words under ``[section]`` headings; comments at its head
describe the format. To extend a list, edit the file; no code needs to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from searchapp.attribution.lexicons.lexicon import CueForm, Lexicon, LexiconError, Tier
from searchapp.attribution.lexicons.morphology import (
    TENSES,
    Tense,
    british_spelling,
    inflect,
    pluralize,
)

LEXICON_FILES = (
    "cue_nouns",
    "cue_phrases",
    "cue_verbs",
    "function_words",
    "given_names",
    "humans",
    "organizations",
    "places",
    "titles",
)
"""The names of the files that make up a lexicon, without ``.txt``."""

_COMPASS = frozenset(["new", "north", "south", "west", "east", "united", "st."])
_PRONOUN_GENDERS = {"male": "m", "female": "f", "plural": "p", "neuter": "o", "other": "x"}


class WordList:
    """One file of a lexicon: the lines of each of its sections, in lower case.

    Lines before the first heading are in the section named by the empty string. With *partial*,
    a section that the file has not is empty.
    """

    def __init__(self, name: str, text: str, *, partial: bool = False) -> None:
        self.name = name
        self._partial = partial
        self.sections: dict[str, list[str]] = {"": []}
        section = ""
        for raw_line in text.splitlines():
            line = raw_line.partition("#")[0].strip()
            if line.startswith("["):
                section = line.strip("[]").strip()
                self.sections.setdefault(section, [])
            elif line:
                self.sections[section].append(line.lower())

    def lines(self, section: str) -> list[str]:
        """Return the lines of a section; raises LexiconError if the file has no such section."""
        if section not in self.sections:
            if self._partial:
                return []
            raise LexiconError(f"{self.name}.txt has no section [{section}]; add it")
        return self.sections[section]

    def words(self, *sections: str) -> Iterable[str]:
        """Return the words of the sections, in order."""
        return (
            word for section in sections for line in self.lines(section) for word in line.split()
        )

    def keyed(self, section: str) -> dict[str, frozenset[str]]:
        """Return, for each line, its first word and the set of the words after it."""
        return {key: frozenset(others) for key, *others in map(str.split, self.lines(section))}


def read_word_list(language: str, name: str) -> WordList:
    """Return the file *name* (without ``.txt``) of a language's lexicon.

    Raises FileNotFoundError if the language has no such file.
    """
    path = files("searchapp.attribution.lexicons") / language / f"{name}.txt"
    return WordList(name, path.read_text(encoding="utf-8"))


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Return the lexicon of *language*, the name of a folder under ``lexicons``.

    Raises FileNotFoundError if the language has no folder and LexiconError if a line breaks
    its file's format.
    """
    return build_lexicon({name: read_word_list(language, name) for name in LEXICON_FILES})


def build_lexicon(lists: Mapping[str, WordList]) -> Lexicon:
    """Return the lexicon made of *lists*, by file name; raises LexiconError for a broken line."""
    listed: dict[str, Any] = {
        field.name: frozenset(
            word
            for file, sections in field.metadata["sections"].items()
            for word in lists[file].words(*sections)
        )
        for field in fields(Lexicon)
        if field.metadata
    }
    return Lexicon(
        **listed,
        **_cues(lists),
        **_people(lists["humans"], lists["titles"]),
        **_organizations(lists["organizations"]),
        **_places(lists["places"]),
        **_grammar(lists["function_words"]),
    )


def _cues(lists: Mapping[str, WordList]) -> dict[str, Any]:
    verbs, nouns = lists["cue_verbs"], lists["cue_nouns"]
    # The most reliable tier comes last: a form that two tiers share ("saw") belongs to it.
    cue_verbs = _cue_verbs(verbs, "thought", "seldom", "clausal", "weak", "strong")
    support_verbs = _cue_verbs(verbs, "support")
    cue_phrases = _cue_phrases(lists["cue_phrases"])
    return {
        "cue_verbs": cue_verbs,
        "support_verbs": support_verbs,
        "cue_phrases": cue_phrases,
        "cue_triggers": frozenset(
            (
                *cue_verbs,
                *cue_phrases,
                *support_verbs,
                *nouns.words("document verbs", "claims"),
                "according",
            )
        ),
    }


def _cue_verbs(verbs: WordList, *tiers: Tier) -> dict[str, CueForm]:
    """Return the forms of the verbs of *tiers*; a form in two of them belongs to the later."""
    cue_verbs: dict[str, CueForm] = {}
    for tier in tiers:
        for line in verbs.lines(tier):
            for tense, form in _verb_forms(line):
                cue = CueForm(line.split()[0], tense, tier)
                cue_verbs[form] = cue_verbs[british_spelling(form)] = cue
    return cue_verbs


def _verb_forms(line: str) -> Iterable[tuple[Tense, str]]:
    """Return the forms of the verb on a line of ``cue_verbs.txt``.

    They follow from up to three principal parts, or are all listed, parted by slashes: base,
    present, past, participle and gerund, with several forms of one tense parted by spaces.
    """
    if "/" in line:
        forms = line.split("/")
        if len(forms) > len(TENSES):
            raise LexiconError(f"cue_verbs.txt: {line!r} has more than {len(TENSES)} tenses")
        return [
            (tense, form)
            for tense, listed in zip(TENSES, forms, strict=False)
            for form in listed.split()
        ]
    principal_parts = line.split()
    if len(principal_parts) > 3:
        raise LexiconError(f"cue_verbs.txt: {line!r} has more than three words")
    return inflect(*principal_parts).items()


def _cue_phrases(phrases: WordList) -> dict[str, tuple[CueForm, ...]]:
    """Return the phrases by the forms of their verbs, those with most particles first."""
    cues_by_form: dict[str, list[CueForm]] = {}
    for line in phrases.lines(""):
        phrase, _, irregular = line.partition("/")
        base, *particles = phrase.split()
        if not particles:
            raise LexiconError(f"cue_phrases.txt: {line!r} has no particle")
        for tense, form in inflect(base, *irregular.split()).items():
            cue = CueForm(phrase.strip(), tense, "strong", tuple(particles))
            cues_by_form.setdefault(form, []).append(cue)
    # Of equally long phrases the past comes first: "hit back" is past before it is base.
    return {
        form: tuple(sorted(cues, key=lambda cue: (-len(cue.particles), cue.tense != "past")))
        for form, cues in cues_by_form.items()
    }


def _people(humans: WordList, titles: WordList) -> dict[str, Any]:
    roles = frozenset(humans.words("roles", "roles male", "roles female"))
    groups = frozenset(humans.words("groups")) | frozenset(map(pluralize, roles))
    kin = frozenset(humans.words("kin", "kin male", "kin female"))
    synonyms: dict[str, frozenset[str]] = {}
    for line in humans.lines("role synonyms"):
        alike = frozenset(line.split())
        synonyms.update((role, synonyms.get(role, frozenset()) | alike) for role in alike)
    expansions = titles.keyed("expansions")
    plural_titles = {pluralize(role): frozenset([role]) for role in sorted(roles)}
    plural_titles |= {
        title: expansion
        for title, expansion in expansions.items()
        if title[:-2] + "." in expansions  # "sens.", because "sen." is listed too
    }
    return {
        "group_nouns": groups,
        "person_nouns": roles | groups | kin,
        "role_synonyms": synonyms,
        "parties": {w: line.split()[0] for line in humans.lines("parties") for w in line.split()},
        "title_expansions": expansions,
        "plural_titles": plural_titles,
    }


def _organizations(organizations: WordList) -> dict[str, Any]:
    conjuncts: set[tuple[str, str]] = set()
    for line in organizations.lines("company conjuncts"):
        words = line.split()
        if len(words) != 2:
            raise LexiconError(
                f"organizations.txt: {line!r} under [company conjuncts] is not two words"
            )
        conjuncts.add((words[0], words[1]))
    known = [name.split("_") for name in organizations.words("known names")]
    return {
        "company_conjuncts": frozenset(conjuncts),
        "known_names": frozenset(map(" ".join, known)),
        "known_name_openings": frozenset(name[0] for name in known),
        "organization_anaphors": organizations.keyed("anaphors"),
    }


def _places(places: WordList) -> dict[str, Any]:
    names = [name.split("_") for name in places.words("places")]
    return {
        "places": frozenset(map(" ".join, names)),
        "place_words": frozenset(word for name in names for word in name) - _COMPASS,
        "state_abbreviations": {
            line.split()[0]: line.split()[1] for line in places.lines("states")
        },
    }


def _grammar(function_words: WordList) -> dict[str, Any]:
    return {
        "verb_group_words": frozenset(function_words.words("auxiliaries", "adverbs", "negatives"))
        | {"to"},
        "pronouns": {
            pronoun: gender
            for section, gender in _PRONOUN_GENDERS.items()
            for pronoun in function_words.words(f"pronouns {section}")
        },
        "word_classes": _word_classes(function_words),
    }


def _word_classes(function_words: WordList) -> dict[str, str]:
    """Return the class of each small word and mark; the last class wins if several fit."""
    words = function_words.words
    classes = dict.fromkeys(words("adverbs"), "adverb")
    classes |= dict.fromkeys(words("auxiliaries"), "auxiliary")
    classes |= {word: word for word in words("clause openers", "prepositions")}
    classes |= dict.fromkeys(words("times"), "time")
    classes |= dict.fromkeys(words("determiners"), "determiner")
    classes |= dict.fromkeys(
        words(*(f"pronouns {section}" for section in _PRONOUN_GENDERS)), "pronoun"
    )
    classes |= dict.fromkeys(".?!;…", ".")
    classes |= {word: word for word in ("that", ",", ":", "to", "and", "who", "not")}
    return classes | {"": "end"}
