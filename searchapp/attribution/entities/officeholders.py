"""What persons in public office are called without an article saying so.

``The president`` of an article of 2016 is whoever held that office then, where the
article names him. The persons, their offices and the months in which they held them
stand in ``officeholders.txt`` of a language's lexicons.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from searchapp.attribution.lexicons.lexicon import LexiconError, parse_sections
from searchapp.models.normalize import fold

_MONTHS = 12
_OFFICE = re.compile(r"(.+?) (\d{4})-(\d\d)(?: (\d{4})-(\d\d))?")
_PARTICLES = re.compile(r"\b(?:[a-z]\.\s*)+|\b(?:jr|sr)\.?(?:\s|$)|,")


@dataclass(frozen=True, slots=True)
class Office:
    """An office and when it was held: ``first`` and ``last`` count months since year 0.

    ``last`` is None while it is held.
    """

    title: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Officeholder:
    """A person in public office; ``gender`` is "m" or "f", ``words`` always fit."""

    name: str
    gender: str
    words: frozenset[str]
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """What a person can be called on a day: the offices held then and the ``former`` ones."""

    gender: str
    words: frozenset[str]
    offices: tuple[str, ...]
    former: tuple[str, ...]


def standing_of(figure: Officeholder, day: date | None) -> OfficeHeld:
    """Return what *figure* can be called on *day*; without a day all offices may be held."""
    month = day.year * _MONTHS + day.month if day is not None else None
    held: list[str] = []
    former: list[str] = []
    for office in figure.offices:
        if month is None or (
            office.first <= month and (office.last is None or month <= office.last)
        ):
            held.append(office.title)
        if office.last is not None and (month is None or office.last <= month):
            former.append(office.title)
    return OfficeHeld(figure.gender, figure.words, tuple(held), tuple(former))


class Officeholders:
    """The persons in public office, by the names that articles give them."""

    def __init__(self, figures: Iterable[Officeholder], forms: dict[str, tuple[str, ...]]) -> None:
        self._by_name: dict[str, list[Officeholder]] = defaultdict(list)
        self._by_last: dict[str, list[Officeholder]] = defaultdict(list)
        for figure in figures:
            for name in (figure.name, *forms.get(figure.name, ())):
                for key in {fold(name), bare_name(name)}:
                    self._by_name[key].append(figure)
            self._by_last[bare_name(figure.name).rpartition(" ")[2]].append(figure)

    def find(
        self, name: str, day: date | None, titles: Set[str] = frozenset()
    ) -> OfficeHeld | None:
        """Return the standing on *day* of the person called *name*, None for anybody else.

        A last name alone means whoever of that name holds an office then; of several,
        the one whose office is among *titles*, the words that stand with the name.
        """
        bare = bare_name(name)
        named = self._by_name.get(fold(name)) or self._by_name.get(bare, [])
        if not named and " " not in bare:
            named = self._by_last.get(bare, [])
            named = [figure for figure in named if standing_of(figure, day).offices]
            if len(named) > 1:
                named = [f for f in named if titles & _office_words(standing_of(f, day))]
        return standing_of(named[0], day) if len(named) == 1 else None


def _office_words(standing: OfficeHeld) -> set[str]:
    return {word for office in standing.offices for word in office.split()}


def bare_name(name: str) -> str:
    """Return a name folded, without initials and "Jr.": ``donald trump``."""
    return " ".join(_PARTICLES.sub(" ", fold(name)).split())


def _month(year: str, month: str) -> int:
    return int(year) * _MONTHS + int(month)


def parse_figure(line: str) -> Officeholder:
    """Return the person of one line; raises LexiconError for a line of another form."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[1] not in ("m", "f"):
        raise LexiconError(f"officeholders.txt: {line!r} is not NAME | m or f | WORDS | OFFICES")
    offices: list[Office] = []
    for text in filter(None, (office.strip() for office in parts[3].split(","))):
        found = _OFFICE.fullmatch(text)
        if found is None:
            raise LexiconError(f"officeholders.txt: {text!r} is not OFFICE YYYY-MM [YYYY-MM]")
        title, year, month, until, last = found.groups()
        end = _month(until, last) if until else None
        offices.append(Office(title, _month(year, month), end))
    return Officeholder(parts[0], parts[1], frozenset(parts[2].split()), tuple(offices))


@cache
def load_figures(language: str = "en") -> Officeholders:
    """Return the persons in public office that *language*'s lexicons know.

    Raises FileNotFoundError for a language without them and LexiconError for a
    line that breaks the format.
    """
    text = (files("searchapp.attribution.lexicons") / language / "officeholders.txt").read_text(
        encoding="utf-8"
    )
    sections = parse_sections(text)
    forms: dict[str, tuple[str, ...]] = {}
    for line in sections["names"]:
        name, _, others = line.partition("|")
        forms[name.strip()] = tuple(other.strip() for other in others.split(","))
    return Officeholders([parse_figure(line) for line in sections["figures"]], forms)
