"""Parsers of parameter values, and the error for a value that a parameter cannot take."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable

from searchapp.common.messages import Message
from searchapp.models.search import UNDATED

MAX_VALUE_CHARACTERS = 500

_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARAGRAPH_ID = re.compile(r".+#p[1-9]\d{0,8}", re.ASCII)


class ParameterError(ValueError):
    """Invalid value of a parameter; ``allowed`` describes the valid ones."""

    def __init__(self, parameter: str, value: str, allowed: str) -> None:
        self.parameter = parameter
        self.value = value
        self.allowed = allowed
        shown = value if len(value) <= 60 else f"{value[:60]}…"
        super().__init__(
            Message(
                "%(parameter)s must be %(allowed)s (got %(value)s).",
                parameter=repr(parameter),
                allowed=allowed,
                value=repr(shown),
            )
        )


def parse_text(parameter: str, value: str) -> str:
    """Return *value* with composed characters. Raises ``ParameterError`` where it is too long."""
    if len(value) > MAX_VALUE_CHARACTERS:
        raise ParameterError(
            parameter,
            value,
            Message("a text of at most %(most)s characters", most=str(MAX_VALUE_CHARACTERS)),
        )
    return unicodedata.normalize("NFC", value)


def one_of(allowed: tuple[str, ...]) -> Callable[[str, str], str]:
    """Return a parser of a value that is one of *allowed*; it raises ``ParameterError``."""

    def parse(parameter: str, value: str) -> str:
        if value not in allowed:
            raise ParameterError(parameter, value, Message("one of %(values)s", values=allowed))
        return value

    return parse


def parse_year(parameter: str, value: str) -> str:
    """Return *value* if it is a year or ``UNDATED``. Raises ``ParameterError``."""
    if value != UNDATED and not (value.isascii() and _YEAR.fullmatch(value)):
        raise ParameterError(
            parameter, value, Message("a year such as 2023, or %(undated)s", undated=UNDATED)
        )
    return value


def parse_day(parameter: str, value: str) -> datetime.date:
    """Return the day that *value* writes as YYYY-MM-DD. Raises ``ParameterError``."""
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ParameterError(parameter, value, Message("a date such as 2023-03-10")) from None


def parse_paragraph_id(parameter: str, value: str) -> str:
    """Return *value* if it is the address of a paragraph. Raises ``ParameterError``."""
    if not _PARAGRAPH_ID.fullmatch(value) or len(value) > MAX_VALUE_CHARACTERS:
        raise ParameterError(parameter, value, Message("a paragraph id such as ARTICLE#p3"))
    return unicodedata.normalize("NFC", value)


def number_between(low: int, high: int) -> Callable[[str, str], int]:
    """Return a parser of a whole number from *low* to *high*; it raises ``ParameterError``."""
    allowed = Message("a whole number from %(low)s to %(high)s", low=low, high=high)

    def parse(parameter: str, value: str) -> int:
        digits = value.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
            raise ParameterError(parameter, value, allowed)
        if not low <= int(digits) <= high:
            raise ParameterError(parameter, value, allowed)
        return int(digits)

    return parse


def parse_flag(parameter: str, value: str) -> bool:
    """Return whether *value* is "1"; "0" is no. Raises ``ParameterError``."""
    return one_of(("0", "1"))(parameter, value) == "1"
