"""CSV reader: an article for each row, its fields in named columns, streamed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from functools import partial

from searchapp.ingest.articles import ArticleError, clean_id, make_article, title_of_text
from searchapp.ingest.content.markup_text import text_paragraphs, title_text
from searchapp.ingest.dates import field_date
from searchapp.ingest.events import Event, ReadWarning, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.csv_dialect import (
    Dialect,
    Lines,
    Row,
    detect_dialect,
    first_line_of,
    read_rows,
    separator_line,
)
from searchapp.ingest.formats.single_article import ParsedArticle, item_events, remarks
from searchapp.ingest.input_file import InputFile

_MAX_FIRST_LINES = 20


def is_table(text: str, configured: Mapping[str, str]) -> bool:
    """Whether *text* begins with a header that names a title and a body."""
    lines = iter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n", _MAX_FIRST_LINES))
    first = first_line_of(lines)
    if separator := separator_line(first):
        return detect_dialect(first_line_of(lines), configured, separator) is not None
    return detect_dialect(first.strip(), configured) is not None


def _parse(row: Row, dialect: Dialect, id_: str, file: InputFile) -> ParsedArticle:
    columns, names = dialect.columns, dialect.names
    cells = {f: row.cells[k] if k < len(row.cells) else "" for f, k in columns.items()}
    date = field_date(
        cells.pop("date", ""), f"column {names[columns.get('date', 0)]!r}", file.options.date_order
    )
    paragraphs = text_paragraphs(cells.pop("body"))
    title = title_text(cells.pop("title"))
    cells.pop("id", None)
    url = cells.pop("url", "")
    article = make_article(
        id_,
        title=title if title.strip() else title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        url=url,
        **{field: title_text(text) for field, text in cells.items()},
    )
    return ParsedArticle(article, remarks(date.problem))


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each row; at most one row is in memory.

    The id of a row is its own, else its URL, else the file name with a hash of its title, date
    and body. A broken row affects no other row. A remark says how the file was read.
    """
    lines = Lines(file)
    try:
        header = first_line_of(lines)
        separator = separator_line(header)
        if separator:
            header = first_line_of(lines)
        configured = file.options.csv_columns
        dialect = detect_dialect(header, configured, separator)
        if dialect is None:
            reason = _missing_columns(header, configured)
            yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
            return
        yield ReadWarning(SourceLocation(file.name), str(dialect))
        content_ids = _ContentIds(file.stem)
        for row in read_rows(lines, dialect, file.options.max_article_bytes):
            if row.error or any(row.cells):
                yield from _read_row(row, dialect, file, content_ids)
    except (ArticleError, csv.Error) as error:
        reason = f"{error}, in the row of line {lines.number + 1}"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
    if lines.warning:
        yield ReadWarning(SourceLocation(file.name), lines.warning)


class _ContentIds:
    """Ids for the rows of a file that have none, whatever their position in it.

    They depend on the cells as they are in the file, so that they stay the same when the
    reader improves.
    """

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._counts: dict[str, int] = {}

    def id_of(self, cells: Mapping[str, str]) -> str:
        """Return the id of a row with *cells*, by field; equal rows are numbered from 2."""
        content = (" ".join(cells.get(field, "").split()) for field in ("title", "date", "body"))
        digest = hashlib.sha256("\0".join(content).encode(errors="replace")).hexdigest()[:12]
        count = self._counts[digest] = self._counts.get(digest, 0) + 1
        return f"{self._stem}-{digest}" if count == 1 else f"{self._stem}-{digest}-{count}"


def _read_row(
    row: Row, dialect: Dialect, file: InputFile, content_ids: _ContentIds
) -> Iterator[Event]:
    location = SourceLocation(file.name, row.line)
    if row.error and not row.cells:
        yield Rejected(location, row.error, Scope.LINE)
        return
    named = {f: row.cells[k] for f, k in dialect.columns.items() if k < len(row.cells)}
    own_id = named.get("id", "").strip() or named.get("url", "").strip()
    id_ = own_id or content_ids.id_of(named)
    if row.error:
        article_id = clean_id(own_id) or None
        yield Rejected(location, row.error, Scope.ARTICLE if article_id else Scope.LINE, article_id)
        return
    for event in item_events(partial(_parse, row, dialect, id_, file), location, id_):
        if isinstance(event, Rejected) and not own_id:
            # An earlier version of the row, with other content, has another id.
            event = Rejected(location, event.reason, Scope.LINE)
        yield event


def _missing_columns(header: str, configured: Mapping[str, str]) -> str:
    """Return the reason for rejecting a file without columns for the title and the body."""
    if not header.strip():
        return "it is empty"
    title, body = configured.get("title", "title"), configured.get("body", "body")
    return (
        f"its first line has no columns {title!r} and {body!r}, but"
        f" {header.strip()[:120]!r}; set SEARCHAPP_CSV_COLUMNS, for example to"
        " title=Headline,body=Text"
    )
