"""Parts of a speaker's name: its words, its legal form, the title or place before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import WordList, load_lexicon

Words = tuple[str, ...]

_CACHED_NAMES = 50_000
_MAX_PERSON_WORDS = 4
_ACRONYM_LETTERS = range(2, 7)
SMALL_WORDS = frozenset(["and", "of", "the", "for", "de", "in"])
"""Words of a name that its acronym may leave out."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as its folded words, "U.S." as one.

    ``core`` is the name without legal form and without an "and" before it; ``family`` is the
    legal system of the legal form, or empty.
    """

    words: Words
    core: Words
    family: str
    dependent: bool
    """Whether the name is that of somebody's aide, unit or the like."""


@lru_cache(_CACHED_NAMES)
def name_form(speaker_id: str) -> NameForm:
    """Return the parts of the name with the id *speaker_id*."""
    words = _joined_initials(speaker_id.split("-"))
    legal_forms = _legal_forms()
    core, family = words, ""
    while len(core) > 1 and core[-1] in legal_forms:
        family = family or legal_forms[core[-1]]
        core = core[:-1]
    if family and len(core) > 1 and core[-1] == "and":
        core = core[:-1]
    return NameForm(words, core, family, not listed("dependents").isdisjoint(words))


@lru_cache(_CACHED_NAMES)
def reads_as_personal(name: NameForm) -> bool:
    """Whether a name reads as that of a person, with a given name."""
    return (
        2 <= len(name.words) <= _MAX_PERSON_WORDS
        and not name.family
        and _organization_heads().isdisjoint(name.words)
        and "and" not in name.words
    )


@cache
def _organization_heads() -> frozenset[str]:
    return lexicon().organization_heads - lexicon().surname_heads


def acronyms(name: NameForm) -> set[str]:
    """Return the acronyms that could stand for a name."""
    letters = set()
    for words in (name.words, name.core):
        letters.add("".join(word[0] for word in words))
        letters.add("".join(word[0] for word in words if word not in SMALL_WORDS))
    return {text for text in letters if len(text) in _ACRONYM_LETTERS}


@cache
def _word_list() -> WordList:
    return WordList("words", files(__package__).joinpath("words.txt").read_text("utf-8"))


@cache
def listed(section: str) -> frozenset[str]:
    """Return the words of a section of ``words.txt``."""
    return frozenset(_word_list().words(section))


@cache
def _legal_forms() -> dict[str, str]:
    """Return for each legal form the first one of its legal system."""
    lines = [line.split() for line in _word_list().lines("legal forms")]
    return {form: line[0] for line in lines for form in line}


JOINED_INITIALS = frozenset(["us", "uk", "un"])
"""Initials of a country that are one word of a name: "U.S."."""


def _joined_initials(words: Sequence[str]) -> Words:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in JOINED_INITIALS:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Return for each given name the names that can be another form of it."""
    forms: dict[str, set[str]] = {}
    for line in files(__package__).joinpath("nicknames.txt").read_text("utf-8").splitlines():
        names = line.partition("#")[0].split()
        for name in names:
            forms.setdefault(name, set()).update(names)
    return {name: frozenset(others - {name}) for name, others in forms.items()}


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of English, the language of titles and demonyms here."""
    return load_lexicon("en")
