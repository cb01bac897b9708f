"""HTML reader: trafilatura finds the article of a web page, and the page's metadata its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.content.encoding import declared_encoding, decode
from searchapp.ingest.content.html_limits import check_page
from searchapp.ingest.content.main_text import select_blocks
from searchapp.ingest.content.page_blocks import page_blocks, text_without_extraction
from searchapp.ingest.content.page_metadata import (
    meta_contents,
    published_dates,
    section_of,
    without_other_dates,
)
from searchapp.ingest.dates import DateEvidence, DateOrder, first_date
from searchapp.ingest.formats.plaintext import date_of_name
from searchapp.ingest.formats.single_article import ParsedArticle, remarks
from searchapp.ingest.input_file import InputFile

_TITLE = re.compile(r"<(h1|title)\b[^>]{0,500}>(.{0,2000}?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_NEW_YEARS_DAY = re.compile(
    r"\b0?1([./-])0?1\1\d|\d([./-])0?1\2(?:0?1)\b|\bjan\w*\.?\s+0?1(?:st)?\b"
    r"|\b0?1(?:st|\.|er|º)?\s+(?:de\s+)?(?:jan|gen|ene)",
    re.IGNORECASE,
)
_HEAD_CHARACTERS = 100_000


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
    lines: tuple[str, ...] = ()
    author: str = ""
    site: str = ""
    url: str = ""


def _extract(tree: Any) -> _Extraction:
    import trafilatura

    document = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        # The date is looked for apart.
        date_extraction_params={"extensive_search": False},
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
    )


def _parse_page(page: str) -> Any:
    """Return the tree of a page. Raises ``ArticleError``."""
    # Imported here because it takes a fifth of a second, and few corpora have web pages.
    import trafilatura

    check_page(page)
    tree = trafilatura.load_html(page.encode("utf-8", "replace"))
    if tree is None:
        raise ArticleError("it contains no HTML")
    return tree


def parse(file: InputFile) -> ParsedArticle:
    """Return the article of a web page.

    The date is that of the page's metadata, else of the file name, else the one that
    htmldate finds. Raises ``ArticleError`` and ``MarkupError``.
    """
    data = file.read_all()
    page, warning = decode(data, declared_encoding(data))
    if not page.strip():
        raise ArticleError("it is empty")
    tree = _parse_page(page)
    # Before the extraction, which changes the tree.
    meta = meta_contents(tree)
    heading = _title(page)
    date = _date(published_dates(tree, meta, heading), tree, file)
    blocks = page_blocks(tree)
    language = tree.get("lang") or ""
    extraction = _extract(tree)
    title = extraction.title or heading
    texts = select_blocks(blocks, extraction.lines)
    if not texts or texts == [title]:
        texts = text_without_extraction(blocks)
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=_without_heading(texts, (title, heading), date, file.options.date_order),
        author=extraction.author,
        source=extraction.site,
        url=extraction.url,
        language=language,
        section=section_of(meta),
    )
    return ParsedArticle(article, remarks(warning, date.problem))


def _date(candidates: Iterable[tuple[str, str]], tree: Any, file: InputFile) -> DateEvidence:
    """Return the date of the first of *candidates*, of the file name, or of the page's text.

    A date whose order of day and month is not known is not replaced by another one.
    """
    date = first_date(candidates, file.options.date_order)
    if date.date is None and not date.problem:
        date = date_of_name(file.stem)
        if date.date is None:
            date = first_date([("page text", _date_in_text(tree))])
    return date


def _date_in_text(tree: Any) -> str:
    """Return the date that htmldate finds in a page, or empty."""
    import htmldate

    page = without_other_dates(tree)
    found = htmldate.find_date(page, original_date=True) or ""
    if found.endswith("-01-01") and not _NEW_YEARS_DAY.search(" ".join(page.itertext())):
        # It takes a year alone for its first day.
        return ""
    return str(found)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text


def _without_heading(
    texts: list[str], titles: Sequence[str], date: DateEvidence, order: DateOrder
) -> list[str]:
    """Return *texts* without the headline and without lines that are the date only."""
    folded = {_folded(title) for title in titles}
    texts = [text for text in texts if _folded(text) not in folded] or texts
    if date.date is None:
        return texts
    return [text for text in texts if first_date([("", text)], order).date != date.date] or texts
