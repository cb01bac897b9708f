"""The reader for EPUB: each document of its spine is an article.

EPUB 3.3: ``META-INF/container.xml`` names the package document, whose spine gives the
order of reading.
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
from searchapp.ingest.dates import DateFound, first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.plaintext import date_of_name, decode
from searchapp.ingest.formats.single_article import NO_ARTICLE, rejected_item
from searchapp.ingest.formats.xml_reader import attribute, descendants, first, text, tree
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
    date: DateFound
    chapters: tuple[str, ...]


def _tree(archive: zipfile.ZipFile, name: str, file: InputFile) -> Element:
    data = read_member(archive, name, file.options.max_article_bytes)
    return tree(InputFile.of_bytes(name, data, file.options))


def _book(archive: zipfile.ZipFile, file: InputFile) -> _Book:
    package = attribute(first(_tree(archive, _CONTAINER, file), "rootfile"), "full-path")
    if not package:
        raise ArticleError(f"its {_CONTAINER} names no package document")
    opf = _tree(archive, package, file)
    folder = posixpath.dirname(package)
    items = {attribute(item, "id"): item for item in descendants(first(opf, "manifest"), "item")}
    chapters = []
    for reference in descendants(first(opf, "spine"), "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and "nav" not in attribute(item, "properties").split():
            href = unquote(attribute(item, "href").partition("#")[0])
            chapters.append(posixpath.normpath(posixpath.join(folder, href)))
    metadata = first(opf, "metadata")
    found = first_date(("EPUB dc:date", text(e)) for e in descendants(metadata, "date"))
    return _Book(
        text(first(metadata, "title")),
        text(first(metadata, "creator")),
        text(first(metadata, "language")),
        found if found.date else date_of_name(file.stem),
        tuple(chapters),
    )


def _chapter(data: bytes, id_: str, book: _Book) -> Article:
    page, _ = decode(data)
    texts = paragraphs(page)
    heading = _HEADING.search(page)
    title = " ".join(paragraphs(heading[2])) if heading else ""
    if title and texts and texts[0] == title:
        texts = texts[1:]
    try:
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
    except NO_ARTICLE as error:
        raise ArticleError(str(error), clean_id(id_) or None) from None


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each chapter; one is held at a time.

    The source is the book's title. The headline is the first heading, else the book's
    title. Chapters without a text under the heading, such as covers, are passed over.
    """
    try:
        with open_zip(file) as archive:
            book = _book(archive, file)
            if not book.chapters:
                raise ArticleError("its spine names no documents")
            for name in book.chapters:
                place = SourceLocation(f"{file.name}/{name}")
                event = _read_chapter(archive, name, place, file, book)
                if event is not None:
                    yield event
    except NO_ARTICLE as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.DIRECTORY)


def _read_chapter(
    archive: zipfile.ZipFile, name: str, place: SourceLocation, file: InputFile, book: _Book
) -> Event | None:
    stem = posixpath.splitext(posixpath.basename(name))[0]
    id_ = f"{file.stem}-{stem}"
    try:
        data = read_member(archive, name, file.options.max_article_bytes)
        if len(paragraphs(decode(data)[0])) < 2:
            return None
        return ArticleRead(_chapter(data, id_, book), place)
    except NO_ARTICLE as error:
        return rejected_item(ArticleError(str(error), clean_id(id_) or None), place)
