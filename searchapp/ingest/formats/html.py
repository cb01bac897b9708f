"""HTML reader: trafilatura extracts the text, the page's own metadata gives the date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import first_date
from searchapp.ingest.formats.html_limits import check_page
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
_MAX_JSON_DEPTH = 20


def _decoded(data: bytes) -> tuple[str, str | None]:
    """Return the page's text, and a warning if its encoding had to be guessed.

    The declared encoding is tried first, then UTF-8 and Windows-1252.
    """
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii")), None
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _meta(tree: Any) -> dict[str, str]:
    """Return the content of the page's ``meta`` elements, by name in lower case."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                meta.setdefault(element.get(attribute).lower(), content)
    return meta


def _published_dates(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every ``datePublished`` in a JSON-LD value."""
    if depth > _MAX_JSON_DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield value["datePublished"]
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from _published_dates(child, depth + 1)


def _linked_data_dates(tree: Any) -> Iterator[str]:
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield from _published_dates(json.loads(element.text or ""))
            except (ValueError, RecursionError):
                continue


def _metadata_dates(tree: Any, meta: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the evidence and the text of each date in the page's metadata."""
    for name in _DATE_META:
        if name in meta:
            yield f"meta {name}", meta[name]
    for text in _linked_data_dates(tree):
        yield "JSON-LD datePublished", text
    for element in tree.iter("time"):
        yield "time element", element.get("datetime") or (element.text_content() or "").strip()


def _title(page: str) -> str:
    """Return the text of the first ``h1``, else of the ``title``, else empty."""
    matches = reversed(list(_TITLE.finditer(page[:_HEAD_CHARACTERS])))
    first_by_tag = {match[1].lower(): match[2] for match in matches}
    for tag in ("h1", "title"):
        if texts := paragraphs(first_by_tag.get(tag, "")):
            return " ".join(texts)
    return ""


@dataclass(frozen=True, slots=True)
class _Extraction:
    """The result of trafilatura, with empty fields where it has none."""

    title: str = ""
    texts: tuple[str, ...] = ()
    author: str = ""
    site: str = ""
    url: str = ""
    date: str = ""


def _extract(tree: Any) -> _Extraction:
    import trafilatura

    document = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, include_tables=True
    )
    if document is None or isinstance(document, dict):
        return _Extraction()
    lines = (document.text or "").split("\n")
    return _Extraction(
        document.title or "",
        tuple(line.removeprefix("- ") for line in lines if line.strip()),
        document.author or "",
        document.sitename or "",
        document.url or "",
        document.date or "",
    )


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a web page.

    The date is the first of: a ``meta`` element, JSON-LD's ``datePublished``, a ``time``
    element, the file name, the date that trafilatura finds. Raises ``ArticleError`` and
    ``MarkupError``.
    """
    # Imported here because it takes a fifth of a second, and few corpora have web pages.
    import trafilatura

    page, warning = _decoded(file.read_all())
    if not page.strip():
        raise ArticleError("it is empty")
    check_page(page)
    tree = trafilatura.load_html(page.encode("utf-8", "replace"))
    if tree is None:
        raise ArticleError("it holds no HTML")
    meta = _meta(tree)
    date = first_date(_metadata_dates(tree, meta))
    language = tree.get("lang") or ""
    if date.date is None:
        date = date_of_name(file.stem)
    extraction = _extract(tree)
    if date.date is None:
        date = first_date([("page text", extraction.date)])
    title = extraction.title or _title(page)
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=_paragraphs(page, extraction, title),
        author=extraction.author,
        source=extraction.site,
        url=extraction.url,
        language=language,
        section=next((meta[name] for name in _SECTION_META if name in meta), ""),
    )
    return article, warning


def _paragraphs(page: str, extraction: _Extraction, title: str) -> list[str]:
    """Return the extracted text, else all text of the page, without a leading *title*."""
    texts = list(extraction.texts)
    if not texts or texts == [title]:
        texts = paragraphs(page)
    return texts[1:] if texts and texts[0] == title else texts
