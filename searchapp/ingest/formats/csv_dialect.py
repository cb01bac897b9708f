"""CSV dialects and rows: separators, line ends, and records that a broken row does not swallow.

RFC 4180 describes CSV, and IANA's text/tab-separated-values the files with tabs, in which a
quotation mark is a character like any other.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.content.encoding import decode, detect
from searchapp.ingest.input_file import InputFile
from searchapp.settings import ARTICLE_FIELDS

_SEPARATORS = ",;\t|"
_SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_DEFAULT_COLUMNS = {"title": ("title", "headline"), "body": ("body", "text", "content")}
_MAX_REREAD_CHARACTERS = 50_000_000
"""Characters that are read again, in one file, after rows that were broken."""

# The default limit of a field, which is one for the whole process, is too low for an article.
csv.field_size_limit(1 << 30)


def _reader(lines: Iterator[str], separator: str, *, strict: bool = False) -> Iterator[list[str]]:
    if separator == "\t":
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
    return csv.reader(lines, delimiter=separator, strict=strict)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A separator, the names in the header, and the index of the column of each field."""

    separator: str
    names: tuple[str, ...]
    columns: Mapping[str, int]

    def parse(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Return an iterator of rows. A row that is broken raises ``csv.Error``."""
        return _reader(lines, self.separator, strict=True)

    def __str__(self) -> str:
        fields = ", ".join(f"{field} from {self.names[k]!r}" for field, k in self.columns.items())
        separator = _SEPARATOR_NAMES.get(self.separator, repr(self.separator))
        quoting = " and no quoting" if self.separator == "\t" else ""
        return f"it was read as CSV with {separator}{quoting}: {fields}"


def separator_line(line: str) -> str:
    """Return the separator that a spreadsheet names in the *line* ``sep=;``, or empty."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match else ""


def detect_dialect(
    header: str, configured: Mapping[str, str], separators: str = _SEPARATORS
) -> Dialect | None:
    """Return the dialect of *header*, the first of *separators* that gives columns, or None.

    The column of a field is the one that *configured* names, else the one with the field's
    own name, both without regard to case. Returns None without a title or a body.
    """
    for separator in separators:
        try:
            row = next(_reader(iter([header]), separator), [])
        except csv.Error:
            continue
        names = [name.strip().lower() for name in row]
        columns: dict[str, int] = {}
        for field in ARTICLE_FIELDS:
            defaults = _DEFAULT_COLUMNS.get(field, (field,))
            for name in (configured[field].lower(),) if field in configured else defaults:
                if name in names:
                    columns.setdefault(field, names.index(name))
        if {"title", "body"} <= columns.keys():
            return Dialect(separator, tuple(name.strip() for name in row), columns)
    return None


class Lines:
    """The decoded lines of a file, which may end in CR alone, with a limit on their size.

    ``number`` counts the lines that were taken; ``warning`` is the first of decoding.
    """

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._returned: deque[str] = deque()
        self._codec = ""
        head = file.head
        self._raw = self._lines_by_cr() if b"\r" in head and b"\n" not in head else self._by_lf()
        self.number = 0
        self.warning: str | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line. Raises ``ArticleError`` for one that is too long."""
        line = self._returned.popleft() if self._returned else self._decoded(next(self._raw))
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        """Make *lines*, the last ones taken, the next ones."""
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def _decoded(self, line: bytes) -> str:
        if self._codec and not line.isascii():
            try:
                return line.decode("utf-8")
            except UnicodeDecodeError:
                return line.decode(self._codec, "replace")
        text, warning = decode(line)
        if warning:
            # The same encoding for the whole file.
            self._codec = detect(line)
            self.warning = warning
        return text

    def _by_lf(self) -> Iterator[bytes]:
        max_bytes = self._file.options.max_article_bytes
        while line := self._file.stream.readline(max_bytes + 1):
            if len(line) > max_bytes:
                raise ArticleError(self._file.too_large("a row"))
            yield line

    def _lines_by_cr(self) -> Iterator[bytes]:
        max_bytes = self._file.options.max_article_bytes
        rest = b""
        while chunk := self._file.stream.read(1 << 16):
            *lines, rest = (rest + chunk).split(b"\r")
            for line in lines:
                yield line.removeprefix(b"\n") + b"\n"
            if len(rest) > max_bytes:
                raise ArticleError(self._file.too_large("a row"))
        if rest:
            yield rest


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the number of its first line; ``error`` says why it could not be read."""

    line: int
    cells: list[str]
    error: str = ""


class _Taken:
    """The lines of one row, as they are taken from *lines*."""

    def __init__(self, lines: Lines, max_bytes: int) -> None:
        self._lines = lines
        self._max_bytes = max_bytes
        self.texts: list[str] = []
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.texts.append(line)
        self.length += len(line)
        if self.length > self._max_bytes:
            raise csv.Error("the row is too long, perhaps since a quotation mark is not closed")
        return line


def read_rows(lines: Lines, dialect: Dialect, max_bytes: int) -> Iterator[Row]:
    """Yield the rows of *lines*; of a row that is broken, only the first line is lost."""
    reread = 0
    while True:
        taken = _Taken(lines, max_bytes)
        first = lines.number + 1
        error = ""
        try:
            cells = next(dialect.parse(taken))
        except StopIteration:
            return
        except csv.Error as broken:
            cells, error = [], f"it is broken CSV ({broken}, in the row of line {first})"
        if not error and len(cells) > len(dialect.names):
            error = f"its row has {len(cells)} cells; expected {len(dialect.names)}"
        if error and len(taken.texts) > 1 and reread < _MAX_REREAD_CHARACTERS:
            # A quotation mark that is not closed swallows the rows after it.
            reread += taken.length
            lines.give_back(taken.texts[1:])
        if cells or error:
            yield Row(first, cells, error)
