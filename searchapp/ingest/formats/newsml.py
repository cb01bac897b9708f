"""News agency readers: NITF, and NewsML-G2, which may contain NITF or XHTML.

Headline, date, author, provider and text are read as the IPTC's standards (NITF 3.6,
NewsML-G2 2.x) define them; everything else is ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, clean_id, correction_note, make_article
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.feeds import text_paragraphs
from searchapp.ingest.formats.single_article import ARTICLE_ERRORS, rejected_item
from searchapp.ingest.formats.xml_reader import (
    attribute,
    block_texts,
    descendants,
    first_descendant,
    local_name,
    parse_xml,
    stream_elements,
    text_of,
)
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article


def _byline(element: Element | None) -> str:
    """Return the author of a byline, without "By": the marked person, else all of it."""
    person = first_descendant(element, "person")
    name = text_of(person if person is not None else element)
    return name[3:] if name[:3].lower() == "by " else name


def _nitf_dates(nitf: Element) -> Iterator[tuple[str, str]]:
    for name in ("date.issue", "date.release", "story.date"):
        for element in descendants(nitf, name):
            yield name, attribute(element, "norm") or text_of(element)
    yield "date.publication", attribute(first_descendant(nitf, "pubdata"), "date.publication")


def _nitf_paragraphs(nitf: Element) -> list[str]:
    body = first_descendant(nitf, "body.content")
    return block_texts(body if body is not None else first_descendant(nitf, "body"))


def _first_text(root: Element, *paths: tuple[str, ...]) -> str:
    texts = (text_of(first_descendant(root, *path)) for path in paths)
    return next(filter(None, texts), "")


def parse_nitf(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a NITF document. Raises ``ArticleError``."""
    nitf = parse_xml(file)
    date = first_date(_nitf_dates(nitf))
    article = make_article(
        attribute(first_descendant(nitf, "doc-id"), "id-string") or file.stem,
        title=_first_text(nitf, ("hedline", "hl1"), ("hedline",), ("head", "title")),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=_nitf_paragraphs(nitf),
        author=_byline(first_descendant(nitf, "byline")),
        source=attribute(first_descendant(nitf, "pubdata"), "name")
        or _first_text(nitf, ("distributor",)),
        url=attribute(first_descendant(nitf, "pubdata"), "ex-ref"),
        section=attribute(first_descendant(nitf, "pubdata"), "position.section"),
        correction=attribute(first_descendant(nitf, "correction"), "info"),
        language=attribute(nitf, "lang"),
    )
    return article, None


def _item_dates(item: Element) -> Iterator[tuple[str, str]]:
    for name in ("contentCreated", "firstCreated", "versionCreated"):
        for element in descendants(item, name):
            yield name, text_of(element)


def _item_paragraphs(item: Element) -> list[str]:
    """Return the text of a news item: inline XML, or inline data in plain text or HTML."""
    inline = first_descendant(item, "inlineXML")
    if inline is not None:
        nitf = first_descendant(inline, "nitf")
        return _nitf_paragraphs(nitf) if nitf is not None else block_texts(inline)
    data = first_descendant(item, "inlineData")
    return text_paragraphs("".join(data.itertext())) if data is not None else []


def _item_article(item: Element) -> Article:
    guid = attribute(item, "guid")
    meta = first_descendant(item, "contentMeta")
    meta = item if meta is None else meta
    provider = first_descendant(item, "itemMeta", "provider")
    date = first_date(_item_dates(item))
    try:
        return make_article(
            guid,
            title=_first_text(meta, ("headline",)) or _first_text(item, ("itemMeta", "title")),
            date=date.date,
            date_evidence=date.evidence,
            paragraphs=_item_paragraphs(item),
            author=_byline(first_descendant(meta, "by")) or _first_text(meta, ("creator", "name")),
            source=_first_text(meta, ("infoSource", "name"), ("creditline",))
            or text_of(first_descendant(provider, "name"))
            or attribute(provider, "literal"),
            url=attribute(first_descendant(item, "link"), "href"),
            section=_first_text(meta, ("subject", "name")),
            correction=correction_note(_first_text(item, ("itemMeta", "edNote"))),
            language=attribute(first_descendant(meta, "language"), "tag")
            or attribute(item, "lang"),
        )
    except ARTICLE_ERRORS as error:
        raise ArticleError(str(error), clean_id(guid) or None) from None


def read_newsml(file: InputFile) -> Iterator[Event]:
    """Yield the article of each news item of a NewsML-G2 document.

    At most one item is in memory.
    """
    number = 0
    try:
        for element, ancestors in stream_elements(file, "newsItem", what="a news item"):
            if ancestors or local_name(element) == "newsItem":
                number += 1
                yield _read_item(file, element, number)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number:
        yield Rejected(SourceLocation(file.name), "it holds no newsItem of NewsML-G2", Scope.FILE)


def _read_item(file: InputFile, item: Element, number: int) -> Event:
    location = SourceLocation(file.name, number, "item")
    try:
        return ArticleRead(_item_article(item), location)
    except ArticleError as error:
        return rejected_item(error, location)
