"""The reader for one line of ``.jsonl``: a JSON object that is an article."""

from __future__ import annotations

import datetime
import json
from typing import Any

from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import ImpossibleDateError, parse_date
from searchapp.records import Article

_TEXT_FIELDS = ("author", "source", "url", "language")


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _load(line: bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"it is not UTF-8 (byte {error.start:,} of the line is 0x{line[error.start]:02x})"
        ) from None
    try:
        loaded = json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        raise ArticleError(
            f"it is broken JSON ({error.msg}, at character {error.pos + 1:,})"
        ) from None
    except RecursionError:
        raise ArticleError("its JSON is nested too deeply") from None
    except ValueError as error:
        raise ArticleError(f"it is broken JSON ({error})") from None
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


def _date(loaded: dict[str, Any]) -> datetime.date | None:
    raw = _text(loaded, "date").strip()
    if not raw:
        return None
    date = parse_date(raw)
    if date is None:
        raise ArticleError(f'"date" is {raw[:80]!r}; expected a day such as 2023-03-10')
    return date


def _paragraphs(loaded: dict[str, Any]) -> list[str]:
    if loaded.get("paragraphs") is None:
        return split_paragraphs(_text(loaded, "body"))
    paragraphs = loaded["paragraphs"]
    if not isinstance(paragraphs, list) or not all(isinstance(p, str) for p in paragraphs):
        raise ArticleError('"paragraphs" must be a list of texts')
    return paragraphs


def read_line(line: bytes) -> Article:
    """Return the article in one *line*.

    Its object has ``id``, ``title``, ``paragraphs`` (a list) or ``body`` (text
    with blank lines), and optionally ``date``, ``author``, ``source``, ``url``
    and ``language``; other keys are passed over. Raises ``ArticleError``, with the
    article's id where the line is sound enough to have one.
    """
    loaded = _load(line)
    raw_id = loaded.get("id")
    if isinstance(raw_id, int) and not isinstance(raw_id, bool):
        raw_id = str(raw_id)
    if not isinstance(raw_id, str):
        raise ArticleError('it has no "id"; expected a text that names the article')
    try:
        texts = {name: _text(loaded, name) for name in _TEXT_FIELDS}
        return make_article(
            raw_id,
            title=_text(loaded, "title"),
            date=_date(loaded),
            paragraphs=_paragraphs(loaded),
            **texts,
        )
    except (ArticleError, ImpossibleDateError) as error:
        raise ArticleError(str(error), clean_id(raw_id) or None) from None
