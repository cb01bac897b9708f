"""The reader for DOCX: the paragraphs of ``word/document.xml``.

ECMA-376 part 1: a paragraph is ``w:p``, its text the ``w:t`` in it. Headers, footnotes and
what tracked changes deleted (``w:delText``) are passed over.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import DateFound, first_date, parse_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.formats.xml_reader import attribute, descendants, first, local, text, tree
from searchapp.ingest.formats.zip_limits import open_zip, read_member
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

DOCUMENT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"


def _paragraph(element: Element) -> str:
    pieces = []
    for node in element.iter():
        match local(node):
            case "t":
                pieces.append(node.text or "")
            case "tab" | "br" | "cr":
                pieces.append(" ")
    return " ".join("".join(pieces).split())


def _is_title(element: Element) -> bool:
    style = attribute(first(element, "pStyle"), "val").lower().replace(" ", "")
    return style in ("title", "heading1")


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a DOCX file.

    The headline is the first paragraph in the style Title or Heading 1, else the title of
    the document's properties, else the first paragraph. Raises ``ArticleError``.
    """

    def member(name: str) -> Element:
        data = read_member(archive, name, file.options.max_article_bytes)
        return tree(InputFile.of_bytes(name, data, file.options))

    with open_zip(file) as archive:
        document = member(DOCUMENT)
        properties = member(_PROPERTIES) if _PROPERTIES in archive.namelist() else None
    paragraphs = [(p, t) for p in descendants(document, "p") if (t := _paragraph(p))]
    titled = next((k for k, (p, _) in enumerate(paragraphs) if _is_title(p)), None)
    title = text(first(properties, "title"))
    texts = [t for _, t in paragraphs]
    date = next((d for t in texts[:2] if (d := parse_date(t))), None)
    texts = [t for t in texts if not (date and parse_date(t) == date)] if date else texts
    if titled is not None:
        title = paragraphs[titled][1]
    if not title and texts:
        title = texts[0]
    if title in texts:
        texts.remove(title)
    if not title:
        raise ArticleError("it holds no text")
    found = DateFound(date, DATE_LINE) if date else date_of_name(file.stem)
    if found.date is None:
        found = first_date([("document properties", text(first(properties, "created")))])
    article = make_article(
        file.stem,
        title=title,
        date=found.date,
        date_evidence=found.evidence,
        paragraphs=texts,
        author=text(first(properties, "creator")),
        language=text(first(properties, "language")),
        section=text(first(properties, "category")),
    )
    return article, None
