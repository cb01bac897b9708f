"""JSON Lines reader: one article object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import DateEvidence, DateOrder, field_date
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.single_article import ParsedArticle, item_events, remarks
from searchapp.ingest.input_file import InputFile

_TEXT_FIELDS = ("author", "source", "url", "language", "section", "correction")
_SKIPPED_CHUNK_BYTES = 1 << 20
_MAX_CONTAINERS = 200_000
"""Most lists and objects in one JSON text; each takes at least 64 bytes of memory."""


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def load_json(line: bytes) -> Any:
    """Return the JSON value of *line*. Raises ``ArticleError``."""
    if line.count(b"[") + line.count(b"{") > _MAX_CONTAINERS:
        raise ArticleError(f"its JSON has more than {_MAX_CONTAINERS:,} lists and objects")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"it is not UTF-8 (byte {error.start:,} is 0x{line[error.start]:02x})"
        ) from None
    try:
        return json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        raise ArticleError(
            f"it is broken JSON ({error.msg}, at character {error.pos + 1:,})"
        ) from None
    except RecursionError:
        raise ArticleError("its JSON is nested too deeply") from None
    except ValueError as error:
        raise ArticleError(f"it is broken JSON ({error})") from None


def checked_object(loaded: Any) -> dict[str, Any]:
    """Return *loaded*, which must be a JSON object. Raises ``ArticleError``."""
    if not isinstance(loaded, dict):
        raise ArticleError(f"it holds a JSON {type(loaded).__name__}; expected an object")
    return loaded


def _text(loaded: dict[str, Any], name: str) -> str:
    value = loaded.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArticleError(f'"{name}" is {type(value).__name__}; expected text')
    return value


def _date(value: Any, order: DateOrder) -> DateEvidence:
    if isinstance(value, int | float) and not isinstance(value, bool):
        # Unix time.
        value = str(value)
    if value is None or isinstance(value, str):
        return field_date(value or "", 'field "date"', order)
    return DateEvidence(None, problem=f'"date" is {type(value).__name__}; expected text')


def _paragraphs(loaded: dict[str, Any]) -> list[str]:
    if loaded.get("paragraphs") is None:
        return split_paragraphs(_text(loaded, "body"))
    paragraphs = loaded["paragraphs"]
    if not isinstance(paragraphs, list) or not all(isinstance(p, str) for p in paragraphs):
        raise ArticleError('"paragraphs" must be a list of texts')
    return paragraphs


def parse_object(loaded: dict[str, Any], order: DateOrder = "") -> ParsedArticle:
    """Return the article of an object in this project's own format.

    The keys are ``id``, ``title``, ``paragraphs`` (a list) or ``body`` (text with blank
    lines), and optionally ``date``, ``author``, ``source``, ``url``, ``language``,
    ``section`` and ``correction``; other keys are ignored. A date that cannot be read is
    remarked on. Raises ``ArticleError``, with the article's id where that is valid.
    """
    raw_id = loaded.get("id")
    if isinstance(raw_id, int) and not isinstance(raw_id, bool):
        raw_id = str(raw_id)
    if not isinstance(raw_id, str):
        raise ArticleError('it has no "id"; expected a text that names the article')
    try:
        texts = {name: _text(loaded, name) for name in _TEXT_FIELDS}
        date = _date(loaded.get("date"), order)
        article = make_article(
            raw_id,
            title=_text(loaded, "title"),
            date=date.date,
            date_evidence=date.evidence,
            paragraphs=_paragraphs(loaded),
            **texts,
        )
    except ArticleError as error:
        raise ArticleError(str(error), clean_id(raw_id) or None) from None
    return ParsedArticle(article, remarks(date.problem))


def read_line(line: bytes, order: DateOrder = "") -> ParsedArticle:
    """Return the article in one *line*. Raises as ``parse_object`` does."""
    return parse_object(checked_object(load_json(line)), order)


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each line that is not blank; at most one line is in memory."""
    max_bytes = file.options.max_article_bytes
    number = 0
    empty = True
    while line := file.stream.readline(max_bytes + 1):
        number += 1
        location = SourceLocation(file.name, number)
        if len(line) > max_bytes and not line.endswith(b"\n"):
            _skip_line(file)
            yield Rejected(location, file.too_large("the line"), Scope.LINE)
        elif line.strip():
            yield from item_events(partial(read_line, line, file.options.date_order), location)
        else:
            continue
        empty = False
    if empty:
        yield Rejected(SourceLocation(file.name), "it is empty", Scope.FILE)


def _skip_line(file: InputFile) -> None:
    """Read to the end of a line that is too long, without keeping it in memory."""
    while (chunk := file.stream.readline(_SKIPPED_CHUNK_BYTES)) and not chunk.endswith(b"\n"):
        pass
