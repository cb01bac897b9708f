"""The reader for plain text: a date, a headline, paragraphs between blank lines.

A text whose body is turns of ``NAME: words`` is a transcript: each turn is a paragraph.
"""

from __future__ import annotations

import codecs
import re

from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import DateFound, ImpossibleDateError, date_in_file_name, parse_date
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

WINDOWS_1252 = "it is not UTF-8 and was read as Windows-1252"
DATE_LINE = "date line"
FILE_NAME = "file name"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TURN = re.compile(r"[^\W\d_a-z][\w.'’\-]*(?: [\w.'’\-]+){0,4}(?: ?\([^()\n]{1,60}\))?:\s+\S")
_FEWEST_TURNS = 3
_TURNS_SHARE = 0.5


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of *data* and a remark on its encoding, or None for UTF-8.

    A byte order mark is dropped. Raises ``ArticleError`` where *data* is neither
    UTF-8 nor Windows-1252, or holds NUL, as binary files do.
    """
    if data.startswith(_WIDE_MARKS):
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


def date_of_name(stem: str) -> DateFound:
    """Return the date in the last part of *stem*, a path without its ending.

    Raises ``ImpossibleDateError``.
    """
    date = date_in_file_name(stem.rsplit("/", 1)[-1])
    return DateFound(date, FILE_NAME if date else "")


def _turns(body: str) -> list[str] | None:
    """Return the paragraphs of a transcript, a turn each, or None for another text."""
    lines = [line for line in body.split("\n") if line.strip()]
    if not lines:
        return None
    labelled = sum(1 for line in lines if _TURN.match(line))
    blocks = len(split_paragraphs(body))
    if labelled < _FEWEST_TURNS or labelled < _TURNS_SHARE * blocks:
        return None
    found: list[list[str]] = []
    after_blank = True
    for line in body.split("\n"):
        if not line.strip():
            after_blank = True
            continue
        if after_blank or _TURN.match(line):
            found.append([])
        found[-1].append(line)
        after_blank = False
    return [" ".join(turn) for turn in found]


def read_text(data: bytes, stem: str) -> tuple[Article, str | None]:
    """Return the article in *data*, and a remark on its encoding or None.

    *stem* is the file's path below the corpus folder without its ending: the article's
    id, and its last part may give the date. Raises ``ArticleError``.
    """
    article_id = clean_id(stem)
    try:
        text, remark = decode(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise ArticleError("it is empty")
        first, _, rest = text.strip().partition("\n")
        found = DateFound(parse_date(first), DATE_LINE)
        if found.date is None:
            found = date_of_name(stem)
            rest = text.strip()
        title, _, body = rest.strip().partition("\n")
        if not title:
            raise ArticleError("it has a date but no headline")
        article = make_article(
            stem,
            title=title,
            date=found.date,
            date_evidence=found.evidence,
            paragraphs=_turns(body) or split_paragraphs(body),
        )
    except (ArticleError, ImpossibleDateError) as error:
        raise ArticleError(str(error), article_id) from None
    return article, remark


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a text file. Raises ``ArticleError``."""
    return read_text(file.read_whole(), file.stem)
