"""Plain text reader: a date line, a headline, and paragraphs between blank lines.

A text with turns such as ``NAME: words`` is a transcript, with a paragraph for each turn.
"""

from __future__ import annotations

import re

from searchapp.ingest.articles import ArticleError, make_article, split_paragraphs
from searchapp.ingest.content.encoding import decode
from searchapp.ingest.dates import DateEvidence, date_in_file_name, date_of_line
from searchapp.ingest.formats.single_article import ParsedArticle, remarks
from searchapp.ingest.input_file import InputFile

DATE_LINE = "date line"
"""The evidence of a date that is a line of the text."""

_TURN = re.compile(r"[^\W\d_a-z][\w.'’\-]*(?: [\w.'’\-]+){0,4}(?: ?\([^()\n]{1,60}\))?:\s+\S")
_MIN_TURNS = 3
_MIN_TURN_SHARE = 0.5


def date_of_name(stem: str) -> DateEvidence:
    """Return the date in the file name of *stem*, a path without its ending."""
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


def _date_after_headline(body: str, file: InputFile) -> tuple[DateEvidence, str]:
    """Return the date, and *body* without its first line where that is the date."""
    line, _, rest = body.lstrip().partition("\n")
    date = date_of_line(line, DATE_LINE, file.options.date_order)
    if date is not None and date.date is not None and rest.strip():
        return date, rest
    return date_of_name(file.stem), body


def parse(file: InputFile) -> ParsedArticle:
    """Return the article of a text file. Raises ``ArticleError``.

    The date is that of the first line, else of a line after the headline, else of the file
    name. A first line in the form of a date that is not a day leaves the article undated, and is
    remarked on.
    """
    text, warning = decode(file.read_all())
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").strip()
    if not text:
        raise ArticleError("it is empty")
    first_line, _, rest = text.partition("\n")
    date = date_of_line(first_line, DATE_LINE, file.options.date_order)
    title, _, body = (text if date is None else rest.strip()).partition("\n")
    if not title:
        raise ArticleError("it has a date but no headline")
    if date is None:
        date, body = _date_after_headline(body, file)
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=_turns(body) or split_paragraphs(body),
    )
    return ParsedArticle(article, remarks(warning, date.problem))
