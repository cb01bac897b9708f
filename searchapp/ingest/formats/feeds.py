"""RSS and Atom reader for feeds with full text: an article for each item, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, clean_id, make_article, split_paragraphs
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.single_article import ARTICLE_ERRORS, rejected_item
from searchapp.ingest.formats.xml_reader import (
    attribute,
    block_texts,
    children,
    stream_elements,
    text_of,
)
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

_MARKUP = re.compile(
    r"</?(?:p|br|div|b|i|em|strong|a|ul|ol|li|h\d|blockquote|span)\b", re.IGNORECASE
)
_DATES = ("pubDate", "published", "issued", "date", "updated", "modified")
_BODIES = ("encoded", "content", "description", "summary")


def text_paragraphs(raw: str) -> list[str]:
    """Return the paragraphs of plain text or HTML. Raises ``MarkupError``."""
    return paragraphs(raw) if _MARKUP.search(raw) else split_paragraphs(raw)


def _child(item: Element, *names: str) -> Element | None:
    return next((child for name in names for child in children(item, name)), None)


def _link(item: Element) -> str:
    links = list(children(item, "link"))
    for link in links:
        if attribute(link, "href") and attribute(link, "rel") in ("", "alternate"):
            return attribute(link, "href")
    return next((text_of(link) for link in links if text_of(link)), "")


def _author(item: Element) -> str:
    author = _child(item, "creator", "author")
    name = _child(author, "name") if author is not None else None
    return text_of(name if name is not None else author)


def _section(item: Element) -> str:
    category = _child(item, "category")
    return attribute(category, "term") or text_of(category)


def _body(item: Element) -> list[str]:
    """Return the paragraphs of the first of ``_BODIES`` with text, the fullest first."""
    for name in _BODIES:
        for body in children(item, name):
            if attribute(body, "src"):
                continue
            is_xhtml = len(body) > 0
            texts = block_texts(body) if is_xhtml else text_paragraphs(body.text or "")
            if any(texts):
                return texts
    return []


def _article(item: Element, source: str, language: str, fallback_id: str) -> Article:
    id_ = text_of(_child(item, "guid", "id")) or _link(item) or fallback_id
    try:
        date = first_date((name, text_of(e)) for name in _DATES for e in children(item, name))
        return make_article(
            id_,
            title=" ".join(text_paragraphs(text_of(_child(item, "title")))),
            date=date.date,
            date_evidence=date.evidence,
            paragraphs=_body(item),
            author=_author(item),
            source=source,
            url=_link(item),
            language=attribute(item, "lang") or language,
            section=_section(item),
        )
    except ARTICLE_ERRORS as error:
        raise ArticleError(str(error), clean_id(id_) or None) from None


def _feed_text(ancestors: list[Element], name: str) -> str:
    """Return the text of a child of the channel or the feed, *ancestors* of an item."""
    return next((text_of(e) for a in reversed(ancestors) for e in children(a, name)), "")


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each item; at most one item is in memory.

    The source is the feed's title. The id of an item is its own, else its link, else the
    file name with the item's number.
    """
    number = 0
    try:
        for element, ancestors in stream_elements(file, "item", "entry", what="an item"):
            if ancestors:
                number += 1
                yield _read_item(file, element, ancestors, number)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number:
        yield Rejected(SourceLocation(file.name), "the feed has no items", Scope.FILE)


def _read_item(file: InputFile, item: Element, ancestors: list[Element], number: int) -> Event:
    location = SourceLocation(file.name, number, "item")
    source = _feed_text(ancestors, "title")
    language = _feed_text(ancestors, "language") or attribute(ancestors[0], "lang")
    try:
        return ArticleRead(_article(item, source, language, f"{file.stem}-{number}"), location)
    except ArticleError as error:
        return rejected_item(error, location)
