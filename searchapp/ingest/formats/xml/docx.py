"""DOCX reader: the paragraphs of ``word/document.xml``.

In ECMA-376 part 1 a paragraph is a ``w:p`` and its text the ``w:t`` elements in it. Headers,
footnotes, hidden text (``w:vanish``), and text that tracked changes deleted or moved away are
left out. A text box comes once, after the paragraph that it is anchored in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.content.xml_stream import local_name
from searchapp.ingest.dates import NO_DATE, DateEvidence, DateOrder, date_of_line, first_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.formats.single_article import ParsedArticle, remarks
from searchapp.ingest.formats.xml.xml_reader import (
    attribute,
    children,
    descendants,
    first_descendant,
    parse_xml_member,
    text_of,
)
from searchapp.ingest.formats.zip_limits import open_zip
from searchapp.ingest.input_file import InputFile

_DOCUMENT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_STYLES = "word/styles.xml"
_RELATIONSHIPS = "_rels/.rels"
_NOT_SHOWN = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "sdtPr", "rt"))
"""Deleted and moved text, properties, fallbacks for older programs, and phonetic guides."""

_TITLE_STYLES = frozenset(("title", "heading1"))
_NAME_OF_FILE = re.compile(
    r"microsoft word - .*|.*\.(?:docx?|rtf|odt)|untitled\S*|document ?\d*", re.IGNORECASE
)
"""Titles in the properties that programs set by themselves."""

_CHARACTERS = {
    "tab": " ",
    "ptab": " ",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "",
}


def parse(file: InputFile) -> ParsedArticle:
    """Return the article of a DOCX file.

    The headline is the first paragraph in the style Title or Heading 1, else the title in
    the document's properties, else the first paragraph. The date is that of a date line,
    the file name or the document's properties. Raises ``ArticleError``.
    """
    document, properties, styles = _parts(file)
    paragraphs = list(_paragraphs(document, _hidden_styles(styles)))
    texts = [text for _, text in paragraphs]
    date, texts = _split_date_line(texts, file.options.date_order)
    title_styles = _title_styles(styles)
    title = next((text for p, text in paragraphs if _style_of(p) in title_styles), "")
    title = title or _title_property(properties) or next(iter(texts), "")
    if not title:
        raise ArticleError("it contains no text")
    if title in texts:
        texts.remove(title)
    problem = date.problem
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
    return ParsedArticle(article, remarks(problem))


def _parts(file: InputFile) -> tuple[Element, Element | None, Element | None]:
    """Return the roots of the document, its properties and its styles; the last may be None."""
    with open_zip(file) as archive:
        names = set(archive.namelist())
        relationships, properties, styles = (
            parse_xml_member(archive, name, file) if name in names else None
            for name in (_RELATIONSHIPS, _PROPERTIES, _STYLES)
        )
        document = parse_xml_member(archive, _document_name(relationships), file)
        return document, properties, styles


def _document_name(relationships: Element | None) -> str:
    """Return the name of the main document, which some programs number."""
    for relationship in descendants(relationships, "Relationship"):
        if attribute(relationship, "Type").endswith("/officeDocument"):
            return attribute(relationship, "Target").lstrip("/") or _DOCUMENT
    return _DOCUMENT


def _title_property(properties: Element | None) -> str:
    title = text_of(first_descendant(properties, "title"))
    return "" if _NAME_OF_FILE.fullmatch(title) else title


def _title_styles(styles: Element | None) -> frozenset[str]:
    """Return the ids of the styles Title and Heading 1, which depend on Word's language."""
    ids = {
        attribute(style, "styleId")
        for style in descendants(styles, "style")
        if attribute(next(children(style, "name"), None), "val").lower().replace(" ", "")
        in _TITLE_STYLES
    }
    return frozenset(ids) or frozenset(("Title", "title", "Heading1", "heading1"))


def _style_of(paragraph: Element) -> str:
    properties = next(children(paragraph, "pPr"), None)
    return attribute(next(children(properties, "pStyle"), None), "val")


def _split_date_line(texts: list[str], order: DateOrder) -> tuple[DateEvidence, list[str]]:
    """Return the date in the first two of *texts*, and *texts* without lines of that date."""
    for position, text in enumerate(texts[:2]):
        date = date_of_line(text, DATE_LINE, order)
        if date is not None:
            rest = [t for n, t in enumerate(texts) if n != position and t != text]
            return date, rest
    return NO_DATE, texts


def _hidden_styles(styles: Element | None) -> frozenset[str]:
    """Return the ids of the styles whose text is hidden, and of those based on them."""
    hidden: set[str] = set()
    based_on: dict[str, str] = {}
    for style in descendants(styles, "style"):
        id_ = attribute(style, "styleId")
        based_on[id_] = attribute(next(children(style, "basedOn"), None), "val")
        for properties in children(style, "rPr"):
            if any(_is_on(element) for element in children(properties, "vanish")):
                hidden.add(id_)
    for id_ in based_on:
        chain = [id_]
        while (parent := based_on.get(chain[-1], "")) and parent not in chain:
            chain.append(parent)
        if hidden & set(chain):
            hidden.add(id_)
    return frozenset(hidden)


def _is_on(element: Element) -> bool:
    """Whether a toggle property is on: it is, unless its value switches it off."""
    return attribute(element, "val").lower() not in ("0", "false", "off")


def _is_hidden(run: Element, hidden_styles: frozenset[str], *, default: bool) -> bool:
    """Whether a run is hidden; *default* says whether its paragraph is."""
    properties = next(children(run, "rPr"), None)
    vanish = list(children(properties, "vanish"))
    if vanish:
        return any(_is_on(element) for element in vanish)
    return default or attribute(next(children(properties, "rStyle"), None), "val") in hidden_styles


def _paragraphs(root: Element, hidden_styles: frozenset[str]) -> Iterator[tuple[Element, str]]:
    """Yield each paragraph and its text; that of a text box comes after the one it is in."""
    for child in root:
        name = local_name(child)
        if name in _NOT_SHOWN:
            continue
        if name != "p":
            yield from _paragraphs(child, hidden_styles)
            continue
        boxes: list[Element] = []
        reader = _RunReader(hidden_styles, boxes, hidden=_style_of(child) in hidden_styles)
        for part in re.split(r"\n\s*\n", "".join(reader.texts(child))):
            if part.strip():
                yield child, " ".join(part.split())
        for box in boxes:
            yield from _paragraphs(box, hidden_styles)


@dataclass(frozen=True, slots=True)
class _RunReader:
    """Reads the runs of a paragraph, and collects its text boxes in ``boxes``."""

    hidden_styles: frozenset[str]
    boxes: list[Element]
    hidden: bool

    def texts(self, node: Element) -> Iterator[str]:
        """Yield the pieces of text in *node* that are shown."""
        for child in node:
            name = local_name(child)
            if name == "txbxContent":
                self.boxes.append(child)
            elif name == "t":
                yield child.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name not in _NOT_SHOWN and not (
                name == "r" and _is_hidden(child, self.hidden_styles, default=self.hidden)
            ):
                yield from self.texts(child)
