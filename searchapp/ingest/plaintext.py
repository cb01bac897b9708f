"""The reader for ``.txt``: a date, a headline, paragraphs between blank lines."""

from __future__ import annotations

import codecs

from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import ImpossibleDateError, date_in_file_name, parse_date
from searchapp.records import Article

WINDOWS_1252 = "it is not UTF-8 and was read as Windows-1252"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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


def read_text(data: bytes, path: str) -> tuple[Article, str | None]:
    """Return the article in *data*, and a remark on its encoding or None.

    *path* is the file's path below the corpus folder; its ending is left out of
    the article's id, and its name may give the date. Raises ``ArticleError``.
    """
    stem = path.rsplit(".", 1)[0]
    article_id = clean_id(stem)
    try:
        text, remark = decode(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise ArticleError("it is empty")
        first, _, rest = text.strip().partition("\n")
        date = parse_date(first)
        if date is None:
            date = date_in_file_name(stem.rsplit("/", 1)[-1])
            rest = text.strip()
        title, _, body = rest.strip().partition("\n")
        if not title:
            raise ArticleError("it has a date but no headline")
        article = make_article(stem, title=title, date=date, paragraphs=split_paragraphs(body))
    except (ArticleError, ImpossibleDateError) as error:
        raise ArticleError(str(error), article_id) from None
    return article, remark
