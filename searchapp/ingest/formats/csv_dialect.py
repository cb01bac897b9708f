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

_SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SEPARATORS = "".join(_SEPARATOR_NAMES)
_ESCAPED_NO_VALUE = re.compile(r"(?<=[,;|])\\N(?=[,;|\r\n]|\Z)")
_SPACED_QUOTES = re.compile(r'[,;|] +"')
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_DEFAULT_COLUMNS = {
    "title": ("title", "headline", "post_title"),
    "body": ("body", "text", "content", "post_content", "full_text", "full text", "article"),
    "date": ("date", "published", "pubdate", "publish_date", "publication_date", "post_date"),
    "author": ("author", "authors", "byline"),
    "source": ("source", "publication", "publisher", "newspaper"),
    "url": ("url", "link", "permalink"),
    "section": ("section", "category"),
    "language": ("language", "lang"),
}
_NO_VALUE = frozenset(("\\N", "NULL", "(null)"))
"""What databases write for a cell without a value."""

_TOO_LONG = "\x18too long\n"
"""Placeholder for a line that is too long; its first character, CAN, is not used in texts."""

_MAX_REREAD_CHARACTERS = 50_000_000
"""Characters that are read again, in one file, after rows that were broken."""

# The default limit is too low for an article; it can only be set for the whole process.
csv.field_size_limit(1 << 30)


def _reader(
    lines: Iterator[str], separator: str, *, strict: bool = False, skip_space: bool = False
) -> Iterator[list[str]]:
    if separator == "\t":
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
    return csv.reader(lines, delimiter=separator, strict=strict, skipinitialspace=skip_space)


def _unquoted(cell: str) -> str:
    """Return a cell of a file with tabs as its writer meant it.

    Such files have no quoting, but spreadsheets quote a cell with a quotation mark in it.
    """
    if len(cell) < 4 or not (cell[0] == cell[-1] == '"') or '""' not in cell:
        return cell
    inner = cell[1:-1].replace('""', "\0")
    return cell if '"' in inner else inner.replace("\0", '"')


@dataclass(frozen=True, slots=True)
class Dialect:
    """A separator, the names in the header, and the index of the column of each field.

    With ``skip_space``, spaces before a quoted cell are not part of it.
    """

    separator: str
    names: tuple[str, ...]
    columns: Mapping[str, int]
    skip_space: bool = False

    def parse(self, lines: Iterator[str]) -> list[str]:
        """Return the cells of the next row. Raises ``csv.Error``, ``StopIteration``."""
        rows = _reader(lines, self.separator, strict=True, skip_space=self.skip_space)
        cells = next(rows)
        if self.separator == "\t":
            cells = [_unquoted(cell) for cell in cells]
        return self._without_surplus(cells)

    def parse_escaped(self, line: str) -> list[str] | None:
        """Return the cells of a *line* with backslashes before quotation marks, as of MySQL.

        Returns None where it is not one whole row of that form.
        """
        if '\\"' not in line or self.separator == "\t":
            return None
        values = _ESCAPED_NO_VALUE.sub("", line)
        try:
            [cells] = csv.reader(
                [values], delimiter=self.separator, strict=True, escapechar="\\", doublequote=False
            )
        except (csv.Error, ValueError):
            return None
        return cells if len(cells) == len(self.names) else None

    def _without_surplus(self, cells: list[str]) -> list[str]:
        """Return *cells* without empty ones after the last column."""
        while len(cells) > len(self.names) and not cells[-1].strip():
            cells.pop()
        return [("" if cell in _NO_VALUE else cell) for cell in cells]

    def __str__(self) -> str:
        fields = ", ".join(f"{field} from {self.names[k]!r}" for field, k in self.columns.items())
        separator = _SEPARATOR_NAMES.get(self.separator, repr(self.separator))
        quoting = " and no quoting" if self.separator == "\t" else ""
        origin = ""
        if "id" not in self.columns:
            content = "the row's title, date and body"
            url = f"{self.names[self.columns['url']]!r}, else " if "url" in self.columns else ""
            origin = f"; ids from {url}{content}"
        return f"it was read as CSV with {separator}{quoting}: {fields}{origin}"


