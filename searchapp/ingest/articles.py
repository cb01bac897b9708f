"""Construction of ``Article`` records: cleaning, limits, and errors that say why not."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from searchapp.models.articles import Article, Paragraph
from searchapp.models.normalize import visible

MAX_ID_LENGTH = 300
"""Longest article id, in characters: it is part of URLs and index terms."""

MAX_SOURCE_LENGTH = 300
"""Longest name of a source, in characters: it is part of URLs and facet lists."""

MAX_PARAGRAPHS = 100_000
"""Most paragraphs of any article; SEARCHAPP_MAX_ARTICLE_PARAGRAPHS may allow fewer."""

_TITLE_WORDS = 12
_MAX_TITLE_LENGTH = 120
_NOT_IN_ID = re.compile(r"[^\w.-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]")
_CORRECTION_WORD = re.compile(r"correct|clarif|amend|erratum", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")


class ArticleError(ValueError):
    """Input that cannot become an article; the message says why.

    ``article_id`` is the id that the article would have, where it is known.
    """

    def __init__(self, reason: str, article_id: str | None = None) -> None:
        self.article_id = article_id
        super().__init__(reason)


def clean_id(raw: str) -> str:
    """Return *raw* as an article id, which may be empty.

    Each run of characters other than letters, digits, ``.``, ``_`` and ``-`` becomes one
    ``-``; leading dots and dashes are removed.
    """
    return _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", raw)).lstrip(".-")


def clean_text(raw: str) -> str:
    """Return *raw* in NFC, with white space collapsed and control characters removed.

    Characters that are not seen are removed or unified, see ``visible``. Raises
    ``ArticleError`` for a lone surrogate, which no encoding can represent.
    """
    if raw.isascii() and raw.isprintable():
        # Nothing to remove or to unify: most texts of an archive in English.
        return " ".join(raw.split())
    if surrogate := _SURROGATE.search(raw):
        raise ArticleError(
            f"the text holds a lone surrogate, \\u{ord(surrogate[0]):04x}, which is no character"
        )
    return unicodedata.normalize("NFC", " ".join(visible(_CONTROL.sub("", raw)).split()))


def split_paragraphs(body: str) -> list[str]:
    """Return the paragraphs of *body*, which blank lines separate."""
    return _BLANK_LINES.split(body.strip())


def title_of_text(paragraphs: Iterable[str]) -> str:
    """Return the first words of a text, for an item that comes without a title."""
    first = next((text for paragraph in paragraphs if (text := clean_text(paragraph))), "")
    words = first.split()
    if len(words) <= _TITLE_WORDS and len(first) <= _MAX_TITLE_LENGTH:
        return first
    title = " ".join(words[:_TITLE_WORDS])[:_MAX_TITLE_LENGTH]
    return f"{title.rstrip(' ,;:.–—-')} …"


def correction_note(note: str) -> str:
    """Return an editor's *note* if it mentions a correction, else the empty string."""
    return note if _CORRECTION_WORD.search(note) else ""


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
    """Return an article with all text cleaned and empty paragraphs left out.

    Raises ``ArticleError`` where the id, the title or the text is empty, or a limit is
    exceeded.
    """
    cleaned_id = _valid_id(article_id)
    try:
        return Article(
            id=cleaned_id,
            title=_valid_title(title),
            date=date,
            paragraphs=_numbered_paragraphs(paragraphs),
            author=clean_text(author),
            source=_valid_source(source),
            url=clean_text(url),
            language=clean_text(language),
            section=clean_text(section),
            correction=clean_text(correction),
            date_evidence=date_evidence if date else "",
        )
    except ArticleError as error:
        raise ArticleError(str(error), cleaned_id) from None


def _valid_id(raw: str) -> str:
    cleaned = clean_id(raw)
    if not cleaned:
        raise ArticleError(f"the id {raw[:80]!r} has no letters or digits")
    if len(cleaned) > MAX_ID_LENGTH:
        raise ArticleError(
            f"the id has {len(cleaned):,} characters; at most {MAX_ID_LENGTH} are allowed"
        )
    return cleaned


def _valid_title(raw: str) -> str:
    title = clean_text(raw)
    if not title:
        raise ArticleError("it has no headline")
    return title


def _valid_source(raw: str) -> str:
    source = clean_text(raw)
    if len(source) > MAX_SOURCE_LENGTH:
        raise ArticleError(
            f"its source has {len(source):,} characters; at most {MAX_SOURCE_LENGTH} are allowed"
        )
    return source


def _numbered_paragraphs(raw: Iterable[str]) -> tuple[Paragraph, ...]:
    cleaned = (text for paragraph in raw if (text := clean_text(paragraph)))
    texts = list(islice(cleaned, MAX_PARAGRAPHS + 1))
    if len(texts) > MAX_PARAGRAPHS:
        raise ArticleError(f"it has more than {MAX_PARAGRAPHS:,} paragraphs")
    if not texts:
        raise ArticleError("it has a headline but no paragraphs")
    return tuple(Paragraph(number, text) for number, text in enumerate(texts, start=1))
