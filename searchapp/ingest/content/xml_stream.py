"""XML parsing through defusedxml, with limits on depth, size and number of elements.

Only a broken element is lost: reading goes on with the next one of the same name, in a new
parser that knows the namespaces of the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.content.xml_text import xml_text
from searchapp.ingest.input_file import InputFile, MeteredStream

_MAX_DEPTH = 100
_MAX_ELEMENTS = 100_000
_MAX_START_TAG_BYTES = 200
_MAX_REREAD_BYTES = 20_000_000
"""Bytes that are parsed again, in one file, after elements that were broken."""


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@dataclass(frozen=True, slots=True)
class BrokenElement:
    """An element that could not be parsed, and why."""

    error: ArticleError


_Item = tuple[Element | BrokenElement, list[Element]]
"""An element and its ancestors."""


class _TreeBuilder:
    """Builds a tree and takes the complete elements with one of *names* out of it.

    ``open_since`` is the offset of the outermost open element with one of the names, in bytes
    of the text in UTF-8, or None.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._text: list[str] = []
        self._last: Element | None = None
        self._open_depth = 0
        self._count = 0
        self.root: Element | None = None
        self.ancestors: list[Element] = []
        self.namespaces: dict[str, str] = {}
        self.complete: list[tuple[Element, list[Element]]] = []
        self.open_since: int | None = None
        self.offset: Callable[[], int] = int

    def start_ns(self, prefix: str | None, uri: str) -> None:
        """Note the declaration of a namespace."""
        self.namespaces.setdefault(prefix or "", uri)

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        """Add an element. Raises ``ArticleError`` for too many, or too deep ones."""
        self._flush()
        element = Element(tag, attributes)
        if self.root is None:
            self.root = element
        else:
            self.ancestors[-1].append(element)
            if self.open_since is None and local_name(element) in self._names:
                self.open_since = self.offset()
                self._open_depth = len(self.ancestors)
        self.ancestors.append(element)
        self._last = None
        self._count += 1
        _check_limits(len(self.ancestors), self._count)
        return element

    def data(self, text: str) -> None:
        """Add text."""
        self._text.append(text)

    def end(self, _tag: str) -> Element:
        """Complete the innermost open element."""
        self._flush()
        element = self.ancestors.pop()
        self._last = element
        if self.ancestors and local_name(element) in self._names:
            self.complete.append((element, self.ancestors[:]))
            self.ancestors[-1].remove(element)
            # The text after it belongs to no element of the tree.
            self._last = Element("removed")
            self._count = 0
            if len(self.ancestors) == self._open_depth:
                self.open_since = None
        return element

    def close(self) -> None:
        """End the document."""

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text and self._last is not None:
            self._last.tail = text
        elif text and self.ancestors:
            self.ancestors[-1].text = text


