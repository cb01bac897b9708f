"""Input file of a reader: a name, a byte stream and the limits on reading it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Protocol

from searchapp.ingest.archive_limits import ArchiveBudget
from searchapp.ingest.articles import ArticleError, clean_id
from searchapp.ingest.dates import DateOrder


class ByteStream(Protocol):
    """A buffered binary stream, such as an open file."""

    def peek(self, size: int, /) -> bytes:
        """Return the next bytes without consuming them; maybe more or fewer than *size*."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """Return up to *size* bytes, or all that are left."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """Return the rest of the line, or up to *size* bytes of it."""
        ...


HEAD_BYTES = 8192
"""The bytes at the beginning of a file that decide its format."""

COMPRESSED_ENDINGS = (".gz", ".bz2", ".xz")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BUFFER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The settings that readers need.

    ``csv_columns`` maps fields to column names; ``date_order`` says what ``03/04/2023`` is.
    """

    max_article_bytes: int
    csv_columns: Mapping[str, str] = field(default_factory=dict)
    max_article_paragraphs: int = 20_000
    max_read_seconds: int = 10
    date_order: DateOrder = ""


def printable(name: str) -> str:
    """Return *name* with bytes that are not UTF-8, control characters and bidi marks escaped.

    A terminal would obey the first two, and show a name in another order for the last.
    """
    name = name.encode("utf-8", "backslashreplace").decode()
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], name)


def without_compression(name: str) -> str:
    """Return *name* without the ending of a compressed file."""
    for ending in COMPRESSED_ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


class InputFile:
    """A file of the corpus, or a member of an archive.

    ``name`` is its path below the corpus folder; ``depth`` is the number of archives and
    compressions that it was unpacked from, and ``budget`` the limits that it shares with them.
    """

    def __init__(
        self,
        name: str,
        stream: ByteStream,
        options: ReadOptions,
        *,
        depth: int = 0,
        budget: ArchiveBudget | None = None,
    ) -> None:
        self.name = name
        self.options = options
        self.depth = depth
        self.budget = budget
        self.stream = stream

    @classmethod
    def from_bytes(cls, name: str, data: bytes, options: ReadOptions) -> InputFile:
        """Return a file with the content *data*."""
        return cls(name, io.BufferedReader(io.BytesIO(data)), options)

    @property
    def head(self) -> bytes:
        """The first bytes, up to ``HEAD_BYTES``, while nothing has been read."""
        return self.stream.peek(HEAD_BYTES)[:HEAD_BYTES]

    @property
    def stem(self) -> str:
        """The name without its ending, the default id of an article."""
        return without_compression(self.name).rsplit(".", 1)[0]

    @property
    def article_id(self) -> str:
        """The id of the article in a file that holds one."""
        return clean_id(self.stem)

    def read_all(self, what: str = "the file") -> bytes:
        """Return all bytes of *what*. Raises ``ArticleError`` where there are too many."""
        data = self.stream.read(self.options.max_article_bytes + 1)
        if len(data) > self.options.max_article_bytes:
            raise ArticleError(self.too_large(what))
        return data

    def seekable(self) -> IO[bytes]:
        """Return a seekable stream of the bytes.

        A member of an archive is read into memory for it. Raises ``ArticleError``.
        """
        if not self.depth and isinstance(self.stream, io.BufferedReader):
            return self.stream
        return io.BytesIO(self.read_all())

    def too_large(self, what: str) -> str:
        """Return the reason for rejecting *what* because of its size."""
        limit = self.options.max_article_bytes
        return f"{what} is larger than {limit:,} bytes (SEARCHAPP_MAX_ARTICLE_BYTES)"


class MeteredStream(io.RawIOBase):
    """A stream that limits the size of each item of a file that is parsed incrementally.

    ``reset`` is called after each item. ``read`` raises ``ArticleError`` where an item,
    called *what* in the message, exceeds the limit.
    """

    def __init__(self, file: InputFile, what: str) -> None:
        self._file = file
        self._what = what
        # A parser reads ahead: one buffer may already belong to the next item.
        self._limit = file.options.max_article_bytes + _BUFFER_BYTES
        self._item_bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to *size* bytes."""
        data = self._file.stream.read(_BUFFER_BYTES if size < 0 else min(size, _BUFFER_BYTES))
        self._item_bytes += len(data)
        if self._item_bytes > self._limit:
            raise ArticleError(self._file.too_large(self._what))
        return data

    def reset(self) -> None:
        """Start counting the bytes of the next item."""
        self._item_bytes = 0
