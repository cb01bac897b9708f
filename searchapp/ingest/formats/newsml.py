"""The readers for the wire: NITF, and NewsML-G2, which may carry NITF or XHTML.

Read is what the IPTC's standards (NITF 3.6, NewsML-G2 2.x) say of headline, date,
author, provider and text; everything else is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, clean_id, correction_note, make_article
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.feeds import text_paragraphs
from searchapp.ingest.formats.single_article import NO_ARTICLE, rejected_item
from searchapp.ingest.formats.xml_reader import (
    attribute,
    blocks,
    descendants,
    elements,
    first,
    text,
    tree,
)
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article


def _byline(element: Element | None) -> str:
    """An author's name: without "By", and only the person where one is marked."""
    person = first(element, "person")
    name = text(person if person is not None else element)
    return name[3:] if name[:3].lower() == "by " else name


def _nitf_dates(nitf: Element) -> Iterator[tuple[str, str]]:
    for name in ("date.issue", "date.release", "story.date"):
        for element in descendants(nitf, name):
            yield name, attribute(element, "norm") or text(element)
    yield "date.publication", attribute(first(nitf, "pubdata"), "date.publication")


def _nitf_text(nitf: Element) -> list[str]:
    body = first(nitf, "body.content")
    return blocks(body if body is not None else first(nitf, "body"))


def _first_text(root: Element, *paths: tuple[str, ...]) -> str:
    return next((found for path in paths if (found := text(first(root, *path)))), "")


def parse_nitf(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a NITF document. Raises ``ArticleError``."""
    nitf = tree(file)
    found = first_date(_nitf_dates(nitf))
    article = make_article(
        attribute(first(nitf, "doc-id"), "id-string") or file.stem,
        title=_first_text(nitf, ("hedline", "hl1"), ("hedline",), ("head", "title")),
        date=found.date,
        date_evidence=found.evidence,
        paragraphs=_nitf_text(nitf),
        author=_byline(first(nitf, "byline")),
        source=attribute(first(nitf, "pubdata"), "name") or _first_text(nitf, ("distributor",)),
        url=attribute(first(nitf, "pubdata"), "ex-ref"),
        section=attribute(first(nitf, "pubdata"), "position.section"),
        correction=attribute(first(nitf, "correction"), "info"),
        language=attribute(nitf, "lang"),
    )
    return article, None


def _item_dates(item: Element) -> Iterator[tuple[str, str]]:
    for name in ("contentCreated", "firstCreated", "versionCreated"):
        for element in descendants(item, name):
            yield name, text(element)


def _item_text(item: Element) -> list[str]:
    """The text of a news item: inline XML, or inline data that is plain or HTML."""
    inline = first(item, "inlineXML")
    if inline is not None:
        nitf = first(inline, "nitf")
        return _nitf_text(nitf) if nitf is not None else blocks(inline)
    data = first(item, "inlineData")
    return text_paragraphs("".join(data.itertext())) if data is not None else []


def _news_item(item: Element) -> Article:
    guid = attribute(item, "guid")
    meta = first(item, "contentMeta")
    meta = item if meta is None else meta
    provider = first(item, "itemMeta", "provider")
    found = first_date(_item_dates(item))
    try:
        return make_article(
            guid,
            title=_first_text(meta, ("headline",)) or _first_text(item, ("itemMeta", "title")),
            date=found.date,
            date_evidence=found.evidence,
            paragraphs=_item_text(item),
            author=_byline(first(meta, "by")) or _first_text(meta, ("creator", "name")),
            source=_first_text(meta, ("infoSource", "name"), ("creditline",))
            or text(first(provider, "name"))
            or attribute(provider, "literal"),
            url=attribute(first(item, "link"), "href"),
            section=_first_text(meta, ("subject", "name")),
            correction=correction_note(_first_text(item, ("itemMeta", "edNote"))),
            language=attribute(first(meta, "language"), "tag") or attribute(item, "lang"),
        )
    except NO_ARTICLE as error:
        raise ArticleError(str(error), clean_id(guid) or None) from None


def read_newsml(file: InputFile) -> Iterator[Event]:
    """Yield the article of each news item of a NewsML-G2 document; one item is held."""
    number = 0
    try:
        for element, around in elements(file, "newsItem", what="a news item"):
            lone = not around and element.tag.rpartition("}")[2] == "newsItem"
            if around or lone:
                number += 1
                yield _read_item(file, element, number)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number:
        yield Rejected(SourceLocation(file.name), "it holds no newsItem of NewsML-G2", Scope.FILE)


def _read_item(file: InputFile, item: Element, number: int) -> Event:
    place = SourceLocation(file.name, number, "item")
    try:
        return ArticleRead(_news_item(item), place)
    except ArticleError as error:
        return rejected_item(error, place)
