"""Date parsing: calendar days as newspapers, file names and programs write them.

A date needs day, month and year: "May" is also a word, and "03/04/2023" is one day in
America and another in Europe.
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
_IN_WORDS = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH}\s+{_DAY},?|{_DAY}\.?\s+{_MONTH},?)\s+\d{{4}}", re.IGNORECASE
)
_IN_FILE_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_MAX_LENGTH = 40


class ImpossibleDateError(ValueError):
    """A text in the form of a date that is not a day of the calendar."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"the calendar has no day {text!r}")


def _calendar_day(text: str) -> datetime.date:
    try:
        if _ISO.fullmatch(text):
            return datetime.date.fromisoformat(text)
        return parser.parse(text).date()
    except (ValueError, OverflowError):
        raise ImpossibleDateError(text) from None


def parse_date(text: str) -> datetime.date | None:
    """Return the day that *text* is, or None where it is not a date.

    Accepted are ``2023-03-10`` (a time after it is dropped, never converted), ``March 10,
    2023`` and ``10 March 2023``, with or without a weekday, an ordinal ending or an
    abbreviated month. Raises ``ImpossibleDateError`` for a text of that form that is not a
    day, such as ``31 February 2023``.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    if with_time := _ISO_WITH_TIME.fullmatch(text):
        text = with_time[1]
    if _ISO.fullmatch(text) or _IN_WORDS.fullmatch(text):
        return _calendar_day(text)
    return None


def date_in_file_name(name: str) -> datetime.date | None:
    """Return the first ``YYYY-MM-DD`` in a file's *name*, or None.

    Raises ``ImpossibleDateError`` where it is not a day of the calendar.
    """
    match = _IN_FILE_NAME.search(name)
    return _calendar_day(match[1]) if match else None


class DateEvidence(NamedTuple):
    """A day, or None, and a short text that says what it was taken from."""

    date: datetime.date | None
    evidence: str


def parse_timestamp(text: str) -> datetime.date | None:
    """Return the day of a timestamp as programs write it, or None.

    Accepted are the forms of ``parse_date``, ``20230310T103000Z`` (NITF, NewsML) and
    ``Fri, 10 Mar 2023 23:30:00 -0500`` (RFC 5322, in RSS). The time and its zone are
    dropped, never converted. Raises ``ImpossibleDateError``.
    """
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        return _calendar_day("-".join(compact.groups()))
    if date := parse_date(text):
        return date
    if len(text) > _MAX_LENGTH:
        return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def first_date(candidates: Iterable[tuple[str, str]]) -> DateEvidence:
    """Return the first of *candidates*, pairs of evidence and text, that is a timestamp."""
    for evidence, text in candidates:
        try:
            date = parse_timestamp(text)
        except ImpossibleDateError:
            continue
        if date:
            return DateEvidence(date, evidence)
    return DateEvidence(None, "")
