"""The reader for CSV: an article a row, its fields in named columns, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from searchapp.ingest.articles import ArticleError, clean_id, make_article
from searchapp.ingest.dates import DateFound, machine_date
from searchapp.ingest.events import ArticleRead, Event, ReadWarning, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.feeds import text_paragraphs
from searchapp.ingest.formats.plaintext import decode
from searchapp.ingest.formats.single_article import NO_ARTICLE, rejected_item
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article
from searchapp.settings import ARTICLE_FIELDS

_DELIMITERS = ",;\t|"
_USUAL = {"title": ("title", "headline"), "body": ("body", "text", "content")}
# The module's own bound, which holds for the whole process, is below a long article.
csv.field_size_limit(1 << 30)


def columns_of(header: str, wanted: Mapping[str, str]) -> tuple[str, dict[str, int]] | None:
    """Return the delimiter of *header* and where each field stands, or None.

    A field's column is the one that *wanted* names, else the one that bears its own name,
    in whatever case. None where there is none for the title or the body.
    """
    for delimiter in _DELIMITERS:
        try:
            names = [n.strip().lower() for n in next(csv.reader([header], delimiter=delimiter), [])]
        except csv.Error:
            continue
        found: dict[str, int] = {}
        for field in ARTICLE_FIELDS:
            usual = _USUAL.get(field, (field,))
            for name in (wanted[field].lower(),) if field in wanted else usual:
                if name in names:
                    found.setdefault(field, names.index(name))
        if {"title", "body"} <= found.keys():
            return delimiter, found
    return None


class _Lines:
    """The decoded lines of a file, none too long, nor what stands between two rows."""

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.given = 0
        self.remark: str | None = None

    def __iter__(self) -> Iterator[str]:
        longest = self.file.options.max_article_bytes
        while line := self.file.stream.readline(longest + 1):
            self.given += len(line)
            if self.given > longest:
                raise ArticleError(self.file.too_large("a row"))
            text, remark = decode(line)
            self.remark = self.remark or remark
            yield text


def _date(text: str, evidence: str) -> DateFound:
    if not text.strip():
        return DateFound(None, "")
    found = machine_date(text)
    if found is None:
        raise ArticleError(f"its date is {text[:80]!r}; expected a day such as 2023-03-10")
    return DateFound(found, evidence)


def _article(row: list[str], columns: dict[str, int], names: list[str], fallback: str) -> Article:
    cells = {field: row[k] if k < len(row) else "" for field, k in columns.items()}
    body = cells.pop("body")
    id_ = cells.pop("id", "").strip() or cells.get("url", "").strip() or fallback
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
    except NO_ARTICLE as error:
        raise ArticleError(str(error), clean_id(id_) or None) from None


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each row; at most one row is held.

    A row without an id is called by its address, or by the file and its line.
    """
    lines = _Lines(file)
    place = SourceLocation(file.name)
    try:
        text = iter(lines)
        header = next(text, "")
        found = columns_of(header, file.options.csv_columns)
        if found is None:
            yield Rejected(place, _no_columns(header, file.options.csv_columns), Scope.FILE)
            return
        delimiter, columns = found
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        place = SourceLocation(file.name, 2)
        # A row may span several lines; its place is the first of them.
        for row in rows:
            lines.given = 0
            if any(row):
                yield _read_row(row, columns, names, file, place)
            place = SourceLocation(file.name, rows.line_num + 2)
        if lines.remark:
            yield ReadWarning(SourceLocation(file.name), lines.remark)
    except csv.Error as error:
        reason = f"it is broken CSV ({error}, in the row of line {place.line or 1})"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
    except ArticleError as error:
        yield Rejected(
            SourceLocation(file.name), f"{error}, in the row of line {place.line or 1}", Scope.FILE
        )


def _read_row(
    row: list[str],
    columns: dict[str, int],
    names: list[str],
    file: InputFile,
    place: SourceLocation,
) -> Event:
    try:
        return ArticleRead(_article(row, columns, names, f"{file.stem}-{place.line}"), place)
    except ArticleError as error:
        return rejected_item(error, place)


def _no_columns(header: str, wanted: Mapping[str, str]) -> str:
    if not header.strip():
        return "it is empty"
    title, body = wanted.get("title", "title"), wanted.get("body", "body")
    return (
        f"its first line names no columns {title!r} and {body!r}, but {header.strip()[:120]!r};"
        " say which hold them with SEARCHAPP_CSV_COLUMNS, such as title=Headline,body=Text"
    )
