"""XML, read through defusedxml only, within bounds of depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.input_file import InputFile, MeteredStream

_DEEPEST = 100
_MOST_ELEMENTS = 100_000
_BLOCKS = (
    "p h1 h2 h3 h4 h5 h6 hl2 li dt dd td th tr div section article blockquote bq pre br table"
    " ul ol body body.content block"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split())


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of that name."""
    return (child for child in (element if element is not None else ()) if local(child) == name)


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield all that have one of *names*, in the order of the text."""
    return (e for e in (element.iter() if element is not None else ()) if local(e) in names)


def first(element: Element | None, *path: str) -> Element | None:
    """Return the first element that *path*, of descendants' names, leads to, or None."""
    for name in path:
        element = next((e for e in descendants(element, name)), None)
    return element


def text(element: Element | None) -> str:
    """Return all text of an element, white space folded; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def attribute(element: Element | None, *names: str) -> str:
    """Return the first attribute of those names, whatever its namespace, or empty."""
    for name in names:
        for key, value in element.attrib.items() if element is not None else ():
            if key.rpartition("}")[2] == name and value.strip():
                return value.strip()
    return ""


def blocks(element: Element | None) -> list[str]:
    """Return the texts of an element's blocks, such as XHTML's, in order."""
    pieces: list[str] = [""]

    def walk(node: Element) -> None:
        name = local(node)
        if name in ("script", "style", "head"):
            return
        if name in _BLOCK_NAMES:
            pieces.append("")
        pieces[-1] += node.text or ""
        for child in node:
            walk(child)
            pieces[-1] += child.tail or ""
        if name in _BLOCK_NAMES:
            pieces.append("")

    if element is not None:
        walk(element)
    return [folded for piece in pieces if (folded := " ".join(piece.split()))]


def elements(
    file: InputFile, *names: str, what: str = "the file"
) -> Iterator[tuple[Element, list[Element]]]:
    """Yield each element that has one of *names* as it ends, and then let go of it.

    With it come the elements around it, the root first, as far as they have been read.
    The last that is yielded is the root. Raises ``ArticleError`` for XML that is broken,
    nested more than 100 deep, holds more than 100,000 elements in one, or declares entities.
    """
    stream = MeteredStream(file, what)
    count = 0
    root: Element | None = None
    around: list[Element] = []
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=False):
            if event == "start":
                root = element if root is None else root
                around.append(element)
                count += 1
                if len(around) > _DEEPEST:
                    raise ArticleError(f"its XML is nested more than {_DEEPEST} deep")
                if count > _MOST_ELEMENTS:
                    raise ArticleError(f"its XML holds more than {_MOST_ELEMENTS:,} elements")
                continue
            around.pop()
            if local(element) in names and element is not root:
                yield element, around
                around[-1].remove(element)
                count = 0
                stream.rest()
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(":")[0]
        raise ArticleError(
            f"it is broken XML ({what}, at line {line}, column {column + 1})"
        ) from None
    except DefusedXmlException as error:
        raise ArticleError(
            f"its XML declares entities, which are not read ({type(error).__name__})"
        ) from None
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"its XML cannot be read ({error})") from None
    if root is not None:
        yield root, []


def tree(file: InputFile) -> Element:
    """Return the root of a whole document. Raises ``ArticleError`` as ``elements`` does."""
    *_, (root, _) = elements(file)
    return root
