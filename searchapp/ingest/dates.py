"""Date parsing: calendar days as newspapers, file names and programs write them.

A date needs day, month and year: "May" is also a word, and "03/04/2023" is one day in
America and another in Europe. A time and its zone are dropped, never converted.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

from searchapp.ingest.month_names import MONTHS, WEEKDAYS
from searchapp.models.normalize import fold

DateOrder = Literal["", "day", "month"]
"""Which number comes first in ``03/04/2023``; empty where that is not known."""

EARLIEST_YEAR = 1600
"""Year of the first newspapers: an earlier one stands for "unknown" in some program."""

LATEST_YEAR = 2100

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
# In folded text: "1er", "1º" and "10th" are ordinals, "8 de mayo de 2021" has prepositions.
_ORDINAL = r"(?:\.|st|nd|rd|th|er|re|o|a|e|de|ste)?"
_OF = r"(?:of\s+|de\s+|del\s+|di\s+|d')?"
_CLOCK = (
    r"(?:\d{1,2}(?:[:.h]\d{2}){1,2}(?:[.,]\d+)?\s?(?:[ap]\.?\s?m\b\.?|uhr|hrs?\.?|h\b)?"
    r"|\d{1,2}\s?(?:[ap]\.?\s?m\b\.?|uhr|h\b))"
)
_ZONE = r"(?:\s?(?:[+-]\d{1,2}(?::?\d{2})?|\(?[a-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?\)?)){0,2}"
_AT = r"(?:at|um|a|om|alle|alle ore|ore|a las|as|kl\.?)"
_DAY_IN_WORDS = (
    rf"(?P<d1>\d{{1,2}}){_ORDINAL}[\s./-]*{_OF}(?P<m1>{_MONTH})\.?,?[\s/-]*{_OF}"
    r"(?P<y1>\d{4}|(?<=-)\d{2})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
)
_YEAR_FIRST = (
    r"(?P<y3>\d{4})(?P<s3>[/-]|\.\s?)(?P<m3>\d{1,2})(?P=s3)(?P<d3>\d{1,2})"
    r"|(?P<y4>\d{4})\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]\s?(?P<d4>\d{1,2})\s?[日일]?"
)
_YEAR_LAST = r"(?P<a5>\d{1,2})(?P<s5>[/.-])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{4}|\d{2})"
_LABEL = (
    r"(?:(?:(?:first |last )?(?:published|posted|updated|issued|released|created)|date"
    r"|publication date|publie|mis en ligne|veroffentlicht|erschienen|aktualisiert|stand|datum"
    r"|publicado|publicada|actualizado|fecha|pubblicato|data|gepubliceerd|geplaatst)"
    r"(?:\s?:\s?|\s+)(?:(?:on|am|vom|el|il|em|op|at)\s+)?)"
)
_DATE = re.compile(
    rf"[(\[]?{_LABEL}?"
    rf"(?:{_CLOCK}{_ZONE}[,;]?\s+(?:on\s+)?)?"
    rf"(?:(?:{_WEEKDAY})\.?,?\s+)?(?:(?:den|le|el|il|a|de)\s+)?"
    rf"(?:{_DAY_IN_WORDS}|{_YEAR_FIRST}|{_YEAR_LAST})"
    rf"(?:\s?\((?:{_WEEKDAY}|[日月火水木金土])\))?"
    rf"(?:(?:t|\s?[,;|–-]|\s)\s?(?:{_AT}\s)?\s?{_CLOCK}{_ZONE}(?:\[[a-z/_+-]+\])?)?\.?[)\]]?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4}.*)?")
_ZERO = re.compile(
    r"-?0{1,4}[-/.]?(?:0{1,2}|1[12]|0?1)[-/.]?(?:0{1,2}|30|0?1)(?:[T ].*)?"
    # The first moments that spreadsheets, Unix and .NET count from.
    r"|00[-/.]00[-/.](?:00)?00|1899-12-3[01][T ]00:00.*|1900-01-00.*"
    r"|1970-01-01[T ]00:00(?::00(?:\.0+)?)?(?:Z|\s?[+-]00:?00|\sUTC)?"
    r"|(?:Thu, )?0?1 Jan 1970 00:00:00 (?:GMT|UTC|Z|[+-]0000)"
)
_ZERO_YEAR = re.compile(r"-\d{1,4}-\d|.*[A-Za-z]\s(?:-\d{4}|0000)(?:\s|$)")
_IN_FILE_NAME = re.compile(r"(?<!\d)(\d{4}([._-])\d{2}\2\d{2})(?!\d)")
_UNIX_TIME = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?")
_MAX_DAY = 31
_LAST_YEAR_OF_2000S = 49
"""Years of two digits up to this one are of this century, as RFC 5322 says."""

_MAX_LENGTH = 80


class ImpossibleDateError(ValueError):
    """A text in the form of a date that is not the day of an article."""

    def __init__(self, text: str, why: str = "") -> None:
        self.text = text
        super().__init__(why or f"there is no day {text!r}")


class AmbiguousDateError(ImpossibleDateError):
    """A date such as ``03/04/2023``, where the order of day and month is not known."""

    def __init__(self, text: str) -> None:
        super().__init__(
            text,
            f"the date {text!r} may begin with the day or the month;"
            " say which with SEARCHAPP_DATE_ORDER=day or month",
        )


def is_zero_date(text: str) -> bool:
    """Whether *text* is what programs write for no date, such as ``0000-00-00``."""
    text = text.strip()
    return bool(_ZERO.fullmatch(text) or _ZERO_YEAR.match(text))


def parse_date(text: str, order: DateOrder = "") -> datetime.date | None:
    """Return the day that *text* is, or None where it is not a date.

    Accepted are ``2023-03-10``, ``2023/3/10``, ``10.03.2023``, ``2023年3月10日``, and dates
    with the month in English, German, French, Spanish, Italian, Portuguese or Dutch, such
    as ``March 10, 2023`` or ``10 de marzo de 2023``; a weekday, a time and a word such as
    "Published" may stand beside them. A year of two digits is that of RFC 5322. Raises
    ``ImpossibleDateError`` for a text of that form that is not a day, such as ``31 February
    2023``, or has a year before 1600 or after 2100, and ``AmbiguousDateError`` for
    ``03/04/2023`` and ``13/04/20`` without an *order*.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH or not any(character.isdecimal() for character in text):
        return None
    match = _DATE.fullmatch(fold(text))
    if match is None:
        return None
    parts = match.groupdict()
    for number in "1234":
        if year := parts[f"y{number}"]:
            month, day = parts[f"m{number}"], parts[f"d{number}"]
            return _calendar_day(text, _full_year(year), str(MONTHS.get(month, month)), day)
    year, separator = parts["y5"], parts["s5"]
    if len(year) == 2 and separator != "." and not order and int(year) <= _MAX_DAY:
        # It may as well be the year that comes first.
        raise AmbiguousDateError(text)
    day, month = _day_and_month(text, parts["a5"], parts["b5"], separator, order)
    return _calendar_day(text, _full_year(year), month, day)


