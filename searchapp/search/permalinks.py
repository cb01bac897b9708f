"""Permalinks of paragraphs, which survive paragraphs that are inserted before them.

A permalink has the number of the paragraph and a hash of its text. Where the paragraph of that
number has another text by now, the one with the hash is meant.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from searchapp.api_models.query_strings import UNQUOTED_IN_PATH
from searchapp.models.search import Hit
from searchapp.search.archive_reader import ArchiveReader

HASH_PARAMETER = "text"
"""Name of the parameter of a permalink that has the hash of the paragraph's text."""
HASH_CHARACTERS = 8
"""Length of a text's hash: 32 bits, which only tell the paragraphs of one article apart."""


def text_hash(text: str) -> str:
    """Return the hash of a paragraph's text as hexadecimal digits; spacing does not count."""
    normalized = " ".join(text.split()).encode(errors="surrogatepass")
    return hashlib.sha256(normalized).hexdigest()[:HASH_CHARACTERS]


def permalink_path(hit: Hit) -> str:
    """Return the permalink of a paragraph, relative to the site's home page."""
    article = quote(hit.article_id, safe=UNQUOTED_IN_PATH)
    return f"articles/{article}/paragraphs/{hit.number}?{HASH_PARAMETER}={text_hash(hit.text)}"


def current_number(reader: ArchiveReader, article_id: str, number: int, text: str) -> int | None:
    """Return the number of the paragraph whose text has the hash *text*, or None without one.

    Of several it is the one nearest to *number*. Raises ``NoIndexError``.
    """
    part = reader.article_part(article_id, number, number)
    if part is None:
        return None
    if any(text_hash(paragraph.text) == text for paragraph in part.article.paragraphs):
        return number
    article = reader.article(article_id)
    if article is None:
        return None
    numbers = [p.number for p in article.paragraphs if text_hash(p.text) == text]
    return min(numbers, key=lambda other: abs(other - number), default=None)
