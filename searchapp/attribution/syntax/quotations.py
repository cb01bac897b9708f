"""Quotations of a paragraph: straight, curly, angled and single marks, open and closed."""

from __future__ import annotations

import re

from msgspec import Struct

_MARK = re.compile(r"""(["“”„‘’'`])\1\1+|[“”„"‘’'«»]|``""")
_BEFORE_OPENING = " \t\n\xa0([{—–-/:"
_BEFORE_CLOSING = ".,?!;:…"
_AFTER_CLOSING = ".,;:?!)"
_SINGLE_MARKS = "‘’'"
# A text without any of these, and without a straight mark before a word, quotes nothing.
_QUOTING = ('"', "“", "‘", "”", "„", "«", "»", "``", "''")
_SINGLE_OPENING = re.compile(rf"(?:^|[{re.escape(_BEFORE_OPENING)}])'")
# The marks that close what a mark opens, where they are not the mark itself.
_CLOSED_BY = {"„": "“”", "«": "»", "»": "«"}
_MAX_NESTED = 400


class Quotation(Struct, frozen=True, gc=False):
    """A quoted stretch including its marks: [start, end) in code points.

    ``closed`` is False if the paragraph ends before the closing mark, as when a quotation
    continues in the next paragraph.
    """

    start: int
    end: int
    closed: bool = True


class _Mark(Struct, frozen=True, gc=False):
    """A quotation mark at [start, end), with the characters before and after it."""

    text: str
    start: int
    end: int
    before: str
    after: str

    @property
    def opens_word(self) -> bool:
        """Whether a word follows the mark and none precedes it."""
        return self.after.isalnum() and self.before in _BEFORE_OPENING

    @property
    def ends_word(self) -> bool:
        """Whether the mark follows a word or punctuation, and no word follows it."""
        return not self.before.isspace() and not self.after.isalnum()

    @property
    def stands_alone(self) -> bool:
        """Whether spaces surround the mark, as in text that was split into tokens."""
        return self.before.isspace() and self.after.isspace()


