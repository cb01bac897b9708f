"""Plain text reader: a date line, a headline, and paragraphs between blank lines.

A text with turns such as ``NAME: words`` is a transcript, with a paragraph for each turn.
"""

from __future__ import annotations

import codecs
import re

from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import DateEvidence, ImpossibleDateError, date_in_file_name, parse_date
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

WINDOWS_1252 = "it is not UTF-8 and was read as Windows-1252"
"""The warning for a file in that encoding."""

DATE_LINE = "date line"
"""The evidence of a date that is a line of the text."""

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TURN = re.compile(r"[^\W\d_a-z][\w.'’\-]*(?: [\w.'’\-]+){0,4}(?: ?\([^()\n]{1,60}\))?:\s+\S")
_MIN_TURNS = 3
_MIN_TURN_SHARE = 0.5


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of *data*, and a warning if it is not in UTF-8, else None.

    A byte order mark is removed. Raises ``ArticleError`` where *data* is neither UTF-8 nor
    Windows-1252, or contains NUL, as binary files do.
    """
    if data.startswith(_UTF_16_MARKS):
        raise ArticleError("it is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise ArticleError(f"it holds a NUL byte (at {data.index(0):,}), so it is no text")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as not_utf_8:
        try:
            return data.decode("cp1252"), WINDOWS_1252
        except UnicodeDecodeError as not_1252:
            raise ArticleError(
                f"it is neither UTF-8 (byte {not_utf_8.start:,}) nor Windows-1252"
                f" (byte {not_1252.start:,} is 0x{data[not_1252.start]:02x})"
            ) from None


def date_of_name(stem: str) -> DateEvidence:
    """Return the date in the file name of *stem*, a path without its ending.

    Raises ``ImpossibleDateError``.
    """
    date = date_in_file_name(stem.rsplit("/", 1)[-1])
    return DateEvidence(date, "file name" if date else "")


def _turns(body: str) -> list[str] | None:
    """Return the turns of a transcript, or None where *body* is not one."""
    lines = [line for line in body.split("\n") if line.strip()]
    if not lines:
        return None
    turn_count = sum(1 for line in lines if _TURN.match(line))
    paragraph_count = len(split_paragraphs(body))
    if turn_count < _MIN_TURNS or turn_count < _MIN_TURN_SHARE * paragraph_count:
        return None
    turns: list[list[str]] = []
    after_blank = True
    for line in body.split("\n"):
        if not line.strip():
            after_blank = True
            continue
        if after_blank or _TURN.match(line):
            turns.append([])
        turns[-1].append(line)
        after_blank = False
    return [" ".join(turn) for turn in turns]


def read_text(data: bytes, stem: str) -> tuple[Article, str | None]:
    """Return the article in *data*, and a warning about its encoding or None.

    *stem* is the file's path below the corpus folder without its ending. It is the
    article's id, and its file name may give the date. Raises ``ArticleError``.
    """
    article_id = clean_id(stem)
    try:
        text, warning = decode(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise ArticleError("it is empty")
        first_line, _, rest = text.strip().partition("\n")
        date = DateEvidence(parse_date(first_line), DATE_LINE)
        if date.date is None:
            date = date_of_name(stem)
            rest = text.strip()
        title, _, body = rest.strip().partition("\n")
        if not title:
            raise ArticleError("it has a date but no headline")
        article = make_article(
            stem,
            title=title,
            date=date.date,
            date_evidence=date.evidence,
            paragraphs=_turns(body) or split_paragraphs(body),
        )
    except (ArticleError, ImpossibleDateError) as error:
        raise ArticleError(str(error), article_id) from None
    return article, warning


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a text file. Raises ``ArticleError``."""
    return read_text(file.read_all(), file.stem)
