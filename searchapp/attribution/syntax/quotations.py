"""Where a paragraph quotes: straight, curly and single marks, open and closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"""(["“”„‘’'`])\1\1+|[“”„"‘’']|``""")
_OPENERS_BEFORE = " \t\n\xa0([{—–-/:"
_SURE_END = ".,?!;:…"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted stretch, its marks included: [start, end) in code points.

    ``closed`` is False where the paragraph ends before the closing mark, as when
    a quotation runs on into the next paragraph.
    """

    start: int
    end: int
    closed: bool = True


class _Scanner:
    """The state of one pass over the marks of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Quotation] = []
        self.double = -1
        self.single = -1
        self.mark = ""

    def before(self, at: int) -> str:
        return self.text[at - 1] if at else " "

    def after(self, at: int) -> str:
        return self.text[at] if at < len(self.text) else " "

    def close(self, end: int, *, closed: bool = True) -> None:
        self.found.append(Quotation(self.double, end, closed))
        self.double = -1
        self.single = -1

    def open(self, at: int, mark: str) -> None:
        if self.double >= 0:
            self.close(at, closed=False)
        self.double, self.mark, self.single = at, mark, -1

    def on_double(self, mark: str, at: int, end: int) -> None:
        opens_word = self.after(end).isalnum() and self.before(at) in _OPENERS_BEFORE
        if mark == "“" == self.mark and self.double >= 0 and self._ends(at, end):
            # Some set the opening mark at both ends: “It is old,“ she said.
            self.close(end)
        elif mark in "“„``":
            self.open(at, mark)
        elif self.double < 0:
            if opens_word or (mark != "”" and not self.after(end).isspace()):
                self.open(at, mark)
        elif mark == "”" or not (opens_word and self.mark == mark):
            self.close(end)
        elif self.before(at - 1) in _SURE_END:
            self.open(at, mark)

    def _ends(self, at: int, end: int) -> bool:
        """Whether a mark stands as one that closes: after punctuation and before a space."""
        return self.before(at) in _SURE_END and not self.after(end).isalnum()

    def on_single(self, mark: str, at: int, end: int) -> None:
        if self.double >= 0:
            return
        before, after = self.before(at), self.after(end)
        if mark != "’" and before in _OPENERS_BEFORE and after.isalpha():
            self.single = at
        elif self.single >= 0 and mark != "‘" and not before.isspace() and not after.isalnum():
            # After an s it may be a plural's possessive: then only a mark after it decides.
            if before in "sS" and after not in ".,;:?!)" and end < len(self.text):
                return
            self.found.append(Quotation(self.single, end))
            self.single = -1


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of *text* in order, disjoint.

    Marks within a quotation (``"He said 'no' to me"``) make none of their own; a
    double mark that is never closed opens a quotation to the end of the text; a
    single mark that is never closed is an apostrophe.
    """
    scanner = _Scanner(text)
    skip = -1
    for match in _MARK.finditer(text):
        at, end, mark = match.start(), match.end(), match.group()
        if match.group() == "'''" and scanner.double >= 0 and scanner.mark == "''":
            # A quotation in single marks ends with the one in double marks around it.
            scanner.close(end)
            continue
        if at < skip or end - at > 2:
            continue
        if mark == "'" and text.startswith("''", at):
            end = skip = at + 2
            scanner.on_double("''", at, end)
        elif mark in "‘’'":
            scanner.on_single(mark, at, end)
        else:
            scanner.on_double(mark, at, end)
    if scanner.double >= 0 and len(text) > scanner.double + 1:
        scanner.close(len(text.rstrip()), closed=False)
    return tuple(q for q in scanner.found if q.end - q.start > 1 + q.closed)
