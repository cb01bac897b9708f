"""Calendar dates as newspapers and file names write them.

A date counts only where day, month and year are all there: "May" is a word and
"03/04/2023" is two different days, depending on who reads it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from dateutil import parser

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\.?,?\s+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ISO_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4}.*)?")
_WRITTEN = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH}\s+{_DAY},?|{_DAY}\.?\s+{_MONTH},?)\s+\d{{4}}", re.IGNORECASE
)
_IN_FILE_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_LONGEST = 40


class ImpossibleDateError(ValueError):
    """A text has the shape of a date, but the calendar has no such day."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"the calendar has no day {text!r}")


def _day_of_calendar(text: str) -> datetime.date:
    try:
        if _ISO.fullmatch(text):
            return datetime.date.fromisoformat(text)
        return parser.parse(text).date()
    except (ValueError, OverflowError):
        raise ImpossibleDateError(text) from None


def parse_date(text: str) -> datetime.date | None:
    """Return the day that *text* is, or None where it is something else.

    Read are ``2023-03-10`` (a time behind it is dropped, never converted),
    ``March 10, 2023`` and ``10 March 2023``, with or without a weekday, ordinal
    ending or abbreviated month. Raises ``ImpossibleDateError`` for a text of
    that shape that is no day, such as ``31 February 2023``.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if with_time := _ISO_WITH_TIME.fullmatch(text):
        text = with_time[1]
    if _ISO.fullmatch(text) or _WRITTEN.fullmatch(text):
        return _day_of_calendar(text)
    return None


def date_in_file_name(name: str) -> datetime.date | None:
    """Return the first ``YYYY-MM-DD`` in a file's *name*, or None.

    Raises ``ImpossibleDateError`` where the calendar has no such day.
    """
    found = _IN_FILE_NAME.search(name)
    return _day_of_calendar(found[1]) if found else None


class DateFound(NamedTuple):
    """A day, and what it was taken from: empty where there is none."""

    date: datetime.date | None
    evidence: str


def machine_date(text: str) -> datetime.date | None:
    """Return the day that *text* is, as programs write days, or None.

    Read is what ``parse_date`` reads, ``20230310T103000Z`` (NITF, NewsML) and
    ``Fri, 10 Mar 2023 23:30:00 -0500`` (RFC 5322, in RSS). A time and its zone are
    dropped, never converted. Raises ``ImpossibleDateError``.
    """
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        return _day_of_calendar("-".join(compact.groups()))
    if found := parse_date(text):
        return found
    if len(text) > _LONGEST:
        return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def first_date(candidates: Iterable[tuple[str, str]]) -> DateFound:
    """Return the first of *candidates*, each its evidence and a text, that is a day."""
    for evidence, text in candidates:
        try:
            date = machine_date(text)
        except ImpossibleDateError:
            continue
        if date:
            return DateFound(date, evidence)
    return DateFound(None, "")
