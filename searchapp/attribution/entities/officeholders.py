"""Officeholders: persons in public office, with the offices they held at a given date.

In an article of 2016 ``the president`` is the person who held that office then, if the article
names that person. The persons, their offices and the months they held them are listed in
``officeholders.txt`` of a language's lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import cache

from searchapp.attribution.lexicons.lexicon import LexiconError
from searchapp.attribution.lexicons.loader import read_word_list
from searchapp.models.normalize import fold

_MONTHS = 12
_OFFICE = re.compile(r"(.+?) (\d{4})-(\d\d)(?: (\d{4})-(\d\d))?")
_INITIALS_AND_SUFFIXES = re.compile(r"\b(?:[a-z]\.\s*)+|\b(?:jr|sr)\.?(?:\s|$)|,")


@dataclass(frozen=True, slots=True)
class Office:
    """An office and its term; ``first`` and ``last`` count months since year 0, inclusive.

    ``last`` is None while the office is held.
    """

    title: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Officeholder:
    """A person in public office.

    ``gender`` is "m" or "f"; ``words`` describe the person at any date (party, state, trade).
    """

    name: str
    gender: str
    words: frozenset[str]
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class OfficesHeld:
    """The titles of a person's offices on one day, ``current`` and ``former``."""

    gender: str
    words: frozenset[str]
    current: tuple[str, ...]
    former: tuple[str, ...]


def offices_held(officeholder: Officeholder, day: date | None) -> OfficesHeld:
    """Return the offices of *officeholder* on *day*; without a day all of them are current."""
    month = day.year * _MONTHS + day.month if day is not None else None
    current: list[str] = []
    former: list[str] = []
    for office in officeholder.offices:
        if month is None or (
            office.first <= month and (office.last is None or month <= office.last)
        ):
            current.append(office.title)
        if office.last is not None and (month is None or office.last <= month):
            former.append(office.title)
    return OfficesHeld(officeholder.gender, officeholder.words, tuple(current), tuple(former))


class Officeholders:
    """An index of officeholders by name.

    *name_forms* maps a name to its other forms.
    """

    def __init__(
        self, officeholders: Iterable[Officeholder], name_forms: dict[str, tuple[str, ...]]
    ) -> None:
        self._by_name: dict[str, list[Officeholder]] = defaultdict(list)
        self._by_last_name: dict[str, list[Officeholder]] = defaultdict(list)
        for officeholder in officeholders:
            for name in (officeholder.name, *name_forms.get(officeholder.name, ())):
                for key in {fold(name), bare_name(name)}:
                    self._by_name[key].append(officeholder)
            last_name = bare_name(officeholder.name).rpartition(" ")[2]
            self._by_last_name[last_name].append(officeholder)

    def is_last_name(self, name: str) -> bool:
        """Whether an officeholder has the folded last name *name*."""
        return name in self._by_last_name

    def find(
        self, name: str, day: date | None, titles: Set[str] = frozenset()
    ) -> OfficesHeld | None:
        """Return the offices on *day* of the person called *name*, or None if there is none.

        A last name alone matches only persons who hold an office on that day. If several do,
        *titles*, the words that stand with the name, select the one with such an office.
        """
        bare = bare_name(name)
        matches = self._by_name.get(fold(name)) or self._by_name.get(bare, [])
        if not matches and " " not in bare:
            matches = [
                officeholder
                for officeholder in self._by_last_name.get(bare, [])
                if offices_held(officeholder, day).current
            ]
            if len(matches) > 1:
                matches = [
                    officeholder
                    for officeholder in matches
                    if titles & _title_words(offices_held(officeholder, day))
                ]
        return offices_held(matches[0], day) if len(matches) == 1 else None


def _title_words(held: OfficesHeld) -> set[str]:
    return {word for title in held.current for word in title.split()}


def bare_name(name: str) -> str:
    """Return a name folded, without initials and "Jr.": ``donald trump``."""
    return " ".join(_INITIALS_AND_SUFFIXES.sub(" ", fold(name)).split())


def _month(year: str, month: str) -> int:
    return int(year) * _MONTHS + int(month)


def parse_officeholder(line: str) -> Officeholder:
    """Return the person that a line of [officeholders] describes.

    Raises LexiconError if the line breaks the format.
    """
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[1] not in ("m", "f"):
        raise LexiconError(f"officeholders.txt: {line!r} is not NAME | m or f | WORDS | OFFICES")
    name, gender, words, terms = parts
    offices: list[Office] = []
    for term in filter(None, map(str.strip, terms.split(","))):
        match = _OFFICE.fullmatch(term)
        if match is None:
            raise LexiconError(f"officeholders.txt: {term!r} is not OFFICE YYYY-MM [YYYY-MM]")
        title, first_year, first_month, last_year, last_month = match.groups()
        last = _month(last_year, last_month) if last_year else None
        offices.append(Office(title, _month(first_year, first_month), last))
    return Officeholder(name, gender, frozenset(words.split()), tuple(offices))


@cache
def load_officeholders(language: str = "en") -> Officeholders:
    """Return the officeholders in a language's lexicon.

    Raises FileNotFoundError if the language has no list of them and LexiconError if a line
    breaks the format.
    """
    word_list = read_word_list(language, "officeholders")
    name_forms: dict[str, tuple[str, ...]] = {}
    for line in word_list.lines("name forms"):
        name, _, forms = line.partition("|")
        name_forms[name.strip()] = tuple(form.strip() for form in forms.split(","))
    officeholders = map(parse_officeholder, word_list.lines("officeholders"))
    return Officeholders(officeholders, name_forms)
