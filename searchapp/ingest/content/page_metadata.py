"""Metadata of a web page: the date of its own article, its section and its site.

The date is taken from what describes the article itself: JSON-LD of a type of article, the ``meta``
elements that publishers set, then a ``time`` element near the headline. Related articles,
events and products on the page have dates as well, which are not the article's.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "pubdate",
    "publish_date",
    "publish-date",
    "published_time",
    "date_published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "date",
)
_SECTION_META = ("article:section", "section", "parsely-section")
_ARTICLE_TYPES_NAMES = (
    "article newsarticle analysisnewsarticle askpublicnewsarticle backgroundnewsarticle"
    " opinionnewsarticle reportagenewsarticle reviewnewsarticle blogposting liveblogposting"
    " report scholarlyarticle techarticle socialmediaposting satiricalarticle"
    " advertisercontentarticle discussionforumposting medicalscholarlyarticle"
)
_ARTICLE_TYPES = frozenset(_ARTICLE_TYPES_NAMES.split())
_KEYS_OF_OTHERS = frozenset(
    (
        *("itemListElement", "relatedLink", "mentions", "citation", "isBasedOn", "isPartOf"),
        *("comment", "review", "liveBlogUpdate", "about", "publisher", "author", "video"),
    )
)
"""Properties of schema.org whose values are not the article itself."""

_MAX_JSON_DEPTH = 20
_MAX_BROKEN_LENGTH = 100_000
_WRAPPING = re.compile(
    r"^\s*(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s*\]\]>\s*(?:\*/)?\s*$|;\s*$"
)
_BROKEN_TYPE = re.compile(r'"@type"\s*:\s*"([A-Za-z]*(?:Article|Posting))"')
_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_ELSEWHERE_TAGS = frozenset(("aside", "nav", "footer", "form", "template"))
_ELSEWHERE_NAMES = re.compile(
    r"\b(?:related|recommend\w*|read-?more|more-?(?:news|stories|articles)|sidebar|side-?bar"
    r"|teasers?|latest|most-?(?:read|popular)|popular|trending|comments?|widget|promo|footer"
    r"|nav|menu|upcoming|events?|archive)\b",
    re.IGNORECASE,
)
_PUBLISHED_NAMES = re.compile(
    r"publi(?:sh|cation)|pub-?date|dateline|byline|post(?:ed)?-?(?:date|on|meta)|entry-?date"
    r"|article-?(?:date|info|meta)|timestamp",
    re.IGNORECASE,
)
_OTHER_TYPES = frozenset(
    ("Product", "Offer", "Event", "Review", "Comment", "VideoObject", "ImageObject", "Recipe")
)
_TEXT_TAGS = frozenset(("p", "li", "dd", "blockquote", "figcaption"))
_MAX_BYLINE_LENGTH = 50
_MAX_LINE_LENGTH = 200
_NOT_PUBLICATION = re.compile(
    r"\b(?:order|invoice|reference|ref|isbn|no)\b[^A-Za-z]{0,4}\b(?:no|number|nr|id)?\b"
    r"|\bexpir|\bvalid\b|\buntil\b|\bdeadline|\bcopyright|©|\bborn\b|\bdue\b|\bgültig|\bgenerated\b",
    re.IGNORECASE,
)
_ARTICLE_NAMES = re.compile(r"\b(?:entry|post|article|story|content)", re.IGNORECASE)
_CHANGED_NAMES = re.compile(r"modifi|updat|expir|valid|changed", re.IGNORECASE)


def meta_contents(tree: Any) -> dict[str, str]:
    """Return the content of the page's ``meta`` elements, by name in lower case."""
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if (
                content
                and element.get(attribute)
                and not (attribute == "itemprop" and _is_of_another_item(element))
            ):
                contents.setdefault(element.get(attribute).lower(), content)
    return contents


