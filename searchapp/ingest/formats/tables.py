"""CSV reader: an article for each row, its fields in named columns, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from searchapp.ingest.articles import ArticleError, clean_id, make_article
from searchapp.ingest.dates import DateEvidence, parse_timestamp
from searchapp.ingest.events import ArticleRead, Event, ReadWarning, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.feeds import text_paragraphs
from searchapp.ingest.formats.plaintext import decode
from searchapp.ingest.formats.single_article import ARTICLE_ERRORS, rejected_item
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article
from searchapp.settings import ARTICLE_FIELDS

_DELIMITERS = ",;\t|"
_DEFAULT_COLUMNS = {"title": ("title", "headline"), "body": ("body", "text", "content")}
# The default limit of a field, which is one for the whole process, is too low for an article.
csv.field_size_limit(1 << 30)


def detect_columns(header: str, configured: Mapping[str, str]) -> tuple[str, dict[str, int]] | None:
    """Return the delimiter of *header* and the index of each field's column, or None.

    The column of a field is the one that *configured* names, else the one with the field's
    own name, both without regard to case. Returns None without a title or a body.
    """
    for delimiter in _DELIMITERS:
        try:
            names = [n.strip().lower() for n in next(csv.reader([header], delimiter=delimiter), [])]
        except csv.Error:
            continue
        columns: dict[str, int] = {}
        for field in ARTICLE_FIELDS:
            defaults = _DEFAULT_COLUMNS.get(field, (field,))
            for name in (configured[field].lower(),) if field in configured else defaults:
                if name in names:
                    columns.setdefault(field, names.index(name))
        if {"title", "body"} <= columns.keys():
            return delimiter, columns
    return None


class _Lines:
    """The decoded lines of a file, with a limit on the size of a row.

    ``row_bytes`` is set to 0 before each row. ``warning`` is the first of decoding.
    """

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.row_bytes = 0
        self.warning: str | None = None

    def __iter__(self) -> Iterator[str]:
        max_bytes = self.file.options.max_article_bytes
        while line := self.file.stream.readline(max_bytes + 1):
            self.row_bytes += len(line)
            if self.row_bytes > max_bytes:
                raise ArticleError(self.file.too_large("a row"))
            text, warning = decode(line)
            self.warning = self.warning or warning
            yield text


def _date(text: str, evidence: str) -> DateEvidence:
    if not text.strip():
        return DateEvidence(None, "")
    date = parse_timestamp(text)
    if date is None:
        raise ArticleError(f"its date is {text[:80]!r}; expected a day such as 2023-03-10")
    return DateEvidence(date, evidence)


def _article(
    row: list[str], columns: dict[str, int], names: list[str], fallback_id: str
) -> Article:
    cells = {field: row[k] if k < len(row) else "" for field, k in columns.items()}
    body = cells.pop("body")
    id_ = cells.pop("id", "").strip() or cells.get("url", "").strip() or fallback_id
    try:
        if len(row) > len(names):
            raise ArticleError(f"its row has {len(row)} cells; expected {len(names)}")
        date = _date(cells.pop("date", ""), f"column {names[columns.get('date', 0)]!r}")
        return make_article(
            id_,
            date=date.date,
            date_evidence=date.evidence,
            paragraphs=text_paragraphs(body),
            **cells,
        )
    except ARTICLE_ERRORS as error:
        raise ArticleError(str(error), clean_id(id_) or None) from None


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each row; at most one row is in memory.

    The id of a row is its own, else its URL, else the file name with the row's line.
    """
    lines = _Lines(file)
    line_number = 1
    try:
        text = iter(lines)
        header = next(text, "")
        detected = detect_columns(header, file.options.csv_columns)
        if detected is None:
            reason = _missing_columns(header, file.options.csv_columns)
            yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
            return
        delimiter, columns = detected
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        # A row may span several lines; it is located by the first.
        line_number = 2
        for row in rows:
            lines.row_bytes = 0
            if any(row):
                yield _read_row(row, columns, names, file, line_number)
            line_number = rows.line_num + 2
        if lines.warning:
            yield ReadWarning(SourceLocation(file.name), lines.warning)
    except csv.Error as error:
        reason = f"it is broken CSV ({error}, in the row of line {line_number})"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
    except ArticleError as error:
        reason = f"{error}, in the row of line {line_number}"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)


def _read_row(
    row: list[str],
    columns: dict[str, int],
    names: list[str],
    file: InputFile,
    line_number: int,
) -> Event:
    location = SourceLocation(file.name, line_number)
    try:
        return ArticleRead(_article(row, columns, names, f"{file.stem}-{line_number}"), location)
    except ArticleError as error:
        return rejected_item(error, location)


def _missing_columns(header: str, configured: Mapping[str, str]) -> str:
    """Return the reason for rejecting a file without columns for the title and the body."""
    if not header.strip():
        return "it is empty"
    title, body = configured.get("title", "title"), configured.get("body", "body")
    return (
        f"its first line names no columns {title!r} and {body!r}, but {header.strip()[:120]!r};"
        " say which hold them with SEARCHAPP_CSV_COLUMNS, such as title=Headline,body=Text"
    )