def _full_year(year: str) -> str:
    if len(year) > 2:
        return year
    return f"{20 if int(year) <= _LAST_YEAR_OF_2000S else 19}{year}"


def _day_and_month(
    text: str, first: str, second: str, separator: str, order: DateOrder
) -> tuple[str, str]:
    if int(first) > 12 or first == second:
        return first, second
    if int(second) > 12:
        return second, first
    if order:
        return (first, second) if order == "day" else (second, first)
    if separator == ".":
        # No country writes the month first and points between the numbers.
        return first, second
    raise AmbiguousDateError(text)


def _calendar_day(text: str, year: str, month: str, day: str) -> datetime.date:
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise ImpossibleDateError(text) from None
    if not EARLIEST_YEAR <= date.year <= LATEST_YEAR:
        raise ImpossibleDateError(
            text,
            f"the date {text!r} is not a date of publication; expected a year from"
            f" {EARLIEST_YEAR} to {LATEST_YEAR}",
        )
    return date


class DateEvidence(NamedTuple):
    """A day, or None, and a short text that says what it was taken from.

    ``problem`` says what is wrong with a date that could not be read, and is empty where
    there is none.
    """

    date: datetime.date | None
    evidence: str = ""
    problem: str = ""


NO_DATE = DateEvidence(None)


