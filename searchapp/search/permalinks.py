"""Permalinks of paragraphs, which survive paragraphs that are inserted before them.

A permalink has the number of the paragraph and a hash of its text. Where the paragraph of that
number has another text by now, the one with the hash is meant.
"""

from __future__ import annotations

import hashlib

from searchapp.search.archive_reader import ArchiveReader

HASH_CHARACTERS = 8
"""Length of a text's hash: 32 bits, which only tell the paragraphs of one article apart."""


def text_hash(text: str) -> str:
    """Return the hash of a paragraph's text as hexadecimal digits; spacing does not count."""
    normalized = " ".join(text.split()).encode(errors="surrogatepass")
    return hashlib.sha256(normalized).hexdigest()[:HASH_CHARACTERS]


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
