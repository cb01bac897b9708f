"""Making an ``Article`` out of loose parts, or saying why they are none."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable

from searchapp.models.articles import Article, Paragraph

LONGEST_ID = 300
"""The longest article id, in characters: it stands in addresses and index terms."""

LONGEST_SOURCE = 300
"""The longest name of a source, in characters: it stands in addresses and in a list."""

_NOT_IN_ID = re.compile(r"[^\w.-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]")
_CORRECTS = re.compile(r"correct|clarif|amend|erratum", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")


class ArticleError(ValueError):
    """What was read is no article; the message says why.

    ``article_id`` is the article that it would have been, where that is known.
    """

    def __init__(self, reason: str, article_id: str | None = None) -> None:
        self.article_id = article_id
        super().__init__(reason)


def clean_id(raw: str) -> str:
    """Return *raw* as an article id.

    Each run of characters other than letters, digits, ``.``, ``_`` and ``-``
    becomes one ``-``; leading dots and dashes go. May be empty.
    """
    return _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", raw)).lstrip(".-")


def clean_text(raw: str) -> str:
    """Return *raw*, composed (NFC), with white space folded and control characters dropped.

    Raises ``ArticleError`` for a lone surrogate, which no encoding can carry.
    """
    if lone := _SURROGATE.search(raw):
        raise ArticleError(
            f"the text holds a lone surrogate, \\u{ord(lone[0]):04x}, which is no character"
        )
    return unicodedata.normalize("NFC", " ".join(_CONTROL.sub("", raw).split()))


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST_SOURCE:
        raise ArticleError(
            f"its {name} has {len(text):,} characters; at most {LONGEST_SOURCE} are allowed"
        )
    return text


def split_paragraphs(body: str) -> list[str]:
    """Return the paragraphs of *body*: what stands between blank lines."""
    return _BLANK_LINES.split(body.strip())


def correction_note(note: str) -> str:
    """Return an editor's *note* where it tells of a correction, else the empty string."""
    return note if _CORRECTS.search(note) else ""


def make_article(
    article_id: str,
    *,
    title: str,
    date: datetime.date | None,
    paragraphs: Iterable[str],
    author: str = "",
    source: str = "",
    url: str = "",
    language: str = "",
    section: str = "",
    correction: str = "",
    date_evidence: str = "",
) -> Article:
    """Return the article with these parts, cleaned; empty paragraphs are dropped.

    Raises ``ArticleError`` where the id or the title is empty, or no paragraph
    is left.
    """
    cleaned_id = clean_id(article_id)
    if not cleaned_id:
        raise ArticleError(f"the id {article_id[:80]!r} has no letter or digit to make an id of")
    if len(cleaned_id) > LONGEST_ID:
        raise ArticleError(
            f"the id has {len(cleaned_id):,} characters; at most {LONGEST_ID} are allowed"
        )
    try:
        texts = [cleaned for raw in paragraphs if (cleaned := clean_text(raw))]
        cleaned_title = clean_text(title)
        if not cleaned_title:
            raise ArticleError("it has no headline")
        if not texts:
            raise ArticleError("it has a headline but no paragraphs")
        return Article(
            id=cleaned_id,
            title=cleaned_title,
            date=date,
            paragraphs=tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1)),
            author=clean_text(author),
            source=_short("source", clean_text(source)),
            url=clean_text(url),
            language=clean_text(language),
            section=clean_text(section),
            correction=clean_text(correction),
            date_evidence=date_evidence if date else "",
        )
    except ArticleError as error:
        raise ArticleError(str(error), cleaned_id) from None