def date_in_file_name(name: str) -> datetime.date | None:
    """Return the first ``YYYY-MM-DD`` in a file's *name* that is a day, or None.

    ``YYYY_MM_DD`` and ``YYYY.MM.DD`` are read as well.
    """
    for match in _IN_FILE_NAME.finditer(name):
        try:
            return parse_date(match[1].replace("_", "-"))
        except ImpossibleDateError:
            continue
    return None


def date_of_line(line: str, evidence: str, order: DateOrder = "") -> DateEvidence | None:
    """Return the date of a *line* that holds nothing else, or None where it is not one.

    A line in the form of a date that is not a day is undated, with a problem.
    """
    if is_zero_date(line):
        return NO_DATE
    try:
        date = parse_date(line, order)
    except ImpossibleDateError as error:
        return DateEvidence(None, problem=str(error))
    return DateEvidence(date, evidence) if date else None


def parse_timestamp(text: str, order: DateOrder = "") -> datetime.date | None:
    """Return the day of a timestamp as programs write it, or None.

    Accepted are the forms of ``parse_date``, ``20230310T103000Z`` (NITF, NewsML),
    ``Fri, 10 Mar 2023 23:30:00 -0500`` (RFC 5322, in RSS), Unix time in seconds or
    milliseconds, whose day is that in UTC, and other forms with a year of four digits that
    dateparser reads without guessing. Raises ``ImpossibleDateError``.
    """
    text = text.strip()
    if not text.strip("0") or is_zero_date(text):
        return None
    if unix_time := _UNIX_TIME.fullmatch(text):
        return datetime.datetime.fromtimestamp(int(unix_time[1]), datetime.UTC).date()
    if compact := _COMPACT.fullmatch(text):
        return _calendar_day(text, *compact.groups())
    if date := parse_date(text, order):
        return date
    if len(text) > _MAX_LENGTH:
        return None
    try:
        date = parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _parse_freely(text, order)
    return _calendar_day(text, str(date.year), str(date.month), str(date.day))


_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d{2}(?!\d)")
_LANGUAGES_NAMES = "en de fr es it pt nl ru uk pl cs sk sv da nb fi tr el ro hu hr sl bg"
_LANGUAGES = _LANGUAGES_NAMES.split()


def _parse_freely(text: str, order: DateOrder) -> datetime.date | None:
    if not _YEAR.search(text) or len(re.findall(r"\d+", text)) < 2:
        return None
    # Imported here because it takes a third of a second, and few dates need it.
    import dateparser

    try:
        found = dateparser.parse(
            text,
            languages=_LANGUAGES,
            settings={
                "STRICT_PARSING": True,
                "PARSERS": ["absolute-time"],
                "DATE_ORDER": "MDY" if order == "month" else "DMY",
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except (ValueError, OverflowError, RecursionError):
        return None
    if found is None or str(found.year) not in text:
        return None
    return _calendar_day(text, str(found.year), str(found.month), str(found.day))


def first_date(candidates: Iterable[tuple[str, str]], order: DateOrder = "") -> DateEvidence:
    """Return the first of *candidates*, pairs of evidence and text, that is a timestamp.

    Where none is one, the problem is that of the first that is in the form of a date.
    """
    problem = ""
    for evidence, text in candidates:
        try:
            date = parse_timestamp(text, order)
        except ImpossibleDateError as error:
            problem = problem or str(error)
            continue
        if date:
            return DateEvidence(date, evidence)
    return DateEvidence(None, problem=problem)


def field_date(text: str, evidence: str, order: DateOrder = "") -> DateEvidence:
    """Return the date in a field that holds nothing else.

    A field that is not blank and cannot be read is undated, with a problem.
    """
    if not text.strip().strip("0") or is_zero_date(text):
        return NO_DATE
    date = first_date([(evidence, text)], order)
    if date.date or date.problem:
        return date
    problem = f"its date is {text.strip()[:80]!r}; expected a day such as 2023-03-10"
    return DateEvidence(None, problem=problem)
