"""Export of all matches of a search as a text stream: CSV or JSON Lines.

The last record is a trailer with the number of paragraphs before it and whether they are
all of them. A stream without a trailer is incomplete.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from searchapp.api_models import schemas as types
from searchapp.api_models.convert import UrlBuilder, converted, hit_object
from searchapp.engine.errors import EngineError
from searchapp.engine.protocol import Scan
from searchapp.models.search import SPEECH, Acts, Hit, Index

Format = Literal["csv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)

END = "#end"
"""The id in the trailer row of CSV; no article id begins with ``#``."""

COLUMNS = (
    *("id", "date", "title", "source", "author", "speakers", "roles", "quotations"),
    *("text", "url", "added_at", "matched"),
)
REFUSALS_COLUMN = "refusals"
"""The last column where refusals are searched: who declined to comment."""

_SEPARATOR = "; "
_CHUNK_CHARACTERS = 65_536

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return *text* escaped so that no spreadsheet evaluates it as a formula.

    A cell that begins like a formula is prefixed with an apostrophe, as OWASP's page
    "CSV Injection" advises.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_PREFIXES) else text


def utc_timestamp(moment: datetime.datetime) -> str:
    """Return *moment* in UTC, to the second: ``2024-03-21T09:30:00Z``."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _columns(acts: Acts) -> tuple[str, ...]:
    return (*COLUMNS, REFUSALS_COLUMN) if "refusal" in acts else COLUMNS


def _row(hit: Hit, urls: UrlBuilder, acts: Acts) -> list[str]:
    speech = [a for a in hit.attributions if a.act == "speech"]
    cells = [
        hit.id,
        hit.date.isoformat() if hit.date else "",
        hit.title,
        hit.source,
        hit.author,
        _SEPARATOR.join(dict.fromkeys(a.speaker.name for a in speech)),
        _SEPARATOR.join(dict.fromkeys(a.role for a in speech if a.role)),
        _SEPARATOR.join(dict.fromkeys(a.quotation for a in speech)),
        hit.text,
        urls.paragraph(hit.article_id, hit.number),
        utc_timestamp(hit.added_at) if hit.added_at else "",
        hit.matched,
    ]
    if "refusal" in acts:
        cells.append(_SEPARATOR.join(dict.fromkeys(a.speaker.name for a in hit.refusals)))
    return [safe_cell(cell) for cell in cells]


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _json_line(body: types.Hit | types.ExportEnd) -> str:
    return msgspec.json.encode(body).decode() + "\n"


@dataclass(slots=True)
class End:
    """End of a stream: its number of paragraphs, and why it is incomplete, or ""."""

    count: int = 0
    reason: str = ""


def _end_object(scan: Scan, end: End) -> types.ExportEnd:
    index = converted(scan.index, Index)
    return types.ExportEnd(types.End(not end.reason, end.count, scan.total, index, end.reason))


def _csv_end(end: types.ExportEnd, columns: tuple[str, ...]) -> str:
    summary = end.end
    state = "complete" if summary.complete else "cut"
    text = f"{state}: {summary.count} of {summary.total} paragraphs"
    cells = dict.fromkeys(columns, "")
    cells |= {"id": END, "title": state, "text": f"{text}. {summary.reason}".rstrip(". ")}
    return _csv_line(list(cells.values()))


def _lines(
    scan: Scan,
    format_hit: Callable[[Hit], str],
    format_end: Callable[[types.ExportEnd], str],
    end: End,
) -> Iterator[str]:
    try:
        for hit in scan.hits:
            yield format_hit(hit)
            end.count += 1
    except EngineError as error:
        end.reason = str(error)
    yield format_end(_end_object(scan, end))


def _chunks(lines: Iterator[str]) -> Iterator[str]:
    chunk: list[str] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size >= _CHUNK_CHARACTERS:
            yield "".join(chunk)
            chunk, size = [], 0
    yield "".join(chunk)


def stream(
    scan: Scan,
    form: Format,
    urls: UrlBuilder,
    end: End | None = None,
    acts: Acts = SPEECH,
) -> Iterator[str]:
    """Return an iterator over the text of *scan* in format *form*, in chunks.

    *end* is updated as the stream proceeds. An ``EngineError`` ends the stream and becomes
    the ``reason`` of *end*. *acts* are those that were searched.
    """
    end = end or End()
    if form == "jsonl":
        return _chunks(
            _lines(scan, lambda hit: _json_line(hit_object(hit, urls, acts)), _json_line, end)
        )
    columns = _columns(acts)

    def csv_lines() -> Iterator[str]:
        yield _csv_line(list(columns))
        yield from _lines(
            scan,
            lambda hit: _csv_line(_row(hit, urls, acts)),
            lambda summary: _csv_end(summary, columns),
            end,
        )

    return _chunks(csv_lines())
