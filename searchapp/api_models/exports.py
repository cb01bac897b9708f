"""All matches of a search as a stream of text: CSV, or a JSON object a line.

The last record of a stream is its end: it says how many paragraphs came before it, and
whether they are all. A stream without one was cut on its way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from searchapp.api_models import schemas as types
from searchapp.api_models.convert import Addresses, day_text, hit_object, index_object, moment_text
from searchapp.engine.errors import EngineError
from searchapp.engine.protocol import Scan
from searchapp.models.search import Hit

Format = Literal["csv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)

END = "#end"
"""Stands for an id in the last row of CSV; no article has it, as ids do not begin so."""

COLUMNS = (
    *("id", "date", "title", "source", "author", "speakers", "roles", "quotations"),
    *("text", "url", "added_at"),
)
_BETWEEN = "; "
_CHUNK_CHARACTERS = 65_536

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return *text* such that no spreadsheet takes it for a formula.

    A cell that begins as a formula would gets an apostrophe before it, as OWASP's page
    "CSV Injection" advises.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(hit: Hit, addresses: Addresses) -> list[str]:
    speech = [a for a in hit.attributions if a.act == "speech"]
    cells = (
        hit.id,
        day_text(hit.date) or "",
        hit.title,
        hit.source,
        hit.author,
        _BETWEEN.join(dict.fromkeys(a.speaker.name for a in speech)),
        _BETWEEN.join(dict.fromkeys(a.role for a in speech if a.role)),
        _BETWEEN.join(dict.fromkeys(a.quotation for a in speech)),
        hit.text,
        addresses.paragraph(hit.article_id, hit.number),
        moment_text(hit.added_at) if hit.added_at else "",
    )
    return [safe_cell(cell) for cell in cells]


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _json_line(body: types.Hit | types.ExportEnd) -> str:
    return msgspec.json.encode(body).decode() + "\n"


@dataclass(slots=True)
class End:
    """How a stream has ended: how many paragraphs it has, and why not all, or ""."""

    count: int = 0
    reason: str = ""


def _end_object(scan: Scan, end: End) -> types.ExportEnd:
    return {
        "end": {
            "complete": not end.reason,
            "count": end.count,
            "total": scan.total,
            "index": index_object(scan.index),
            "reason": end.reason,
        }
    }


def _csv_end(end: types.ExportEnd) -> str:
    told = end["end"]
    state = "complete" if told["complete"] else "cut"
    text = f"{state}: {told['count']} of {told['total']} paragraphs"
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"id": END, "title": state, "text": f"{text}. {told['reason']}".rstrip(". ")}
    return _csv_line(list(cells.values()))


def _lines(
    scan: Scan, line: Callable[[Hit], str], last: Callable[[types.ExportEnd], str], end: End
) -> Iterator[str]:
    try:
        for hit in scan.hits:
            yield line(hit)
            end.count += 1
    except EngineError as error:
        end.reason = str(error)
    yield last(_end_object(scan, end))


def _in_chunks(lines: Iterator[str]) -> Iterator[str]:
    kept: list[str] = []
    size = 0
    for line in lines:
        kept.append(line)
        size += len(line)
        if size >= _CHUNK_CHARACTERS:
            yield "".join(kept)
            kept, size = [], 0
    yield "".join(kept)


def stream(scan: Scan, form: Format, addresses: Addresses, end: End | None = None) -> Iterator[str]:
    """Return *scan* as text in pieces, in the form asked for; never raises ``EngineError``.

    *end* is told how it ends.
    """
    end = end or End()
    if form == "jsonl":
        return _in_chunks(
            _lines(scan, lambda hit: _json_line(hit_object(hit, addresses)), _json_line, end)
        )

    def with_head() -> Iterator[str]:
        yield _csv_line(list(COLUMNS))
        yield from _lines(scan, lambda hit: _csv_line(_row(hit, addresses)), _csv_end, end)

    return _in_chunks(with_head())
