"""DOCX reader: the paragraphs of ``word/document.xml``.

In ECMA-376 part 1 a paragraph is a ``w:p`` and its text the ``w:t`` elements in it. Headers,
footnotes and deleted text of tracked changes (``w:delText``) are left out.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import DateEvidence, first_date, parse_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.formats.xml_reader import (
    attribute,
    descendants,
    first_descendant,
    local_name,
    parse_xml,
    text_of,
)
from searchapp.ingest.formats.zip_limits import open_zip, read_member
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

DOCUMENT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a DOCX file.

    The headline is the first paragraph in the style Title or Heading 1, else the title in
    the document's properties, else the first paragraph. The date is that of a date line,
    the file name or the document's properties. Raises ``ArticleError``.
    """
    document, properties = _parts(file)
    paragraphs = [(p, text) for p in descendants(document, "p") if (text := _paragraph_text(p))]
    texts = [text for _, text in paragraphs]
    date, texts = _split_date_line(texts)
    title = next((text for p, text in paragraphs if _is_title(p)), "")
    title = title or text_of(first_descendant(properties, "title")) or next(iter(texts), "")
    if not title:
        raise ArticleError("it holds no text")
    if title in texts:
        texts.remove(title)
    if date.date is None:
        date = date_of_name(file.stem)
    if date.date is None:
        created = text_of(first_descendant(properties, "created"))
        date = first_date([("document properties", created)])
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=texts,
        author=text_of(first_descendant(properties, "creator")),
        language=text_of(first_descendant(properties, "language")),
        section=text_of(first_descendant(properties, "category")),
    )
    return article, None


def _parts(file: InputFile) -> tuple[Element, Element | None]:
    """Return the roots of the document and of its properties, which are optional."""

    def parse_member(name: str) -> Element:
        data = read_member(archive, name, file.options.max_article_bytes)
        return parse_xml(InputFile.from_bytes(name, data, file.options))

    with open_zip(file) as archive:
        has_properties = _PROPERTIES in archive.namelist()
        return parse_member(DOCUMENT), parse_member(_PROPERTIES) if has_properties else None


def _split_date_line(texts: list[str]) -> tuple[DateEvidence, list[str]]:
    """Return the date in the first two of *texts*, and *texts* without lines of that date."""
    date = next((date for text in texts[:2] if (date := parse_date(text))), None)
    if date is None:
        return DateEvidence(None, ""), texts
    return DateEvidence(date, DATE_LINE), [text for text in texts if parse_date(text) != date]


def _paragraph_text(paragraph: Element) -> str:
    parts = []
    for node in paragraph.iter():
        match local_name(node):
            case "t":
                parts.append(node.text or "")
            case "tab" | "br" | "cr":
                parts.append(" ")
    return " ".join("".join(parts).split())


def _is_title(paragraph: Element) -> bool:
    style = attribute(first_descendant(paragraph, "pStyle"), "val").lower().replace(" ", "")
    return style in ("title", "heading1")
