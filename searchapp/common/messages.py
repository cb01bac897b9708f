"""Messages for people: English texts that pages can show in another language.

The API and the commands use a ``Message`` as the English string that it is. A page translates
``msgid`` with a gettext catalogue, formats ``values`` for its language, and fills them in.
A name or a number that is not to be formatted is given as a string.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Self


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark *msgid* for the catalogues; it is translated where it is shown."""
    return msgid


_CACHED_DATES = 4096

LIST_SEPARATOR = N_(", ")
"""The msgid of what separates the values of a tuple."""


class Month(NamedTuple):
    """A calendar month as a value of a message."""

    first_day: datetime.date


class Message(str):
    """An English text with the msgid and the values that it was made of.

    *msgid* refers to values as ``%(name)s``. Whole numbers get thousands separators, dates are
    written in words, tuples are joined by commas, and a value may be a message itself.
    """

    __slots__ = ("msgid", "values")

    msgid: str
    values: Mapping[str, Any]

    def __new__(cls, msgid: str, /, **values: Any) -> Self:
        """Return the message; without *values*, a percent sign stands for itself."""
        message = super().__new__(cls, filled(msgid, values, english_value))
        message.msgid = msgid
        message.values = values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.msgid,), dict(self.values)


def filled(template: str, values: Mapping[str, Any], formatted: Callable[[Any], str]) -> str:
    """Return *template* with *values*, each as *formatted* writes it."""
    if not values:
        return template
    return template % {name: formatted(value) for name, value in values.items()}


def english_value(value: Any) -> str:
    """Return *value* as English texts write it: ``102,017``, ``10 March 2023``."""
    match value:
        case bool() | str():
            return str(value)
        case int():
            return f"{value:,}"
        case datetime.date():
            return english_date(value)
        case Month():
            return english_month(value.first_day)
        case tuple():
            return LIST_SEPARATOR.join(map(english_value, value))
    return str(value)


@lru_cache(maxsize=_CACHED_DATES)
def english_date(date: datetime.date) -> str:
    """Return *date* in words: ``10 March 2023``."""
    return f"{date.day} {date:%B} {date.year:04}"


def english_month(day: datetime.date) -> str:
    """Return the month of *day* in words: ``March 2023``."""
    return f"{day:%B} {day.year:04}"


def message_of(error: Exception) -> str:
    """Return what *error* says, as a ``Message`` where it was raised with one."""
    return error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)
