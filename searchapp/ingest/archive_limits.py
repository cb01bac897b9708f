"""Limits on what one archive may unpack to: members, bytes, and bytes for each byte packed.

A few kilobytes can describe terabytes. One ``ArchiveBudget`` covers a file of the corpus and
everything packed in it, at every level.
"""

from __future__ import annotations

import io
from typing import Any

MAX_MEMBERS = 1_000_000
"""Most members of an archive, those of packed archives included."""

MAX_BYTES = 64_000_000_000
"""Most bytes that an archive may unpack to."""

MAX_RATIO = 100
"""Most unpacked bytes for each byte of the file; news text reaches 5, tagged text 30."""

_BASE_BYTES = 16_000_000
"""Bytes that the smallest archive may unpack to."""

_BUFFER_BYTES = 1 << 16


class ArchiveTooLargeError(Exception):
    """An archive that unpacks to more than is allowed; the message says to what.

    Not an ``ArticleError``, which readers of several articles catch to go on with the next.
    """


class ArchiveBudget:
    """The members and bytes that may still be unpacked from a file of *packed_bytes*."""

    def __init__(self, packed_bytes: int) -> None:
        self._max_bytes = min(MAX_BYTES, _BASE_BYTES + MAX_RATIO * packed_bytes)
        self._packed_bytes = packed_bytes
        self._bytes = 0
        self._members = 0

    def add_member(self) -> None:
        """Count a member. Raises ``ArchiveTooLargeError`` for one too many."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise ArchiveTooLargeError(f"the archive has more than {MAX_MEMBERS:,} files")

    def add_bytes(self, count: int) -> None:
        """Count unpacked bytes. Raises ``ArchiveTooLargeError`` for too many."""
        self._bytes += count
        if self._bytes > self._max_bytes:
            raise ArchiveTooLargeError(
                f"its {self._packed_bytes:,} bytes unpack to more than {self._max_bytes:,};"
                f" the limit is {MAX_RATIO} times its size plus {_BASE_BYTES:,} bytes, and at"
                f" most {MAX_BYTES:,}"
            )


class _CountedStream(io.RawIOBase):
    """The bytes of *stream*, counted as they are read."""

    def __init__(self, stream: Any, budget: ArchiveBudget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read bytes into *buffer* and return their number."""
        # Unlike read(), read1() gives what precedes damaged data before it raises an error.
        data = self._stream.read1(len(buffer))
        self._budget.add_bytes(len(data))
        buffer[: len(data)] = data
        return len(data)


def counted(stream: Any, budget: ArchiveBudget) -> io.BufferedReader:
    """Return *stream* with its bytes counted against *budget*."""
    return io.BufferedReader(_CountedStream(stream, budget), _BUFFER_BYTES)
