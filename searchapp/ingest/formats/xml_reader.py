"""XML parsing through defusedxml, with limits on depth, size and number of elements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLPullParser

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.content.encoding import (
    byte_order_mark,
    codec_of,
    declared_encoding,
    utf8_stream,
)
from searchapp.ingest.input_file import InputFile, MeteredStream

_CHUNK_BYTES = 1 << 14
_MAX_DEPTH = 100
_MAX_ELEMENTS = 100_000
_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 hl2 li dt dd td th tr div section article blockquote bq pre br table"
    " ul ol body body.content block"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split())


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


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


def stream_elements(
    file: InputFile, *names: str, what: str = "the file"
) -> Iterator[tuple[Element, list[Element]]]:
    """Yield each element with one of *names* and its ancestors, and then free its memory.

    The ancestors begin with the root and have been parsed as far as the element. The last
    element is the root, without ancestors. Raises ``ArticleError`` for XML that is broken,
    declares entities, is nested more than 100 deep, or has an element (*what* in messages)
    with more than 100,000 descendants or more bytes than an article may have.
    """
    count = 0
    root: Element | None = None
    ancestors: list[Element] = []
    metered = MeteredStream(file, what)
    with _xml_errors():
        for event, element in _parse_events(file, metered):
            if event == "start":
                root = element if root is None else root
                ancestors.append(element)
                count += 1
                _check_limits(len(ancestors), count)
                continue
            ancestors.pop()
            if local_name(element) in names and element is not root:
                yield element, ancestors
                ancestors[-1].remove(element)
                count = 0
                metered.reset()
    if root is not None:
        yield root, []


def _parse_events(file: InputFile, metered: MeteredStream) -> Iterator[tuple[str, Element]]:
    """Yield the starts and ends of elements.

    Encodings of one byte are decoded here and not by expat, which reads ISO-8859-1 as its
    letter says and not as browsers do.
    """
    head = file.head
    codec = "" if byte_order_mark(head) else codec_of(declared_encoding(head))
    decoded = codec not in ("", "utf-8") and not codec.startswith("utf-16")
    stream = utf8_stream(metered, codec) if decoded else metered
    parser = DefusedXMLParser(target=TreeBuilder(), encoding="utf-8" if decoded else None)
    events = XMLPullParser(("start", "end"), _parser=parser)
    while data := stream.read(_CHUNK_BYTES):
        events.feed(data)
        yield from cast("Iterator[tuple[str, Element]]", events.read_events())
    events.close()
    yield from cast("Iterator[tuple[str, Element]]", events.read_events())


def _check_limits(depth: int, elements: int) -> None:
    if depth > _MAX_DEPTH:
        raise ArticleError(f"its XML is nested more than {_MAX_DEPTH} deep")
    if elements > _MAX_ELEMENTS:
        raise ArticleError(f"its XML holds more than {_MAX_ELEMENTS:,} elements")


@contextmanager
def _xml_errors() -> Iterator[None]:
    """Turn the errors of the XML parser into ``ArticleError``."""
    try:
        yield
    except ArticleError:
        raise
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise ArticleError(
            f"it is broken XML ({reason}, at line {line}, column {column + 1})"
        ) from None
    except DefusedXmlException as error:
        raise ArticleError(
            f"its XML declares entities, which are not read ({type(error).__name__})"
        ) from None
    except (LookupError, UnicodeError, ValueError) as error:
        # For example an encoding that is unknown or not the one declared.
        raise ArticleError(f"its XML cannot be read ({error})") from None


def parse_xml(file: InputFile) -> Element:
    """Return the root of a document. Raises ``ArticleError`` as ``stream_elements`` does."""
    *_, (root, _) = stream_elements(file)
    return root