def _is_of_another_item(element: Any) -> bool:
    """Whether a microdata property belongs to an item that is neither an article nor a page."""
    scope = next((e for e in element.iterancestors() if e.get("itemscope") is not None), None)
    kind = (scope.get("itemtype") or "") if scope is not None else ""
    name = kind.strip().rpartition("/")[2].lower()
    return bool(name) and name not in _ARTICLE_TYPES and not name.endswith("page")


def section_of(meta: dict[str, str]) -> str:
    """Return the section that the page's *meta* elements name, or empty."""
    return next((meta[name] for name in _SECTION_META if name in meta), "")


def published_dates(tree: Any, meta: dict[str, str], title: str) -> Iterator[tuple[str, str]]:
    """Yield the evidence and the text of each date of publication, the likeliest first.

    *title* is the headline of the page's article.
    """
    linked = list(_linked_data(tree))
    own = [item for item in linked if item.is_article]
    own.sort(key=lambda item: not item.matches(title))
    # Several articles, none with the page's headline, are a list of other articles.
    are_others = len(own) > 1 and not own[0].matches(title)
    if not are_others:
        yield from (("JSON-LD datePublished", item.published) for item in own)
    for name in _PUBLISHED_META:
        if name in meta:
            yield f"meta {name}", meta[name]
    yield from _time_elements(tree)
    if are_others:
        yield from (("JSON-LD datePublished", item.published) for item in own)
    for item in linked:
        if item.is_page:
            yield "JSON-LD datePublished", item.published


