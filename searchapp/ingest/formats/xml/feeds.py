"""RSS and Atom reader: feeds with full text, and exports of WordPress, streamed.

Titles and texts of RSS are HTML (https://www.rssboard.org/rss-profile); in Atom (RFC 4287) the
attribute ``type`` of each says whether it is plain text, the default, or HTML. WordPress's
export (WXR) is RSS with a status, a type and a local date for each item.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, clean_id, make_article, title_of_text
from searchapp.ingest.content.markup_text import (
    html_paragraphs,
    html_title,
    is_html,
    plain_paragraphs,
    text_paragraphs,
    title_text,
)
from searchapp.ingest.content.xml_stream import BrokenElement, stream_elements
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation, Version
from searchapp.ingest.formats.single_article import (
    ARTICLE_ERRORS,
    ParsedArticle,
    item_events,
    rejected_item,
    remarks,
)
from searchapp.ingest.formats.xml.xml_reader import (
    attribute,
    block_texts,
    children,
    namespace,
    text_of,
)
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.publication_status import (
    WithdrawnError,
    check_post_type,
    check_published,
    withdrawn_as,
)

# WordPress's date is that of the item; its pubDate is a zero date in drafts.
_DATES = (
    "pubDate",
    "published",
    "issued",
    "date",
    "post_date",
    "post_date_gmt",
    "updated",
    "modified",
)
_BODIES = ("encoded", "content", "description", "summary")
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_TEXT_TYPES = ("", "text", "text/plain")


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
    return title_text(text_of(name if name is not None else author))


def _section(item: Element) -> str:
    category = _child(item, "category")
    return attribute(category, "label", "term") or title_text(text_of(category))


def _is_plain(element: Element) -> bool:
    """Whether an element of Atom holds plain text."""
    return namespace(element) in _ATOM and attribute(element, "type") in _TEXT_TYPES


def _element_title(element: Element | None) -> str:
    if element is None:
        return ""
    raw = "".join(element.itertext())
    if len(element) or _is_plain(element):
        return raw
    return html_title(raw) if namespace(element) in _ATOM else title_text(raw)


def _element_paragraphs(element: Element) -> list[str]:
    raw = element.text or ""
    if len(element):
        return block_texts(element)
    if _is_plain(element):
        return plain_paragraphs(raw)
    return html_paragraphs(raw) if is_html(raw) else text_paragraphs(raw)


def _body(item: Element) -> list[str]:
    """Return the paragraphs of the first of ``_BODIES`` with text, the fullest first."""
    for name in _BODIES:
        for body in children(item, name):
            if not attribute(body, "src"):
                texts = _element_paragraphs(body)
                if any(texts):
                    return texts
    return []


def _check_status(item: Element) -> Version | None:
    """Return the version of an item of WordPress, None for one of another feed.

    Raises ``WithdrawnError``.
    """
    status = _child(item, "status")
    if status is None:
        return None
    version = (0, text_of(_child(item, "post_modified_gmt", "post_modified", "post_date")))
    with withdrawn_as(None, version):
        check_published("status", text_of(status))
        check_post_type(text_of(_child(item, "post_type")))
        if text_of(_child(item, "post_password")):
            raise WithdrawnError("it is protected by a password")
    return version


def _parse_item(
    file: InputFile, item: Element, ancestors: list[Element], id_: str
) -> ParsedArticle:
    version = _check_status(item)
    language = _feed_text(ancestors, "language") or attribute(ancestors[0], "lang")
    candidates = [(name, text_of(e)) for name in _DATES for e in children(item, name)]
    date = first_date(candidates, file.options.date_order)
    paragraphs = _body(item)
    title = _element_title(_child(item, "title"))
    article = make_article(
        id_,
        title=title if title.strip() else title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        author=_author(item),
        source=_source(ancestors),
        url=_link(item),
        language=attribute(item, "lang") or language,
        section=_section(item),
    )
    return ParsedArticle(article, remarks(date.problem), version)


def _feed_element(ancestors: list[Element], name: str) -> Element | None:
    """Return a child of the channel or the feed, *ancestors* of an item."""
    return next((e for a in reversed(ancestors) for e in children(a, name)), None)


def _feed_text(ancestors: list[Element], name: str) -> str:
    return text_of(_feed_element(ancestors, name))


def _source(ancestors: list[Element]) -> str:
    try:
        return _element_title(_feed_element(ancestors, "title"))
    except ARTICLE_ERRORS:
        return ""


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of each item; at most one item is in memory.

    The source is the feed's title. The id of an item is its own, else its link, else the
    file name with the item's number. Items without a title have their first words as one.
    """
    number = 0
    try:
        for element, ancestors in stream_elements(file, "item", "entry", what="an item"):
            if not ancestors:
                break
            number += 1
            if isinstance(element, BrokenElement):
                yield rejected_item(element.error, SourceLocation(file.name, number, "item"))
            else:
                yield from _read_item(file, element, ancestors, number)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number:
        yield Rejected(SourceLocation(file.name), "the feed has no items", Scope.FILE)


def _read_item(
    file: InputFile, item: Element, ancestors: list[Element], number: int
) -> Iterator[Event]:
    location = SourceLocation(file.name, number, "item")
    own_id = text_of(_child(item, "guid", "id")) or _link(item)
    id_ = own_id if clean_id(own_id) else f"{file.stem}-{number}"
    return item_events(lambda: _parse_item(file, item, ancestors, id_), location, id_)
