"""A file as its reader gets it: a name, bounded bytes, and what they may cost."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Protocol

from searchapp.ingest.articles import ArticleError, clean_id


class ByteStream(Protocol):
    """Bytes that can be looked at before they are read, as of an open binary file."""

    def peek(self, size: int, /) -> bytes:
        """Return what comes next, without reading it: more or less than *size* bytes."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """Return up to *size* bytes, or all."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """Return the rest of the line, or up to *size* bytes of it."""
        ...


HEAD_BYTES = 8192
"""How much of a file is looked at to tell its format."""

COMPRESSED_ENDINGS = (".gz", ".bz2", ".xz")
_BUFFER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the settings say about reading.

    ``csv_columns`` gives, for a field of an article, the column that holds it.
    """

    max_article_bytes: int
    csv_columns: Mapping[str, str] = field(default_factory=dict)


def without_compression(name: str) -> str:
    """Return *name* without the ending of a compressed file."""
    for ending in COMPRESSED_ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


class InputFile:
    """A file of the corpus, or a member of an archive.

    ``name`` is its path below the corpus folder; ``depth`` counts the archives and
    compressions around it.
    """

    def __init__(
        self, name: str, stream: ByteStream, options: ReadOptions, *, depth: int = 0
    ) -> None:
        self.name = name
        self.options = options
        self.depth = depth
        self.stream = stream

    @classmethod
    def of_bytes(cls, name: str, data: bytes, options: ReadOptions) -> InputFile:
        """Return *data* as a file."""
        return cls(name, io.BufferedReader(io.BytesIO(data)), options)

    @property
    def head(self) -> bytes:
        """The first bytes, up to ``HEAD_BYTES``, while nothing has been read."""
        return self.stream.peek(HEAD_BYTES)[:HEAD_BYTES]

    @property
    def stem(self) -> str:
        """The name without its ending: what an article that has no id is called."""
        return without_compression(self.name).rsplit(".", 1)[0]

    @property
    def article_id(self) -> str:
        """The id of the article in a file that holds only one."""
        return clean_id(self.stem)

    def read_whole(self, what: str = "the file") -> bytes:
        """Return all bytes. Raises ``ArticleError`` where they are too many."""
        data = self.stream.read(self.options.max_article_bytes + 1)
        if len(data) > self.options.max_article_bytes:
            raise ArticleError(self.too_large(what))
        return data

    def seekable(self) -> IO[bytes]:
        """Return the bytes as a file that can be read in any order.

        What comes out of an archive is read whole for it. Raises ``ArticleError``.
        """
        if not self.depth and isinstance(self.stream, io.BufferedReader):
            return self.stream
        return io.BytesIO(self.read_whole())

    def too_large(self, what: str) -> str:
        """Return the reason why *what* is rejected."""
        limit = self.options.max_article_bytes
        return f"{what} is larger than {limit:,} bytes (SEARCHAPP_MAX_ARTICLE_BYTES)"


class MeteredStream(io.RawIOBase):
    """A stream that refuses to give more than *limit* bytes between two calls of ``rest``.

    A parser that reads item by item calls ``rest`` after each, so that none can be
    larger. Raises ``ArticleError`` from ``read``.
    """

    def __init__(self, file: InputFile, what: str) -> None:
        self._file = file
        self._what = what
        # A parser reads ahead: one buffer may belong to the next item.
        self._limit = file.options.max_article_bytes + _BUFFER_BYTES
        self._given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to *size* bytes."""
        data = self._file.stream.read(_BUFFER_BYTES if size < 0 else min(size, _BUFFER_BYTES))
        self._given += len(data)
        if self._given > self._limit:
            raise ArticleError(self._file.too_large(self._what))
        return data

    def rest(self) -> None:
        """Say that an item has ended."""
        self._given = 0
