"""XML as text, streamed: decoded, and without the faults that parsers refuse whole files for.

Exports and feeds hold control characters, entities of HTML, ampersands that are not escaped and
bytes of another encoding. XML 1.0 forbids these; here they become what their writer meant, so
that one of them does not cost all articles of a file.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from html.entities import html5

from searchapp.ingest.content.encoding import (
    byte_order_mark,
    codec_of,
    declared_encoding,
    detect,
)

_CHUNK_BYTES = 1 << 14
_FALLBACK = "searchapp.windows-1252"
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_NOT_IN_XML = {
    **dict.fromkeys((*range(9), *range(14, 32), 0xFFFE, 0xFFFF)),
    # Word's line break and page break.
    0x0B: "\n",
    0x0C: "\n",
}
_TOKEN = re.compile(
    r"(?P<opens><!\[CDATA\[|<!--|<\?)"
    r"|&(?:#(?P<decimal>\d{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?"
    r"|<(?![^\W\d]|[/!?])|\]\]>"
)
_CLOSINGS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_UNFINISHED = re.compile(r"(?:<[^<>]{0,8}|&[^&;\s<>]{0,32}|[\]?-]{1,2})\Z")


def _decode_byte(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are invalid in UTF-8 as Windows-1252: an error handler for codecs."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "ignore"), error.end


codecs.register_error(_FALLBACK, _decode_byte)


class _Decoder:
    """An incremental decoder: byte order mark, declaration, then content decide the encoding.

    The first bytes that are not ASCII decide between UTF-8 and the declared encoding. Bytes
    that are invalid in UTF-8 are read as Windows-1252: feeds collect texts of several sources.
    """

    def __init__(self, head: bytes) -> None:
        mark = byte_order_mark(head)
        declared = codec_of(declared_encoding(head))
        self._declared = "" if declared in ("utf-8", "utf-16-le", "utf-16-be") else declared
        self._decoder = None if mark in ("", "utf-8-sig") else _decoder_of(mark, "replace")

    def decode(self, chunk: bytes) -> str:
        """Return the text of the next *chunk*; an empty one ends it."""
        if self._decoder is None:
            if chunk.isascii():
                return chunk.decode("ascii")
            self._decoder = _decoder_of(*self._choose(chunk))
        return self._decoder.decode(chunk, not chunk)

    def _choose(self, chunk: bytes) -> tuple[str, str]:
        """Return the codec and the error handler for *chunk*, the first that is not ASCII."""
        try:
            text = codecs.getincrementaldecoder("utf-8")().decode(chunk)
        except UnicodeDecodeError:
            text = chunk.decode("utf-8", "ignore")
            if self._declared:
                return self._declared, "replace"
            if text.isascii():
                return detect(chunk), "replace"
        return "utf-8", _FALLBACK


def _decoder_of(codec: str, errors: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(codec)(errors)


class _Repair:
    """Makes text well-formed at the level of characters and references, chunk by chunk."""

    def __init__(self) -> None:
        self._rest = ""
        self._closing = ""
        self._started = False

    def add(self, text: str, *, last: bool = False) -> str:
        """Return the repaired text so far, without a token at its end that may be cut off."""
        text = self._rest + text.translate(_NOT_IN_XML)
        if not self._started:
            # Nothing may precede the XML declaration.
            text = text.lstrip("\ufeff \t\r\n")
            self._started = bool(text)
        unfinished = None if last else _UNFINISHED.search(text, max(len(text) - 40, 0))
        end = unfinished.start() if unfinished else len(text)
        self._rest = text[end:]
        return "".join(self._pieces(text[:end]))

    def _pieces(self, text: str) -> Iterator[str]:
        position = 0
        while position < len(text):
            if self._closing:
                end = text.find(self._closing, position)
                if end < 0:
                    yield text[position:]
                    return
                end += len(self._closing)
                yield text[position:end]
                self._closing, position = "", end
                continue
            token = _TOKEN.search(text, position)
            if token is None:
                yield text[position:]
                return
            yield text[position : token.start()]
            if token["opens"]:
                self._closing = _CLOSINGS[token["opens"]]
                yield token[0]
            else:
                yield _reference(token)
            position = token.end()


def _reference(token: re.Match[str]) -> str:
    """Return well-formed XML for a reference, a bare ``&`` or ``<``, or a stray ``]]>``."""
    if token[0] == "]]>":
        return "]]&gt;"
    if name := token["name"]:
        if name in _OF_XML:
            return token[0]
        character = html5.get(f"{name};")
        return _escaped(character) if character else f"&amp;{name};"
    if token["decimal"] or token["hex"]:
        # Numbers from 128 to 159 mean Windows-1252, as in HTML.
        return _escaped(html.unescape(token[0]).translate(_NOT_IN_XML))
    return "&amp;" if token[0] == "&" else "&lt;"


def _escaped(text: str) -> str:
    if "\ud800" <= text <= "\udfff" or text == "\ufffd":
        return ""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_text(read: Callable[[int], bytes], head: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the text of an XML document, from *read*, in chunks, and whether each is the last.

    *head* is its beginning. Raises ``ArticleError`` where it is in no known encoding.
    """
    decoder, repair = _Decoder(head), _Repair()
    while chunk := read(_CHUNK_BYTES):
        if text := repair.add(decoder.decode(chunk)):
            yield text, False
    yield repair.add(decoder.decode(b""), last=True), True
