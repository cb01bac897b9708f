"""Elements of XML: looking them up, and the text in them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from searchapp.ingest.content.xml_stream import BrokenElement, local_name, stream_elements
from searchapp.ingest.input_file import InputFile

_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 hl2 li dt dd td th tr div section article blockquote bq pre br table"
    " ul ol body body.content block"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split())


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
    """Return the text of each block element (of XHTML and the like), in document order."""
    blocks: list[str] = [""]

    def walk(node: Element) -> None:
        name = local_name(node)
        if name in ("script", "style", "head") or "hidden" in node.attrib:
            return
        if name in _BLOCK_NAMES:
            blocks.append("")
        blocks[-1] += ("“" if name == "q" else "") + (node.text or "")
        for child in node:
            walk(child)
            blocks[-1] += child.tail or ""
        blocks[-1] += "”" if name == "q" else ""
        if name in _BLOCK_NAMES:
            blocks.append("")

    if element is not None:
        walk(element)
    return [text for block in blocks if (text := " ".join(block.split()))]


def parse_xml(file: InputFile) -> Element:
    """Return the root of a document. Raises ``ArticleError`` as ``stream_elements`` does."""
    *_, (root, _) = stream_elements(file)
    if isinstance(root, BrokenElement):
        raise root.error
    return root
