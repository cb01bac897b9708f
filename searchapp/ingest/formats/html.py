"""The reader for web pages: trafilatura finds the text, the page's own data the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import first_date
from searchapp.ingest.formats.plaintext import date_of_name, decode
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

_DATE_META = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_SECTION_META = ("article:section", "section", "parsely-section")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TITLE = re.compile(r"<(h1|title)\b[^>]{0,500}>(.{0,2000}?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_HEAD_CHARACTERS = 100_000
_DEEPEST_JSON = 20


def _decoded(data: bytes) -> tuple[str, str | None]:
    """Return the page's text: as it says it is written, else UTF-8 or Windows-1252."""
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii")), None
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _meta(tree: Any) -> dict[str, str]:
    """Return what the page's ``meta`` elements say, by name in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                found.setdefault(element.get(attribute).lower(), content)
    return found


def _published(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the ``datePublished`` of JSON-LD, wherever it stands."""
    if depth > _DEEPEST_JSON:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield value["datePublished"]
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from _published(child, depth + 1)


def _linked_data(tree: Any) -> Iterator[str]:
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield from _published(json.loads(element.text or ""))
            except (ValueError, RecursionError):
                continue


def _dates(tree: Any, meta: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in _DATE_META:
        if name in meta:
            yield f"meta {name}", meta[name]
    for text in _linked_data(tree):
        yield "JSON-LD datePublished", text
    for element in tree.iter("time"):
        yield "time element", element.get("datetime") or (element.text_content() or "").strip()


def _title(page: str) -> str:
    found = {m[1].lower(): m[2] for m in reversed(list(_TITLE.finditer(page[:_HEAD_CHARACTERS])))}
    for tag in ("h1", "title"):
        if texts := paragraphs(found.get(tag, "")):
            return " ".join(texts)
    return ""


@dataclass(frozen=True, slots=True)
class _Extracted:
    """What trafilatura finds in a page; empty where it finds nothing."""

    title: str = ""
    texts: tuple[str, ...] = ()
    author: str = ""
    site: str = ""
    url: str = ""
    date: str = ""


def _extract(tree: Any) -> _Extracted:
    import trafilatura

    found = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, include_tables=True
    )
    if found is None or isinstance(found, dict):
        return _Extracted()
    lines = (found.text or "").split("\n")
    return _Extracted(
        found.title or "",
        tuple(line.removeprefix("- ") for line in lines if line.strip()),
        found.author or "",
        found.sitename or "",
        found.url or "",
        found.date or "",
    )


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a web page.

    The date is, in this order: a ``meta`` element's, JSON-LD's ``datePublished``, the first
    ``time`` element's, the file name's, what trafilatura finds in the text.
    Raises ``ArticleError`` and ``MarkupError``.
    """
    # Here, because it takes a fifth of a second, which a corpus without pages need not wait.
    import trafilatura

    page, remark = _decoded(file.read_whole())
    if not page.strip():
        raise ArticleError("it is empty")
    tree = trafilatura.load_html(page.encode("utf-8", "replace"))
    if tree is None:
        raise ArticleError("it holds no HTML")
    meta = _meta(tree)
    date = first_date(_dates(tree, meta))
    if date.date is None:
        date = date_of_name(file.stem)
    language = tree.get("lang") or ""
    found = _extract(tree)
    if date.date is None:
        date = first_date([("page text", found.date)])
    title = found.title or _title(page)
    texts = list(found.texts)
    if not texts or texts == [title]:
        texts = paragraphs(page)
    if texts and texts[0] == title:
        texts = texts[1:]
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=texts,
        author=found.author,
        source=found.site,
        url=found.url,
        language=language,
        section=next((meta[name] for name in _SECTION_META if name in meta), ""),
    )
    return article, remark