class _Parser:
    """A parser of XML that is fed with text and goes on after broken elements."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        alternatives = b"|".join(name.encode() for name in names)
        self._start_tag = re.compile(rb"<(?:[\w.-]+:)?(?:" + alternatives + rb")[\s/>]")
        self._end_tag = re.compile(rb"</(?:[\w.-]+:)?(?:" + alternatives + rb")\s*>")
        self._wrapped: list[Element] = []
        self._namespaces: Mapping[str, str] = {}
        self._reread_bytes = 0
        # Set after a broken element, until the start tag of the next one is found.
        self._error: ParseError | None = None
        self._is_reported = True
        self._has_end_tag = False
        self._open(b"")

    def _open(self, prefix: bytes) -> None:
        self._builder = _TreeBuilder(self._names)
        self._parser = DefusedXMLParser(target=self._builder, encoding="utf-8")
        expat = self._parser.parser
        self._builder.offset = lambda: int(expat.CurrentByteIndex)
        # The text since the start of the open element, and its offset.
        self._text, self._base = b"", 0
        self._feed(prefix)

    @property
    def root(self) -> Element | None:
        """The root element, as far as it has been parsed."""
        return self._wrapped[0] if self._wrapped else self._builder.root

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[_Item]:
        """Yield the elements that *data* completes. Raises ``ParseError``, ``ArticleError``."""
        while True:
            if self._error is not None:
                rest = self._next_element(data)
                if rest is None and not last:
                    return
                if self._is_reported:
                    if rest is None and not self._has_end_tag:
                        # The text is cut off.
                        raise self._error
                    reason = ArticleError(f"it is not valid XML ({_reason(self._error)})")
                    yield BrokenElement(reason), self._wrapped
                if rest is None:
                    return
                self._error, data = None, rest
                self._open(_wrapper(self._namespaces))
            try:
                self._feed(data)
                if last:
                    self._parser.close()
            except ParseError as error:
                yield from self._take_complete()
                self._begin_search(error)
                data = b""
                continue
            yield from self._take_complete()
            since = self._builder.open_since
            self._forget(len(self._text) if since is None else since - self._base)
            return

    def _feed(self, data: bytes) -> None:
        if data:
            self._text += data
            self._parser.feed(data)

    def _take_complete(self) -> Iterator[_Item]:
        for element, ancestors in self._builder.complete:
            yield element, self._wrapped or ancestors
        self._builder.complete.clear()

    def _forget(self, count: int) -> None:
        self._text, self._base = self._text[count:], self._base + count

    def _begin_search(self, error: ParseError) -> None:
        """Forget what precedes the error. Raises *error* where there is nothing to go on with."""
        builder = self._builder
        if not self._names or not (builder.ancestors or self._wrapped):
            raise error
        since = builder.open_since
        self._is_reported = since is not None or not self._wrapped
        begin = int(self._parser.parser.ErrorByteIndex) if since is None else since + 1
        self._forget(max(begin - self._base, 0))
        self._reread_bytes += len(self._text)
        if self._reread_bytes > _MAX_REREAD_BYTES:
            raise error
        if not self._wrapped:
            names = [local_name(element) for element in builder.ancestors]
            depth = next((n for n, name in enumerate(names) if n and name in self._names), None)
            self._wrapped = builder.ancestors[:depth]
            self._namespaces = builder.namespaces
        self._error, self._has_end_tag = error, False

    def _next_element(self, data: bytes) -> bytes | None:
        """Return the text from the next element on, or None before there is one."""
        self._text += data
        match = self._start_tag.search(self._text)
        if match is None:
            self._has_end_tag = self._has_end_tag or bool(self._end_tag.search(self._text))
            self._forget(max(len(self._text) - _MAX_START_TAG_BYTES, 0))
            return None
        return self._text[match.start() :]


def _wrapper(namespaces: Mapping[str, str]) -> bytes:
    """Return the start tag of an element that declares *namespaces*."""
    declarations = (
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}"
        for prefix, uri in namespaces.items()
        if prefix != "xml"
    )
    return f"<wrapper{''.join(declarations)}>".encode()


def stream_elements(file: InputFile, *names: str, what: str = "the file") -> Iterator[_Item]:
    """Yield each element with one of *names* and its ancestors, and then free its memory.

    The ancestors begin with the root and have been parsed as far as the element. The last
    element is the root, without ancestors. A broken element is yielded as ``BrokenElement``
    where another one with one of *names* follows. Raises ``ArticleError`` for XML that is
    otherwise broken, declares entities, is nested more than 100 deep, or has an element
    (*what* in messages) with more than 100,000 descendants or more bytes than an article may
    have.
    """
    metered = MeteredStream(file, what)
    with _xml_errors():
        parser = _Parser(names)
        for text, is_last in xml_text(metered.read, file.head):
            for item in parser.feed(text.encode(), last=is_last):
                yield item
                metered.reset()
        if parser.root is not None:
            yield parser.root, []


def _check_limits(depth: int, elements: int) -> None:
    if depth > _MAX_DEPTH:
        raise ArticleError(f"its XML is nested more than {_MAX_DEPTH} levels deep")
    if elements > _MAX_ELEMENTS:
        raise ArticleError(f"its XML has more than {_MAX_ELEMENTS:,} elements")


def _reason(error: ParseError) -> str:
    return str(error).partition(":")[0]


@contextmanager
def _xml_errors() -> Iterator[None]:
    """Turn the errors of the XML parser into ``ArticleError``."""
    try:
        yield
    except ArticleError:
        raise
    except ParseError as error:
        line, column = error.position
        raise ArticleError(
            f"it is not valid XML ({_reason(error)}, at line {line}, column {column + 1})"
        ) from None
    except DefusedXmlException as error:
        raise ArticleError(
            f"its XML declares entities, which are not read ({type(error).__name__})"
        ) from None
    except (LookupError, UnicodeError, ValueError) as error:
        # For example an encoding that is unknown or not the one declared.
        raise ArticleError(f"its XML cannot be read ({error})") from None
