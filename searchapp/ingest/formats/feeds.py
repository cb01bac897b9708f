"""The reader for RSS and Atom with the full text: an article an item, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.single_article import NO_ARTICLE, rejected_item
from searchapp.ingest.formats.xml_reader import attribute, blocks, children, elements, text
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

_MARKUP = re.compile(
    r"</?(?:p|br|div|b|i|em|strong|a|ul|ol|li|h\d|blockquote|span)\b", re.IGNORECASE
)
_DATES = ("pubDate", "published", "issued", "date", "updated", "modified")
_BODIES = ("encoded", "content", "description", "summary")


def text_paragraphs(raw: str) -> list[str]:
    """Return the paragraphs of a text that may be HTML. Raises ``MarkupError``."""
    return paragraphs(raw) if _MARKUP.search(raw) else split_paragraphs(raw)


def _one(item: Element, *names: str) -> Element | None:
    return next((found for name in names for found in children(item, name)), None)


def _link(item: Element) -> str:
    links = list(children(item, "link"))
    for link in links:
        if attribute(link, "href") and attribute(link, "rel") in ("", "alternate"):
            return attribute(link, "href")
    return next((text(link) for link in links if text(link)), "")


def _author(item: Element) -> str:
    found = _one(item, "creator", "author")
    name = _one(found, "name") if found is not None else None
    return text(name if name is not None else found)


def _section(item: Element) -> str:
    found = _one(item, "category")
    return attribute(found, "term") or text(found)


def _body(item: Element) -> list[str]:
    """The paragraphs of the fullest element that an item has."""
    for name in _BODIES:
        for body in children(item, name):
            if attribute(body, "src"):
                continue
            xhtml = len(body) > 0
            found = blocks(body) if xhtml else text_paragraphs(body.text or "")
            if any(found):
                return found
    return []


def _article(item: Element, source: str, language: str, fallback: str) -> Article:
    id_ = text(_one(item, "guid", "id")) or _link(item) or fallback
    try:
        found = first_date((name, text(e)) for name in _DATES for e in children(item, name))
        return make_article(
            id_,
            title=" ".join(text_paragraphs(text(_one(item, "title")))),
            date=found.date,
            date_evidence=found.evidence,
            paragraphs=_body(item),
            author=_author(item),
            source=source,
            url=_link(item),
            language=attribute(item, "lang") or language,
            section=_section(item),
        )
    except NO_ARTICLE as error:
        raise ArticleError(str(error), clean_id(id_) or None) from None


def _of_feed(around: list[Element], name: str) -> str:
    """The text of what the feed itself, or its channel, has of that name."""
    return next((text(e) for parent in reversed(around) for e in children(parent, name)), "")


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each item; at most one item is held.

    The source is the feed's title. An item without an id is called by its link, or by
    the file and its number.
    """
    number = 0
    try:
        for element, around in elements(file, "item", "entry", what="an item"):
            if around:
                number += 1
                yield _read_item(file, element, around, number)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number:
        yield Rejected(SourceLocation(file.name), "the feed has no items", Scope.FILE)


def _read_item(file: InputFile, item: Element, around: list[Element], number: int) -> Event:
    place = SourceLocation(file.name, number, "item")
    source = _of_feed(around, "title")
    language = _of_feed(around, "language") or attribute(around[0], "lang")
    try:
        return ArticleRead(_article(item, source, language, f"{file.stem}-{number}"), place)
    except ArticleError as error:
        return rejected_item(error, place)
