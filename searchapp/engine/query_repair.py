"""Making whatever was typed fit for Whoosh's query parser, and saying what was changed.

A reader types `"we will not`, `(oil`, `http://example.org` or a phone's curly
quotation marks; each is searched as far as it can be, and each change is a
``Notice`` with its place. The repaired text is as long as the typed one, so that
places in one are places in the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from searchapp.records import Notice

_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIELD = re.compile(r"(?<![\w:])(\w+):")
_RANGE = re.compile(r"[\[{][^\[\]{}]*?\b[Tt][Oo]\b[^\[\]{}]*?[\]}]")
_CLOSING = {")": "(", "]": "[", "}": "{"}
MAX_NESTING = 50
"""How many brackets may stand within one another."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A query that Whoosh can parse, as long as the typed one, and what was changed."""

    text: str
    notices: tuple[Notice, ...]


class _Repair:
    def __init__(self, typed: str) -> None:
        self.chars = list(_UNPRINTABLE.sub(" ", typed.translate(_CURLY)))
        self.notices: list[Notice] = []

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def blank(self, at: int) -> None:
        self.chars[at] = " "

    def notice(self, code: str, message: str, start: int, end: int) -> None:
        self.notices.append(Notice(code, message, start, end))

    def close_quotes(self) -> None:
        marks = [at for at, c in enumerate(self.chars) if c == '"']
        if len(marks) % 2:
            at = marks[-1]
            self.blank(at)
            self.notice(
                "unclosed_quote",
                "The quotation mark is not closed; what follows it was searched as plain words.",
                at,
                at + 1,
            )

    def quoted(self) -> list[bool]:
        """Return for each character whether it stands in a quoted phrase (or is its mark)."""
        inside = False
        flags = []
        for c in self.chars:
            flags.append(inside or c == '"')
            if c == '"':
                inside = not inside
        return flags

    def balance_brackets(self) -> None:
        quoted = self.quoted()
        ranges = {
            at for found in _RANGE.finditer(self.text) for at in (found.start(), found.end() - 1)
        }
        opened: list[int] = []
        for at, c in enumerate(self.chars):
            if quoted[at] or at in ranges:
                continue
            if c in "[]{}":
                self.blank(at)
                self._stray(at, c)
            elif c == "(":
                if len(opened) == MAX_NESTING:
                    self.blank(at)
                    self._stray(at, c)
                else:
                    opened.append(at)
            elif c == ")":
                if opened:
                    opened.pop()
                else:
                    self.blank(at)
                    self._stray(at, c)
        for at in opened:
            self._stray(at, "(")
            self.blank(at)

    def _stray(self, at: int, bracket: str) -> None:
        self.notice(
            "stray_bracket",
            f"The bracket {bracket!r} has no partner here and was passed over.",
            at,
            at + 1,
        )

    def check_fields(self, known: Collection[str]) -> None:
        quoted = self.quoted()
        text = self.text
        kept: set[int] = set()
        for found in _FIELD.finditer(text):
            at = found.end() - 1
            if quoted[at]:
                continue
            name = found[1]
            value = text[at + 1 : at + 2].strip()
            if name in known and value and value not in ":)*":
                kept.add(at)
            elif name in known:
                self.notice(
                    "field_without_value",
                    f"The field {name!r} has no value here; it was searched as a plain word.",
                    found.start(),
                    found.end(),
                )
            elif not name.isdigit():
                self.notice(
                    "unknown_field",
                    f"There is no field {name!r}; it was searched as a plain word."
                    f" Fields are {', '.join(sorted(known))}.",
                    found.start(),
                    found.end(),
                )
        for at, c in enumerate(self.chars):
            if c == ":" and not quoted[at] and at not in kept:
                self.blank(at)

    def drop_question_mark(self) -> None:
        # A question asked in words is no pattern for one more letter.
        trailing = len(self.text.rstrip()) - 1
        if trailing > 0 and self.chars[trailing] == "?" and "*" not in self.chars:
            self.blank(trailing)


def repair(typed: str, known_fields: Collection[str]) -> Repaired:
    """Return *typed* with stray quotation marks, brackets and fields made plain.

    Linear in the length of *typed*. Notices stand in the order of their places.
    """
    work = _Repair(typed)
    work.close_quotes()
    work.balance_brackets()
    work.check_fields(known_fields)
    work.drop_question_mark()
    return Repaired(work.text, tuple(sorted(work.notices, key=lambda n: (n.start, n.end))))


def plain_words(text: str) -> str:
    """Return only the words of *text*, with nothing in them that is an operator."""
    return re.sub(r"[^\w]+", " ", text).lower()
