"""Character encodings: byte order mark first, then the declaration, then the content.

Labels of encodings mean what the WHATWG Encoding Standard says, as in browsers: a page that
declares ISO-8859-1 or ASCII is Windows-1252.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import Any

import webencodings

from searchapp.ingest.articles import ArticleError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")
_WINDOWS_1252 = "cp1252"
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_XML_ENCODING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE
)
_META_CHARSET = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_DECLARATION_BYTES = 4096
_SAMPLE_BYTES = 32_768
_MIN_HIGH_BYTES = 6
"""Bytes above 127 that detection needs to tell Windows-1252 from similar encodings."""

_MIN_LATIN_HIGH_BYTES = 16
_LATIN_CODE_PAGES = ("cp1250", "cp1252", "cp1254", "cp1257")
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹²³¿£¥¯¼½¾]")
_DETECTED_ENCODINGS_NAMES = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 koi8_r shift_jis euc_jp gb18030"
    " big5 euc_kr"
)
_DETECTED_ENCODINGS = _DETECTED_ENCODINGS_NAMES.split()
_NAMES = {"koi8_r": "KOI8-R", "shift_jis": "Shift_JIS", "euc_jp": "EUC-JP", "euc_kr": "EUC-KR"}


def _name(encoding: str) -> str:
    windows = encoding.startswith("cp125")
    return f"Windows-{encoding[2:]}" if windows else _NAMES.get(encoding, encoding.upper())


def byte_order_mark(head: bytes) -> str:
    """Return the codec of the byte order mark at the beginning of *head*, or empty."""
    return next((codec for mark, codec in _BYTE_ORDER_MARKS if head.startswith(mark)), "")


def codec_of(label: str) -> str:
    """Return the codec of an encoding's *label* as the WHATWG reads it, or empty."""
    encoding = webencodings.lookup(label) if label else None
    return encoding.codec_info.name if encoding is not None else ""


def declared_encoding(head: bytes) -> str:
    """Return the label of the encoding that XML or HTML declares at its beginning, or empty."""
    match = _XML_ENCODING.match(head) or _META_CHARSET.search(head[:_DECLARATION_BYTES])
    return match[1].decode("ascii") if match else ""


def decode(data: bytes, declared: str = "") -> tuple[str, str | None]:
    """Return the text of *data*, and a warning if its encoding was not the expected one.

    *declared* is the label of the encoding that the text itself names, or empty. A byte
    order mark is removed. Valid UTF-8 that is not ASCII is read as UTF-8 whatever it
    declares. Raises ``ArticleError`` where *data* contains NUL, as binary files do, or is in
    no known encoding.
    """
    mark = byte_order_mark(data)
    if mark in _WIDE:
        try:
            return data.decode(mark), None
        except UnicodeDecodeError as error:
            raise ArticleError(f"it is not valid {mark.upper()} (byte {error.start:,})") from None
    if b"\0" in data:
        raise ArticleError(f"it contains a NUL byte (at {data.index(0):,}), so it is not text")
    text = _decoded(data, "utf-8-sig")
    codec = "" if mark else codec_of(declared)
    if text is not None and (codec in ("", "utf-8") or not data.isascii()):
        return text, None
    if codec == _WINDOWS_1252:
        return _decode_windows_1252(data), None
    if codec and (declared_text := _decoded(data, codec)) is not None:
        return declared_text, None
    if text is not None:
        return text, None
    encoding = detect(data)
    return data.decode(encoding), f"it is not UTF-8 and was read as {_name(encoding)}"


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _decode_windows_1252(data: bytes) -> str:
    try:
        return data.decode(_WINDOWS_1252)
    except UnicodeDecodeError:
        # The five bytes that the code page leaves out are control characters.
        return data.decode(_WINDOWS_1252, "ignore")


def detect(data: bytes) -> str:
    """Return the codec of text that is not UTF-8 and does not declare its encoding.

    charset-normalizer finds it where enough bytes are not ASCII; otherwise it is Windows-1252.
    Raises ``ArticleError`` where no encoding fits.
    """
    fits_1252 = _fits(data, _WINDOWS_1252)
    lines = data[: _SAMPLE_BYTES * 8].split(b"\n")
    sample = b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE_BYTES]
    high_bytes = len(_HIGH_BYTE.findall(sample))
    if high_bytes >= _MIN_HIGH_BYTES:
        # Imported here because few files need it.
        import charset_normalizer

        matches = charset_normalizer.from_bytes(sample, cp_isolation=_DETECTED_ENCODINGS)
        best = matches.best()
        western = next((match for match in matches if match.encoding == _WINDOWS_1252), None)
        if best is not None and fits_1252 and western is not None:
            return best.encoding if _is_better(best, western, high_bytes) else _WINDOWS_1252
        if best is not None and _fits(data, best.encoding):
            same = fits_1252 and data.decode(best.encoding) == data.decode(_WINDOWS_1252)
            return _WINDOWS_1252 if same else best.encoding
    if not fits_1252:
        error_at = _first_error(data, "utf-8")
        raise ArticleError(
            f"it is neither UTF-8 (byte {error_at:,}) nor Windows-1252"
            f" (byte {_first_error(data, _WINDOWS_1252):,}) nor another encoding that is known"
        )
    return _WINDOWS_1252


def _is_better(best: Any, western: Any, high_bytes: int) -> bool:
    """Whether a match of charset-normalizer is better than *western*, that of Windows-1252.

    The code pages of other Latin alphabets have nearly the same letters, so that short texts
    are taken for them only where Windows-1252 would have symbols inside words.
    """
    if best.encoding not in _LATIN_CODE_PAGES:
        return True
    if str(best) == str(western):
        return False
    if _SYMBOL_IN_WORD.search(str(western)):
        return True
    is_likelier = bool(best.coherence > western.coherence or best.chaos < western.chaos)
    return is_likelier and high_bytes >= _MIN_LATIN_HIGH_BYTES


def _first_error(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _fits(data: bytes, codec: str) -> bool:
    return _first_error(data, codec) < 0


def decode_head(head: bytes) -> str:
    """Return the text at the beginning of a file, whose last character may be cut off."""
    return head.decode(byte_order_mark(head) or "utf-8", "replace").lstrip("\ufeff")


class Utf8Stream(io.RawIOBase):
    """The bytes of *stream*, which are in the encoding *codec*, as UTF-8."""

    def __init__(self, stream: Any, codec: str) -> None:
        self._stream = stream
        # Windows-1252 leaves out five bytes, which stand for control characters.
        errors = {_WINDOWS_1252: "ignore", "utf-16": "replace", "utf-32": "replace"}
        self._decoder = codecs.getincrementaldecoder(codec)(errors.get(codec, "strict"))
        self._ready = b""

    def readable(self) -> bool:
        """Whether the stream can be read: always."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill *buffer* and return the number of bytes. Raises ``UnicodeDecodeError``."""
        while not self._ready:
            chunk = self._stream.read(io.DEFAULT_BUFFER_SIZE)
            text = self._decoder.decode(chunk, not chunk)
            self._ready = text.encode()
            if not chunk:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def utf8_stream(stream: Any, codec: str) -> io.BufferedReader:
    """Return a buffered stream of the text of *stream*, in the encoding *codec*, as UTF-8."""
    return io.BufferedReader(Utf8Stream(stream, codec))
