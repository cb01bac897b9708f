"""Quotations of a paragraph: straight, curly and single marks, open and closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"""(["“”„‘’'`])\1\1+|[“”„"‘’']|``""")
_BEFORE_OPENING = " \t\n\xa0([{—–-/:"
_BEFORE_CLOSING = ".,?!;:…"
_AFTER_CLOSING = ".,;:?!)"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted stretch including its marks: [start, end) in code points.

    ``closed`` is False if the paragraph ends before the closing mark, as when a quotation
    continues in the next paragraph.
    """

    start: int
    end: int
    closed: bool = True


class _Scanner:
    """The state of one pass over the quotation marks of a text.

    ``double`` and ``single`` are where an open quotation begins, or -1; ``mark`` is the
    double mark that opened it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.quotations: list[Quotation] = []
        self.double = -1
        self.single = -1
        self.mark = ""

    def before(self, at: int) -> str:
        return self.text[at - 1] if at else " "

    def after(self, at: int) -> str:
        return self.text[at] if at < len(self.text) else " "

    def close(self, end: int, *, closed: bool = True) -> None:
        self.quotations.append(Quotation(self.double, end, closed))
        self.double = -1
        self.single = -1

    def open(self, at: int, mark: str) -> None:
        if self.double >= 0:
            self.close(at, closed=False)
        self.double, self.mark, self.single = at, mark, -1

    def on_double(self, mark: str, at: int, end: int) -> None:
        """Open or close a quotation at the double mark [at, end)."""
        opens_word = self.after(end).isalnum() and self.before(at) in _BEFORE_OPENING
        if mark == "“" == self.mark and self.double >= 0 and self._can_close(at, end):
            # Some texts have the opening mark at both ends: “It is old,“ she said.
            self.close(end)
        elif mark in "“„``":
            self.open(at, mark)
        elif self.double < 0:
            if opens_word or (mark != "”" and not self.after(end).isspace()):
                self.open(at, mark)
        elif mark == "”" or not (opens_word and self.mark == mark):
            self.close(end)
        elif self.before(at - 1) in _BEFORE_CLOSING:
            self.open(at, mark)

    def _can_close(self, at: int, end: int) -> bool:
        """Whether the mark [at, end) is after punctuation and not before a word."""
        return self.before(at) in _BEFORE_CLOSING and not self.after(end).isalnum()

    def on_single(self, mark: str, at: int, end: int) -> None:
        """Open or close a quotation at the single mark [at, end), or read an apostrophe."""
        if self.double >= 0:
            return
        before, after = self.before(at), self.after(end)
        if mark != "’" and before in _BEFORE_OPENING and after.isalpha():
            self.single = at
        elif self.single >= 0 and mark != "‘" and not before.isspace() and not after.isalnum():
            # After an s it closes only before punctuation: else it may be a plural's possessive.
            if before in "sS" and after not in _AFTER_CLOSING and end < len(self.text):
                return
            self.quotations.append(Quotation(self.single, end))
            self.single = -1


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of *text* in order, disjoint.

    Marks within a quotation (``"He said 'no' to me"``) begin none of their own. A double mark
    without a closing one opens a quotation to the end of the text; a single mark without one
    is an apostrophe.
    """
    scanner = _Scanner(text)
    skipped_until = -1
    for match in _MARK.finditer(text):
        at, end, mark = match.start(), match.end(), match.group()
        if mark == "'''" and scanner.double >= 0 and scanner.mark == "''":
            # A quotation in single marks ends together with the one in '' around it.
            scanner.close(end)
            continue
        if at < skipped_until or end - at > 2:
            continue
        if mark == "'" and text.startswith("''", at):
            end = skipped_until = at + 2
            scanner.on_double("''", at, end)
        elif mark in "‘’'":
            scanner.on_single(mark, at, end)
        else:
            scanner.on_double(mark, at, end)
    if scanner.double >= 0 and len(text) > scanner.double + 1:
        scanner.close(len(text.rstrip()), closed=False)
    return tuple(q for q in scanner.quotations if q.end - q.start > 1 + q.closed)
