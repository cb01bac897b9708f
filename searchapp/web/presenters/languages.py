"""Languages of the interface: names, numbers, dates, and gettext catalogues.

A catalogue is a ``.po`` file of ``searchapp/translations``, compiled when it is first used.
English is the language of the msgids, and is formatted without Babel, so that commands do not
load it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from typing import Any

from searchapp.common.messages import Month, english_date, english_month, english_value
from searchapp.models.intervals import Interval

_ANY_DAY = datetime.date(2000, 1, 1)
_CACHED_TEXTS = 8192
"""Formatted dates and numbers: a page of results has a few hundred."""


# Languages are compared by identity, since each exists once: a page looks up a hundred texts.
@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of the interface: its BCP 47 tag, and its name in itself."""

    tag: str
    name: str

    @property
    def locale(self) -> str:
        """The name of its catalogue and of its data in Babel: ``zh_Hans``."""
        return self.tag.replace("-", "_")

    def load(self) -> None:
        """Load the catalogue and Babel's data, which takes tenths of a second once a process."""
        _catalogue(self)
        self.date(_ANY_DAY)
        self.number(0)

    def gettext(self, msgid: str) -> str:
        """Return the translation of *msgid*, which is English."""
        if self is ENGLISH:
            return msgid
        # The entry of the empty msgid is the header of the catalogue.
        return _catalogue(self).gettext(msgid) if msgid else ""

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the translation in the form for *number*."""
        return _catalogue(self).ngettext(singular, plural, number)

    def value(self, value: Any) -> str:
        """Return a value of a message: a number with separators, a date in words."""
        match value:
            case int() if not isinstance(value, bool):
                return self.number(value)
            case datetime.date():
                return self.date(value)
            case Month():
                return self.interval(value.first_day, "month")
        return english_value(value)

    def number(self, number: int) -> str:
        """Return *number* with thousands separators: ``102,017``, ``102.017``."""
        return f"{number:,}" if self is ENGLISH else _number(self.locale, number)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return *share* (0 to 1) as a percentage: ``8.4%``, ``8,4 %``."""
        if self is ENGLISH:
            return f"{share:.{decimals}%}"
        return _percent(self.locale, share, decimals)

    def date(self, date: datetime.date) -> str:
        """Return *date* in words: ``10 March 2023``."""
        return english_date(date) if self is ENGLISH else _date(self.locale, date, "")

    def interval(self, start: datetime.date, interval: Interval) -> str:
        """Return the name of the day, month or year that begins at *start*."""
        if interval == "day":
            return self.date(start)
        if interval != "month":
            return str(start.year)
        if self is ENGLISH:
            return english_month(start)
        return _date(self.locale, start, "yMMMM")

    def short_interval(self, start: datetime.date, interval: Interval, *, year: bool) -> str:
        """Return a short name of a day or a month, with its *year* or without: ``10 Mar``."""
        if self is ENGLISH:
            day = f"{start.day} " if interval == "day" else ""
            return f"{day}{start:%b}{f' {start.year}' if year else ''}"
        skeleton = f"{'y' if year else ''}MMM{'d' if interval == 'day' else ''}"
        return _date(self.locale, start, skeleton)

    def enumeration(self, names: Sequence[str]) -> str:
        """Return *names* as a list in a sentence: ``Bush, Reagan and Volcker``."""
        if self is not ENGLISH:
            from babel.lists import format_list

            return format_list(names, locale=self.locale)
        *others, last = names
        return f"{', '.join(others)} and {last}" if others else last

    def month(self, month: datetime.date) -> str:
        """Return the name of a month without its year."""
        return f"{month:%B}" if self is ENGLISH else _date(self.locale, month, "MMMM")


ENGLISH = Language("en", "English")

LANGUAGES = (
    ENGLISH,
    Language("de", "Deutsch"),
    Language("es", "Español"),
    Language("fr", "Français"),
    Language("zh-Hans", "简体中文"),
)
"""The languages that have a catalogue, in the order in which pages offer them."""

_BY_TAG = {language.tag.lower(): language for language in LANGUAGES}
_BY_PRIMARY_TAG = {language.tag.partition("-")[0]: language for language in LANGUAGES}
_TRADITIONAL_CHINESE = frozenset({"hant", "tw", "hk", "mo"})


def language_of(tag: str) -> Language | None:
    """Return the language that readers of *tag* (BCP 47) read, such as German for ``de-AT``.

    None for a tag of another language, and for Chinese in traditional characters.
    """
    primary, *subtags = tag.lower().replace("_", "-").split("-")
    if primary == "zh" and "hans" not in subtags and not _TRADITIONAL_CHINESE.isdisjoint(subtags):
        return None
    return _BY_TAG.get(tag.lower()) or _BY_PRIMARY_TAG.get(primary)


@lru_cache
def _catalogue(language: Language) -> NullTranslations:
    if language is ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = resources.files("searchapp").joinpath(
        "translations", language.locale, "LC_MESSAGES", "messages.po"
    )
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, language.locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=_CACHED_TEXTS)
def _number(locale: str, number: int) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=locale)


@lru_cache(maxsize=_CACHED_TEXTS)
def _percent(locale: str, share: float, decimals: int) -> str:
    from babel import Locale
    from babel.numbers import format_percent

    pattern = Locale.parse(locale).percent_formats[None].pattern
    places = f"0.{'0' * decimals}" if decimals else "0"
    return format_percent(share, pattern.replace("0", places), locale=locale)


@lru_cache(maxsize=_CACHED_TEXTS)
def _date(locale: str, date: datetime.date, skeleton: str) -> str:
    from babel.dates import format_date, format_skeleton

    if skeleton == "MMMM":
        return format_date(date, "LLLL", locale=locale)
    if skeleton:
        return format_skeleton(skeleton, date, locale=locale)
    return format_date(date, "long", locale=locale)
