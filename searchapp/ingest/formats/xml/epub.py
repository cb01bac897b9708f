"""EPUB reader: each document of the spine is an article.

In EPUB 3.3 ``META-INF/container.xml`` names the package document, whose spine gives the
reading order.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, clean_id, make_article
from searchapp.ingest.content.encoding import decode
from searchapp.ingest.content.markup_text import with_quotation_marks
from searchapp.ingest.dates import DateEvidence, first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.plaintext import date_of_name
from searchapp.ingest.formats.single_article import ARTICLE_ERRORS, rejected_item
from searchapp.ingest.formats.xml.xml_reader import (
    attribute,
    descendants,
    first_descendant,
    parse_xml_member,
    text_of,
)
from searchapp.ingest.formats.zip_limits import open_zip, read_member
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

MIMETYPE = b"application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_HEADING = re.compile(r"<(h[1-3])\b[^>]{0,500}>(.{0,2000}?)</\1\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Book:
    title: str
    author: str
    language: str
    date: DateEvidence
    chapters: tuple[str, ...]


def _read_package(archive: zipfile.ZipFile, file: InputFile) -> _Book:
    container = parse_xml_member(archive, _CONTAINER, file)
    name = attribute(first_descendant(container, "rootfile"), "full-path")
    if not name:
        raise ArticleError(f"its {_CONTAINER} names no package document")
    package = parse_xml_member(archive, name, file)
    metadata = first_descendant(package, "metadata")
    date = first_date(("EPUB dc:date", text_of(e)) for e in descendants(metadata, "date"))
    return _Book(
        text_of(first_descendant(metadata, "title")),
        text_of(first_descendant(metadata, "creator")),
        text_of(first_descendant(metadata, "language")),
        date if date.date else date_of_name(file.stem),
        tuple(_spine(package, posixpath.dirname(name))),
    )


def _spine(package: Element, folder: str) -> Iterator[str]:
    """Yield the names of the documents in reading order, without the table of contents."""
    manifest = first_descendant(package, "manifest")
    items = {attribute(item, "id"): item for item in descendants(manifest, "item")}
    for reference in descendants(first_descendant(package, "spine"), "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and "nav" not in attribute(item, "properties").split():
            href = unquote(attribute(item, "href").partition("#")[0])
            yield posixpath.normpath(posixpath.join(folder, href))


def _chapter_article(page: str, texts: list[str], id_: str, book: _Book) -> Article:
    heading = _HEADING.search(page)
    title = " ".join(paragraphs(heading[2])) if heading else ""
    if title and texts and texts[0] == title:
        texts = texts[1:]
    return make_article(
        id_,
        title=title or book.title,
        date=book.date.date,
        date_evidence=book.date.evidence,
        paragraphs=texts,
        author=book.author,
        source=book.title,
        language=book.language,
    )


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each chapter; one is in memory at a time.

    The source is the book's title. The headline is the first heading, else the book's
    title. Chapters without text below the heading, such as covers, are left out.
    """
    try:
        with open_zip(file) as archive:
            book = _read_package(archive, file)
            if not book.chapters:
                raise ArticleError("its spine lists no documents")
            for name in book.chapters:
                location = SourceLocation(f"{file.name}/{name}")
                event = _read_chapter(archive, name, location, file, book)
                if event is not None:
                    yield event
    except ARTICLE_ERRORS as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.DIRECTORY)


def _read_chapter(
    archive: zipfile.ZipFile, name: str, location: SourceLocation, file: InputFile, book: _Book
) -> Event | None:
    stem = posixpath.splitext(posixpath.basename(name))[0]
    id_ = f"{file.stem}-{stem}"
    try:
        page, _ = decode(read_member(archive, name, file.options.max_article_bytes))
        texts = paragraphs(with_quotation_marks(page))
        if len(texts) < 2:
            return None
        return ArticleRead(_chapter_article(page, texts, id_, book), location)
    except ARTICLE_ERRORS as error:
        return rejected_item(ArticleError(str(error), clean_id(id_) or None), location)
