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

from searchapp.models.articles import Span
from searchapp.models.search import Notice

_DOUBLE = dict.fromkeys("“”„‟«»＂″「」『』〝〞〟", '"')
_MARKS = str.maketrans(
    {**_DOUBLE, "（": "(", "）": ")", "：": ":", "＊": "*", "？": "?", "\u3000": " ", "＇": "'"}
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'"})
# A phrase in single quotation marks stands free on both sides, as O'Neill's does not.
_SINGLE_QUOTED = re.compile(
    r"(?:(?<=[\s(:\-])|^)(['‘‚‛‹])(?=[^\s'‘’])((?:[^\"'‘’‚‛‹›]|(?<=\w)['’](?=\w))*)(['’‘›])(?![\w'’])"
)
OPERATORS = ("AND", "OR", "NOT")
_OPERATOR = re.compile(r"(?<![^\s(])(AND|OR|NOT)(?![^\s)])")
_ENDS_IN_OPERATOR = re.compile(r"(?<![^\s(])(?:AND|OR|NOT)$")
_NO_VALUE = re.compile(r"[<>=]+(?:[\s)]|$)")
_COMPARISON = re.compile(r"(?<=:)(?:[<>]=?|=[<>])(?=[^\s<>=:()])")
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
        plain = _UNPRINTABLE.sub(" ", typed.translate(_MARKS))
        plain = _SINGLE_QUOTED.sub(lambda found: f'"{found[2]}"', plain)
        self.chars = list(plain.translate(_APOSTROPHES))
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
            if name in known and value and value not in ":)*" and not _NO_VALUE.match(text, at + 1):
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

    def check_comparisons(self) -> None:
        quoted = self.quoted()
        kept = {at for found in _COMPARISON.finditer(self.text) for at in range(*found.span())}
        for at, c in enumerate(self.chars):
            if c in "<>" and not quoted[at] and at not in kept:
                self.blank(at)

    def check_operators(self) -> None:
        """Turn operators that have nothing to join into blanks, or into words if alone."""
        while True:
            quoted = self.quoted()
            text = self.text
            lone = [
                found
                for found in _OPERATOR.finditer(text)
                if not quoted[found.start()] and _is_lone(text, found)
            ]
            if not lone:
                return
            has_words = bool(re.search(r"\w", _OPERATOR.sub(" ", text)))
            for found in lone:
                taken = "passed over" if has_words else "searched as a plain word"
                joined = "before it and after it" if found[1] != "NOT" else "after it"
                self.notice(
                    "lone_operator",
                    f"The operator {found[1]} needs something {joined} and was {taken}.",
                    *found.span(),
                )
                word = " " * len(found[1]) if has_words else found[1].lower()
                self.chars[found.start() : found.end()] = word

    def drop_question_mark(self) -> None:
        # A question asked in words is no pattern for one more letter.
        trailing = len(self.text.rstrip()) - 1
        if trailing > 0 and self.chars[trailing] == "?" and "*" not in self.chars:
            self.blank(trailing)


def _is_lone(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() :].lstrip()
    next_word = _OPERATOR.match(after)
    if not after or after[0] == ")" or (next_word and next_word[1] != "NOT"):
        return True
    if found[1] == "NOT":
        return False
    before = text[: found.start()].rstrip()
    return not before or before[-1] == "(" or bool(_ENDS_IN_OPERATOR.search(before))


def chunks(text: str) -> list[Span]:
    """Return the stretches of a repaired *text* between the blanks of its highest level.

    Blanks in quotation marks, brackets and ranges are inside of a chunk.
    """
    ranges = dict(found.span() for found in _RANGE.finditer(text))
    found: list[Span] = []
    start: int | None = None
    depth, quoted, at = 0, False, 0
    while at < len(text):
        c = text[at]
        if c.isspace() and not depth and not quoted:
            if start is not None:
                found.append((start, at))
            start = None
        else:
            start = at if start is None else start
            if c == '"':
                quoted = not quoted
            elif not quoted and c in "()":
                depth += 1 if c == "(" else -1
            elif not quoted and at in ranges:
                at = ranges[at] - 1
        at += 1
    if start is not None:
        found.append((start, at))
    return found


def repair(typed: str, known_fields: Collection[str]) -> Repaired:
    """Return *typed* with stray quotation marks, brackets and fields made plain.

    Linear in the length of *typed*. Notices stand in the order of their places.
    """
    work = _Repair(typed)
    work.close_quotes()
    work.balance_brackets()
    work.check_fields(known_fields)
    work.check_comparisons()
    work.check_operators()
    work.drop_question_mark()
    return Repaired(work.text, tuple(sorted(work.notices, key=lambda n: (n.start, n.end))))


def plain_words(text: str) -> str:
    """Return only the words of *text*, with nothing in them that is an operator."""
    return re.sub(r"[^\w]+", " ", text).lower()