class _Scanner:
    """The state of one pass over the quotation marks of a text.

    ``double`` and ``single`` are where an open quotation begins, or -1; ``mark`` is the
    double mark that opened it. ``nested`` is the end of the last mark of a quotation within
    the open one.
    """

    def __init__(self, text: str, marks: list[_Mark]) -> None:
        self.text = text
        self.marks = marks
        self.quotations: list[Quotation] = []
        self.double = -1
        self.single = -1
        self.mark = ""
        self.nested_until = -1
        self.lone = sum(mark.stands_alone for mark in marks if mark.text == '"')

    def close(self, end: int, *, closed: bool = True) -> None:
        self.quotations.append(Quotation(self.double, end, closed))
        self.double = -1

    def open(self, mark: _Mark) -> None:
        if self.double >= 0:
            self.close(mark.start, closed=False)
        self.double, self.mark = mark.start, mark.text

    def on_double(self, k: int) -> None:
        """Open or close a quotation at the double mark *k* of the text."""
        mark = self.marks[k]
        text, is_open = mark.text, self.double >= 0
        if mark.start < self.nested_until:
            return
        if is_open and text in _CLOSED_BY.get(self.mark, ""):
            self.close(mark.end)
        elif text == "“" == self.mark and is_open and self._can_close(mark):
            # Some texts have the opening mark at both ends: “It is old,“ she said.
            self.close(mark.end)
        elif is_open and self._nests(k):
            return
        elif text in "“„``«":
            self.open(mark)
        elif not is_open:
            if self._opens(mark):
                self.open(mark)
        elif text == "”" or not (mark.opens_word and self.mark == text):
            self.close(mark.end)
        elif self.text[mark.start - 2 : mark.start - 1] in tuple(_BEFORE_CLOSING):
            self.open(mark)

    def _opens(self, mark: _Mark) -> bool:
        """Whether a mark that can open or close opens, if no quotation is open."""
        if mark.text == "»":
            return mark.opens_word
        if mark.text == '"' and mark.stands_alone:
            self.lone -= 1
            # "a 6 " pipe": inches open nothing.
            return self.lone > 0 and not self.text[mark.start - 2 : mark.start - 1].isdigit()
        return mark.opens_word or (mark.text != "”" and not mark.after.isspace())

    def _nests(self, k: int) -> bool:
        """Whether the double mark *k* opens a quotation within one in the same marks.

        ``"He said "no" and left," she said``: two closing marks follow the second opening one.
        """
        mark = self.marks[k]
        opening, closing = ("“", "”") if mark.text == "“" else ('"', '"')
        if mark.text != opening or self.mark != opening or not mark.opens_word:
            return False
        following = [m for m in self.marks[k + 1 : k + 9] if m.text in (opening, closing)][:2]
        if len(following) < 2 or following[1].start - mark.start > _MAX_NESTED:
            return False
        nested = all(m.text == closing and m.ends_word for m in following)
        if nested:
            self.nested_until = following[0].end
        return nested

    def _can_close(self, mark: _Mark) -> bool:
        """Whether a mark is after punctuation and not before a word."""
        return mark.before in _BEFORE_CLOSING and not mark.after.isalnum()

    def on_single(self, mark: _Mark) -> None:
        """Open or close a quotation at a single mark, or read an apostrophe."""
        if self.double >= 0:
            return
        text, before, after = mark.text, mark.before, mark.after
        if text != "’" and before in _BEFORE_OPENING and (after.isalpha() or after in '“"'):
            self.single = mark.start
        elif self.single >= 0 and text != "‘" and not before.isspace() and not after.isalnum():
            # After an s it closes only before punctuation: else it may be a plural's possessive.
            ends_text = mark.end == len(self.text)
            if before in "sS" and after not in _AFTER_CLOSING and not ends_text:
                return
            self._close_single(mark)

    def _close_single(self, mark: _Mark) -> None:
        """Close the single quotation, with the double ones in it: ``‘He said, “No,” twice,’``."""
        last = self.quotations[-1] if self.quotations else None
        if (
            last is None
            or last.start < self.single
            or last.end == mark.start
            or (mark.before in _BEFORE_CLOSING)
        ):
            while self.quotations and self.quotations[-1].start > self.single:
                self.quotations.pop()
            self.quotations.append(Quotation(self.single, mark.end))
        self.single = -1


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of *text* in order, disjoint.

    Marks within a quotation (``"He said 'no' to me"``) begin none of their own. A double mark
    without a closing one opens a quotation to the end of the text; a single mark without one
    is an apostrophe.
    """
    opened = "'" in text and _SINGLE_OPENING.search(text) is not None
    if not opened and not any(map(text.__contains__, _QUOTING)):
        return ()
    marks = _marks_of(text)
    scanner = _Scanner(text, marks)
    for k, mark in enumerate(marks):
        if mark.text == "'''":
            if scanner.double >= 0 and scanner.mark == "''":
                # A quotation in single marks ends together with the one in '' around it.
                scanner.close(mark.end)
        elif mark.text in _SINGLE_MARKS:
            scanner.on_single(mark)
        else:
            scanner.on_double(k)
    if scanner.double >= 0 and len(text) > scanner.double + 1:
        scanner.close(len(text.rstrip()), closed=False)
    return tuple(q for q in scanner.quotations if q.end - q.start > 1 + q.closed)


def _marks_of(text: str) -> list[_Mark]:
    """The marks of *text* in order; more than two in a row are left out, but for ``'''``."""
    marks: list[_Mark] = []
    skipped_until = -1
    for match in _MARK.finditer(text):
        start, end, mark = match.start(), match.end(), match.group()
        if start < skipped_until or (end - start > 2 and mark != "'''"):
            continue
        if mark == "'" and text.startswith("''", start):
            mark, end = "''", start + 2
            skipped_until = end
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        marks.append(_Mark(mark, start, end, before, after))
    return marks
