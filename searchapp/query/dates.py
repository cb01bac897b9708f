"""Dates in queries, as ranges of days: ``2023-03``, ``10 March 2023``, ``last month``.

Pure calendar arithmetic; the caller passes the day that counts as today.
"""

from __future__ import annotations

import calendar
import datetime
import re

from dateutil.relativedelta import relativedelta

Days = tuple[datetime.date, datetime.date]
"""The first and the last day, inclusive."""

_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2}) ([a-z]+)\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (?:(\d{1,2}),? )?(\d{4})")
_RELATIVE = re.compile(r"(this|last|past|previous) (?:(\d{1,3}) )?(day|week|month|year)s?")
_AGO = re.compile(r"(\d{1,3}) (day|week|month|year)s? ago")

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}

_A_DAY = datetime.timedelta(days=1)

EXAMPLES = "date:2023, date:2023-03, date:2023-03-10, date:[2023-03-01 TO 2023-03-31]"
"""Dates for messages about a date that could not be parsed."""


def _month(year: int, month: int) -> Days:
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, 1), datetime.date(year, month, last)


def _calendar_days(year: str, month: str | None, day: str | None) -> Days:
    """Return the days of a year, month or day. Raises ``ValueError`` for an impossible one."""
    if month is None:
        return datetime.date(int(year), 1, 1), datetime.date(int(year), 12, 31)
    if not 1 <= int(month) <= 12:
        raise ValueError(month)
    if day is None:
        return _month(int(year), int(month))
    date = datetime.date(int(year), int(month), int(day))
    return date, date


def _unit(today: datetime.date, unit: str, ago: int) -> Days:
    """Return the day, week (from Monday), month or year *ago* units before today's."""
    if unit == "day":
        day = today - datetime.timedelta(days=ago)
        return day, day
    if unit == "week":
        monday = today - datetime.timedelta(days=today.weekday() + 7 * ago)
        return monday, monday + datetime.timedelta(days=6)
    if unit == "month":
        then = today - relativedelta(months=ago)
        return _month(then.year, then.month)
    return _calendar_days(str(today.year - ago), None, None)


def _relative_days(text: str, today: datetime.date) -> Days | None:
    if text in ("today", "yesterday"):
        return _unit(today, "day", int(text == "yesterday"))
    if match := _AGO.fullmatch(text):
        return _unit(today, match[2], int(match[1]))
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    which, number, unit = match.groups()
    if number is None:
        return _unit(today, unit, int(which != "this"))
    if which == "this":
        return None
    step = relativedelta(**{f"{unit}s": int(number)})  # type: ignore[arg-type]
    return today - step + datetime.timedelta(days=1), today


def is_relative(text: str) -> bool:
    """Whether the days of *text* depend on today."""
    return _relative_days(" ".join(text.lower().split()), datetime.date(2000, 1, 1)) is not None


def days_of(text: str, today: datetime.date) -> Days:
    """Return the first and last day of *text*. Raises ``ValueError`` where it is not a date.

    Dates are a year, month or day as ``2023``, ``2023-03``, ``2023-03-10``, ``20230310``; ``March
    2023``, ``10 March 2023``, ``March 10, 2023``; ``today``, ``yesterday``, ``this`` or
    ``last week`` (from Monday), ``month``, ``year``; ``last 7 days`` and the like, today
    included; ``3 weeks ago``.
    """
    plain = " ".join(text.lower().split())
    if not plain.isascii():
        raise ValueError(text)
    try:
        relative = _relative_days(plain, today)
    except OverflowError:
        raise ValueError(text) from None
    if relative is not None:
        return relative
    if match := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _calendar_days(*match.groups())
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(plain):
        month, day, year = match.groups()
    else:
        raise ValueError(text)
    if month not in _MONTHS:
        raise ValueError(text)
    return _calendar_days(year, str(_MONTHS[month]), day)


def days_between(
    start: str, end: str, brackets: str, today: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and last day of a range; an empty *start* or *end* leaves it open.

    A curly bracket among the two *brackets* excludes its end. Raises ``ValueError`` where an
    end is not a date, or no day is between them.
    """
    first = last = None
    try:
        if start.strip():
            days = days_of(start, today)
            first = days[1] + _A_DAY if brackets[0] == "{" else days[0]
        if end.strip():
            days = days_of(end, today)
            last = days[0] - _A_DAY if brackets[1] == "}" else days[1]
    except OverflowError as error:
        raise ValueError("no such day") from error
    if (first is None and last is None) or (first and last and first > last):
        raise ValueError("no day between them")
    return first, last