class _Published:
    """An object of JSON-LD with a date of publication."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.published: str = value["datePublished"]
        types = value.get("@type")
        names = types if isinstance(types, list) else [types]
        self._types = {n.rpartition("/")[2].lower() for n in names if isinstance(n, str)}
        headline = value.get("headline") or value.get("name")
        self._headline = _folded(headline) if isinstance(headline, str) else ""

    @property
    def is_article(self) -> bool:
        return bool(self._types & _ARTICLE_TYPES)

    @property
    def is_page(self) -> bool:
        """Whether it may be the page that the article is on."""
        return not self._types or any(name.endswith("page") for name in self._types)

    def matches(self, title: str) -> bool:
        """Whether its headline is *title*, or the beginning of it."""
        folded = _folded(title)
        return bool(self._headline) and (
            folded.startswith(self._headline) or self._headline.startswith(folded)
        )


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _linked_data(tree: Any) -> Iterator[_Published]:
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            text = _WRAPPING.sub("", element.text or "")
            try:
                yield from _with_published(json.loads(text, strict=False))
            except (ValueError, RecursionError):
                yield from _broken_linked_data(text)


def _broken_linked_data(text: str) -> Iterator[_Published]:
    """Yield the article in broken JSON, from the text of its type and its date."""
    kind, published = _BROKEN_TYPE.search(text), _BROKEN_DATE.search(text)
    if kind and published and len(text) <= _MAX_BROKEN_LENGTH:
        yield _Published({"@type": kind[1], "datePublished": published[1]})


def _with_published(value: Any, depth: int = 0) -> Iterator[_Published]:
    """Yield every object in a JSON-LD value that has a ``datePublished``, outermost first."""
    if depth > _MAX_JSON_DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield _Published(value)
        value = [child for key, child in value.items() if key not in _KEYS_OF_OTHERS]
    if isinstance(value, list):
        for child in value:
            yield from _with_published(child, depth + 1)


def _names(element: Any) -> str:
    return " ".join(filter(None, (element.get(n) for n in ("class", "id", "itemprop", "role"))))


class _PageParts:
    """The parts of a page that belong to its article, and those that do not."""

    def __init__(self, tree: Any) -> None:
        # The keys keep the elements: lxml creates a new object for one without a reference.
        self._lengths: dict[Any, int] = {}
        for element in reversed(list(tree.iter())):
            length = len((element.text or "").strip()) if isinstance(element.tag, str) else 0
            for child in element:
                length += self._lengths.get(child, 0) + len((child.tail or "").strip())
            self._lengths[element] = 0 if element.tag in ("script", "style") else length
        self._most = self._lengths[tree] / 2

    def is_other(self, element: Any) -> bool:
        """Whether *element* is a list of other articles, a menu and the like.

        A part with most of the page's text is the article's, whatever its name.
        """
        tag = element.tag
        if tag in _ELSEWHERE_TAGS or _is_page_header(element):
            return True
        return (
            tag not in ("html", "body", "article", "main")
            and bool(_ELSEWHERE_NAMES.search(_names(element)))
            and self._lengths.get(element, 0) <= self._most
        )

    def is_elsewhere(self, element: Any) -> bool:
        """Whether *element* is in such a part, or is one."""
        return self.is_other(element) or any(map(self.is_other, element.iterancestors()))


def _is_page_header(element: Any) -> bool:
    """Whether an element is the header of the site, and not that of the article."""
    return (
        element.tag == "header"
        and not _ARTICLE_NAMES.search(_names(element))
        and next(element.iter("h1"), None) is None
        and not any(e.tag in ("article", "main") for e in element.iterancestors())
    )


def _is_in_running_text(element: Any) -> bool:
    """Whether a date is part of a sentence in the article."""
    paragraph = next((e for e in element.iterancestors() if e.tag in _TEXT_TAGS), None)
    if paragraph is None or _PUBLISHED_NAMES.search(_names(paragraph)):
        return False
    around = len(_text_of(paragraph)) - len(_text_of(element))
    return around > _MAX_BYLINE_LENGTH


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def without_other_dates(tree: Any) -> Any:
    """Return a copy of *tree* for a search for the date of publication.

    Left out are the parts with the dates of other things, running text, and lines about
    orders, terms and copyright.
    """
    tree = copy.deepcopy(tree)
    parts = _PageParts(tree)
    for element in list(tree.iter()):
        if element.tag in ("head", "meta") or not isinstance(element.tag, str):
            continue
        is_other = element.tag == "script" or element.tag in _ELSEWHERE_TAGS
        if element.tag == "time":
            is_other = _is_in_running_text(element)
        elif element.tag in _TEXT_TAGS:
            text = _text_of(element)
            is_other = len(text) > _MAX_LINE_LENGTH or bool(_NOT_PUBLICATION.search(text))
        elif not is_other and element.tag in ("div", "section", "ul", "ol", "header", "table"):
            kind = (element.get("itemtype") or "").rpartition("/")[2]
            is_other = kind in _OTHER_TYPES or parts.is_other(element)
        parent = element.getparent()
        if is_other and parent is not None:
            _remove(element, parent)
    return tree


def _remove(element: Any, parent: Any) -> None:
    """Remove *element*, but not the text after it, from *parent*."""
    previous, tail = element.getprevious(), element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _time_elements(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield the dates of ``time`` and of elements marked as ``datePublished``."""
    ranked: list[tuple[int, str]] = []
    parts = _PageParts(tree)
    for element in tree.iter("time", "abbr", "span", "meta", "div", "p"):
        is_published = element.get("itemprop") == "datePublished"
        if element.tag != "time" and not is_published:
            continue
        text = element.get("datetime") or element.get("content") or element.get("title") or ""
        text = text.strip() or (element.text_content() or "").strip()
        if not text or len(text) > 100 or parts.is_elsewhere(element):
            continue
        if _is_in_running_text(element):
            continue
        if is_published and _is_of_another_item(element):
            continue
        names = f"{_names(element)} {_names(element.getparent())}"
        if element.get("pubdate") is not None or is_published:
            rank = 0
        elif _CHANGED_NAMES.search(names):
            rank = 3
        else:
            rank = 1 if _PUBLISHED_NAMES.search(names) else 2
        ranked.append((rank, text))
    for _, text in sorted(ranked, key=lambda entry: entry[0]):
        yield "time element", text
