"""Metadata of a web page: the date of its own article, its section and its site.

The date is taken from what names the article itself: JSON-LD of a type of article, the ``meta``
elements that publishers set, then a ``time`` element near the headline. Related articles,
events and products on the page have dates as well, which are not the article's.
"""

from __future__ import annotations

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
_MAX_JSON_DEPTH = 20
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
_CHANGED_NAMES = re.compile(r"modifi|updat|expir|valid|changed", re.IGNORECASE)


def meta_contents(tree: Any) -> dict[str, str]:
    """Return the content of the page's ``meta`` elements, by name in lower case."""
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                contents.setdefault(element.get(attribute).lower(), content)
    return contents


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
    for item in own:
        yield "JSON-LD datePublished", item.published
    for name in _PUBLISHED_META:
        if name in meta:
            yield f"meta {name}", meta[name]
    yield from _time_elements(tree)
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
            try:
                yield from _with_published(json.loads(element.text or "", strict=False))
            except (ValueError, RecursionError):
                continue


def _with_published(value: Any, depth: int = 0) -> Iterator[_Published]:
    """Yield every object in a JSON-LD value that has a ``datePublished``, outermost first."""
    if depth > _MAX_JSON_DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield _Published(value)
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from _with_published(child, depth + 1)


def _names(element: Any) -> str:
    return " ".join(filter(None, (element.get(n) for n in ("class", "id", "itemprop", "role"))))


def _is_elsewhere(element: Any) -> bool:
    """Whether an element is in a part of the page that is not the article."""
    while element is not None and isinstance(element.tag, str):
        if element.tag in _ELSEWHERE_TAGS:
            return True
        if element.tag not in ("html", "body", "article") and _ELSEWHERE_NAMES.search(
            _names(element)
        ):
            return True
        element = element.getparent()
    return False


def _time_elements(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield the dates of ``time`` and of elements marked as ``datePublished``."""
    ranked: list[tuple[int, str]] = []
    for element in tree.iter("time", "abbr", "span", "meta", "div", "p"):
        is_published = element.get("itemprop") == "datePublished"
        if element.tag != "time" and not is_published:
            continue
        text = element.get("datetime") or element.get("content") or element.get("title") or ""
        text = text.strip() or (element.text_content() or "").strip()
        if not text or len(text) > 100 or _is_elsewhere(element):
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
