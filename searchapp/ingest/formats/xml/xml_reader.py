"""Elements of XML: looking them up, and the text in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.ingest.content.visibility import is_hidden
from searchapp.ingest.content.xml_stream import BrokenElement, local_name, stream_elements
from searchapp.ingest.formats.zip_limits import read_member
from searchapp.ingest.input_file import InputFile

_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 hl2 li dt dd td th tr div section article blockquote bq pre table"
    " ul ol body body.content block"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split())
_TEXT_CONTAINERS = frozenset(("body.content", "block", "pre"))
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n\s*")
_BREAK = "\x1e"
_BREAKS = re.compile(rf"{_BREAK}(?:\s*{_BREAK})+")


def namespace(element: Element) -> str:
    """Return the namespace of an element, or empty."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children with the local name *name*."""
    if element is None:
        return iter(())
    return (child for child in element if local_name(child) == name)


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield *element* and its descendants with one of *names*, in document order."""
    if element is None:
        return iter(())
    return (e for e in element.iter() if local_name(e) in names)


def first_descendant(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant named ``path[0]``, the first in it named ``path[1]``, ...

    Returns None where a step has no element.
    """
    for name in path:
        element = next(descendants(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """Return all text of an element, white space collapsed; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def attribute(element: Element | None, *names: str) -> str:
    """Return the first non-blank attribute of *names*, in any namespace, else empty."""
    for name in names:
        for key, value in element.attrib.items() if element is not None else ():
            if key.rpartition("}")[2] == name and value.strip():
                return value.strip()
    return ""


def block_texts(element: Element | None) -> list[str]:
    """Return the text of each block element (of XHTML and the like), in document order.

    Two ``br`` in a row split a block, as blank lines do in text outside paragraphs.
    """
    blocks: list[str] = [""]
    quote_depth = 0

    def add(text: str | None, container: str) -> None:
        has_lines = text is not None and container in _TEXT_CONTAINERS
        blocks[-1] += (_BLANK_LINE.sub(_BREAK * 2, text) if has_lines else text) if text else ""

    def walk(node: Element) -> None:
        nonlocal quote_depth
        name = local_name(node)
        if name in ("script", "style", "head") or is_hidden(node.attrib):
            return
        if name in _BLOCK_NAMES:
            blocks.append("")
        if name == "q":
            blocks[-1] += "‘" if quote_depth % 2 else "“"
            quote_depth += 1
        blocks[-1] += _BREAK if name == "br" else " " if name == "time" else ""
        add(node.text, name)
        for child in node:
            walk(child)
            add(child.tail, name)
        if name == "q":
            quote_depth -= 1
            blocks[-1] += "’" if quote_depth % 2 else "”"
        if name in _BLOCK_NAMES:
            blocks.append("")

    if element is not None:
        walk(element)
    parts = (part for block in blocks for part in _BREAKS.split(block))
    return [text for part in parts if (text := " ".join(part.replace(_BREAK, " ").split()))]


def parse_xml_member(archive: zipfile.ZipFile, name: str, file: InputFile) -> Element:
    """Return the root of the document *name* in the *archive* of *file*.

    Raises ``ArticleError`` as ``parse_xml`` does, and where there is no such member.
    """
    data = read_member(archive, name, file.options.max_article_bytes)
    return parse_xml(InputFile.from_bytes(name, data, file.options))


def parse_xml(file: InputFile) -> Element:
    """Return the root of a document. Raises ``ArticleError`` as ``stream_elements`` does."""
    *_, (root, _) = stream_elements(file)
    if isinstance(root, BrokenElement):
        raise root.error
    return root