def separator_line(line: str) -> str:
    """Return the separator that a spreadsheet names in the *line* ``sep=;``, or empty."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match else ""


def detect_dialect(
    header: str, configured: Mapping[str, str], separators: str = ""
) -> Dialect | None:
    """Return the dialect of *header*, the first of *separators* that gives columns, or None.

    The column of a field is the one that *configured* names, else the one with the field's
    own name, both without regard to case. Empty *separators* are the usual ones. Returns None
    without a title or a body.
    """
    skip_space = bool(_SPACED_QUOTES.search(header))
    for separator in separators or _SEPARATORS:
        try:
            row = next(_reader(iter([header]), separator, skip_space=skip_space), [])
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
            names = [name.strip() for name in row]
            return Dialect(separator, tuple(names), columns, skip_space)
    return None


def first_line_of(lines: Iterator[str]) -> str:
    """Return the first of *lines* that is neither blank nor a comment, or empty."""
    return next((line for line in lines if line.strip() and not line.startswith("#")), "")


class Lines:
    """The decoded lines of a file, which may end in CR alone, with a limit on their size.

    ``number`` counts the lines that were taken; ``warning`` is the first of decoding.
    """

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._returned: deque[str] = deque()
        self._codec = ""
        ends_in_cr = b"\r" in file.head and b"\n" not in file.head
        self._raw = self._lines_by_cr() if ends_in_cr else self._lines_by_lf()
        self.number = 0
        self.warning: str | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line. Raises ``csv.Error`` for one that is too long."""
        line = self._returned.popleft() if self._returned else self._decoded(next(self._raw))
        self.number += 1
        if line == _TOO_LONG:
            raise csv.Error(self._file.too_large("the row"))
        return line

    def give_back(self, lines: list[str]) -> None:
        """Make *lines*, the last ones taken, the next ones."""
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def _decoded(self, line: bytes) -> str:
        # Programs in C end texts with NUL.
        line = line.replace(b"\0", b"")
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

    def _lines_by_lf(self) -> Iterator[bytes]:
        max_bytes = self._file.options.max_article_bytes
        while line := self._file.stream.readline(max_bytes + 1):
            if len(line) <= max_bytes:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = self._file.stream.readline(max_bytes)
            yield _TOO_LONG.encode()

    def _lines_by_cr(self) -> Iterator[bytes]:
        max_bytes = self._file.options.max_article_bytes
        rest = b""
        while chunk := self._file.stream.read(1 << 16):
            *lines, rest = (rest + chunk).split(b"\r")
            for line in lines:
                yield line.removeprefix(b"\n") + b"\n"
            if len(rest) > max_bytes:
                raise ArticleError(self._file.too_large("the row"))
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
            raise csv.Error("the row is too long, perhaps because a quotation mark is not closed")
        return line


def read_rows(lines: Lines, dialect: Dialect, max_bytes: int) -> Iterator[Row]:
    """Yield the rows of *lines*; of a row that is broken, only the first line is lost."""
    reread = 0
    while True:
        taken = _Taken(lines, max_bytes)
        first = lines.number + 1
        error = ""
        try:
            cells = dialect.parse(taken)
        except StopIteration:
            return
        except csv.Error as broken:
            escaped = dialect.parse_escaped(taken.texts[0]) if taken.texts else None
            cells = escaped or []
            if escaped is None:
                error = f"it is not valid CSV ({broken}, in the row of line {first})"
            elif len(taken.texts) > 1:
                lines.give_back(taken.texts[1:])
        if not error and len(cells) > len(dialect.names):
            error = f"its row has {len(cells)} cells; expected {len(dialect.names)}"
        if error and len(taken.texts) > 1 and reread < _MAX_REREAD_CHARACTERS:
            # A quotation mark that is not closed swallows the rows after it.
            reread += taken.length
            lines.give_back(taken.texts[1:])
        if cells or error:
            yield Row(first, cells, error)
