"""News agency readers: NITF, and NewsML-G2, which may contain NITF or XHTML.

Headline, date, author, provider and text are read as the IPTC's standards (NITF 3.6,
NewsML-G2 2.x) define them; everything else is ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

from searchapp.ingest.articles import (
    ArticleError,
    clean_id,
    correction_note,
    make_article,
    title_of_text,
)
from searchapp.ingest.content.markup_text import plain_paragraphs, text_paragraphs
from searchapp.ingest.content.xml_stream import BrokenElement, local_name, stream_elements
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import (
    Event,
    PackageRemark,
    Rejected,
    Scope,
    SourceLocation,
    version_of,
)
from searchapp.ingest.formats.single_article import (
    ParsedArticle,
    item_events,
    rejected_item,
    remarks,
)
from searchapp.ingest.formats.xml.xml_reader import (
    attribute,
    block_texts,
    descendants,
    first_descendant,
    parse_xml,
    text_of,
)
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.publication_status import (
    check_embargo,
    check_has_text,
    check_published,
    code_of,
    withdrawn_as,
)

_MAIN_ROLES = frozenset(("", "main", "headline"))
_MEDIA_TYPES = frozenset(("image", "picture", "video", "audio", "graphic", "animation"))
_PACKAGE = "it is a package; the items that it refers to are read from their own files"
_OTHER_ROLES = frozenset(("kicker", "overline", "deck", "seo", "social", "mobile", "alternate"))


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


def parse_nitf(file: InputFile) -> ParsedArticle:
    """Return the article of a NITF document. Raises ``ArticleError``, ``WithdrawnError``."""
    nitf = parse_xml(file)
    id_ = attribute(first_descendant(nitf, "doc-id"), "id-string") or file.stem
    version = version_of(attribute(first_descendant(nitf, "du-key"), "version"), "")
    with withdrawn_as(id_, version):
        status = attribute(first_descendant(nitf, "docdata"), "management-status")
        check_published("management-status", status)
    date = first_date(_nitf_dates(nitf))
    paragraphs = _nitf_paragraphs(nitf)
    title = _first_text(nitf, ("hedline", "hl1"), ("hedline",), ("head", "title"))
    article = make_article(
        id_,
        title=title or title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        author=_byline(first_descendant(nitf, "byline")),
        source=attribute(first_descendant(nitf, "pubdata"), "name")
        or _first_text(nitf, ("distributor",)),
        url=attribute(first_descendant(nitf, "pubdata"), "ex-ref"),
        section=attribute(first_descendant(nitf, "pubdata"), "position.section"),
        correction=attribute(first_descendant(nitf, "correction"), "info"),
        language=attribute(nitf, "lang"),
    )
    return ParsedArticle(article, remarks(date.problem), version)


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
    if data is None:
        return []
    text = "".join(data.itertext())
    if attribute(data, "contenttype").lower() == "text/plain":
        return plain_paragraphs(text)
    return text_paragraphs(text)


def _headline(meta: Element) -> str:
    """Return the main headline: one with its role or none, else one that is not secondary."""
    headlines = [(attribute(e, "role"), text_of(e)) for e in descendants(meta, "headline")]
    by_role = [(code_of(role), text) for role, text in headlines]
    for is_main in (_MAIN_ROLES.__contains__, _is_not_subheadline):
        if title := next((text for role, text in by_role if text and is_main(role)), ""):
            return title
    return ""


def _is_not_subheadline(role: str) -> bool:
    return not role.startswith("sub") and role not in _OTHER_ROLES


def _parse_item(item: Element) -> ParsedArticle:
    guid = attribute(item, "guid")
    item_meta = first_descendant(item, "itemMeta")
    version = version_of(
        attribute(item, "version"), text_of(first_descendant(item_meta, "versionCreated"))
    )
    status = attribute(first_descendant(item_meta, "pubStatus"), "qcode", "uri", "literal")
    item_class = attribute(first_descendant(item_meta, "itemClass"), "qcode", "uri", "literal")
    paragraphs = _item_paragraphs(item)
    with withdrawn_as(guid, version):
        check_published("pubStatus", status)
        check_embargo(text_of(first_descendant(item_meta, "embargoed")))
        check_has_text("itemClass", item_class, paragraphs)
    meta = first_descendant(item, "contentMeta")
    meta = item if meta is None else meta
    provider = first_descendant(item_meta, "provider")
    date = first_date(_item_dates(item))
    title = _headline(meta) or _first_text(item, ("itemMeta", "title"))
    article = make_article(
        guid,
        title=title or title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        author=_byline(first_descendant(meta, "by")) or _first_text(meta, ("creator", "name")),
        source=_first_text(meta, ("infoSource", "name"), ("creditline",))
        or text_of(first_descendant(provider, "name"))
        or attribute(provider, "literal"),
        url=attribute(first_descendant(item, "link"), "href"),
        section=_first_text(meta, ("subject", "name")),
        correction=correction_note(_first_text(item, ("itemMeta", "edNote"))),
        language=attribute(first_descendant(meta, "language"), "tag") or attribute(item, "lang"),
    )
    return ParsedArticle(article, remarks(date.problem), version)


def _references(package: Element) -> tuple[str, ...]:
    """Return the ids of the articles that a package item refers to, in its order."""
    references: dict[str, None] = {}
    for reference in descendants(package, "itemRef"):
        content_type = attribute(reference, "contenttype").partition("/")[0].lower()
        item_class = attribute(first_descendant(reference, "itemClass"), "qcode", "uri")
        if content_type not in _MEDIA_TYPES and code_of(item_class) not in _MEDIA_TYPES:
            references[clean_id(attribute(reference, "residref"))] = None
    references.pop("", None)
    return tuple(references)


def read_newsml(file: InputFile) -> Iterator[Event]:
    """Yield the article of each news item of a NewsML-G2 document.

    At most one item is in memory. A package item refers to news items, which are read where
    they are: in the same message or in files of their own.
    """
    number = packages = 0
    try:
        for element, ancestors in stream_elements(file, "newsItem", "packageItem", what="an item"):
            name = "" if isinstance(element, BrokenElement) else local_name(element)
            if not ancestors and name not in ("newsItem", "packageItem"):
                break
            number += name != "packageItem"
            location = SourceLocation(file.name, number, "item")
            if isinstance(element, BrokenElement):
                yield rejected_item(element.error, location)
            elif name == "newsItem":
                guid = attribute(element, "guid")
                yield from item_events(partial(_parse_item, element), location, guid)
            else:
                packages += 1
                yield PackageRemark(SourceLocation(file.name), _PACKAGE, _references(element))
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if not number and not packages:
        yield Rejected(
            SourceLocation(file.name), "it contains no newsItem of NewsML-G2", Scope.FILE
        )
