"""Calendar intervals of a timeline: days, months, years and decades."""

from __future__ import annotations

import calendar
import datetime
from typing import Literal

Interval = Literal["day", "month", "year", "decade"]

MAX_DAYS = 62
MAX_MONTHS = 60
MAX_YEARS = 100
"""The longest spans shown by days, months and years, so that bars stay wide enough to read."""


def fitting(first: datetime.date, last: datetime.date) -> Interval:
    """Return the finest interval that shows [first, last] in few enough bars."""
    if (last - first).days < MAX_DAYS:
        return "day"
    if (last.year - first.year) * 12 + last.month - first.month < MAX_MONTHS:
        return "month"
    return "year" if last.year - first.year < MAX_YEARS else "decade"


def first_day(day: datetime.date, interval: Interval) -> datetime.date:
    """Return the first day of the *interval* that contains *day*."""
    match interval:
        case "day":
            return day
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case "decade":
            return datetime.date(max(1, day.year // 10 * 10), 1, 1)


def last_day(day: datetime.date, interval: Interval) -> datetime.date:
    """Return the last day of the *interval* that contains *day*."""
    match interval:
        case "day":
            return day
        case "month":
            return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case "year":
            return day.replace(month=12, day=31)
        case "decade":
            return datetime.date(min(day.year // 10 * 10 + 9, datetime.MAXYEAR), 12, 31)


def spans(
    first: datetime.date, last: datetime.date, interval: Interval
) -> tuple[tuple[datetime.date, datetime.date], ...]:
    """Return (first day, last day) of each interval from *first* to *last*, without a gap.

    The first and last interval are cut to *first* and *last*; *last* must not precede
    *first*.
    """
    intervals = []
    start = first
    while True:
        end = min(last_day(start, interval), last)
        intervals.append((start, end))
        if end == last:
            return tuple(intervals)
        start = end + datetime.timedelta(days=1)


def label(day: datetime.date, interval: Interval) -> str:
    """Return the name of the *interval* that contains *day*: ``2023-03``, ``2020s``."""
    match interval:
        case "day":
            return day.isoformat()
        case "month":
            return f"{day.year:04}-{day.month:02}"
        case "year":
            return f"{day.year:04}"
        case "decade":
            return f"{day.year // 10}0s"
