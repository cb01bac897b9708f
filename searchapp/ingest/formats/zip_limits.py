"""Zip files, opened within bounds: archives of articles, EPUB, DOCX."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.input_file import InputFile

_MOST_MEMBERS = 65_535
"""zipfile holds some 600 bytes for each member: 40 MB for so many."""
_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 65_535

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    UnicodeDecodeError,
    OverflowError,
    ValueError,
    OSError,
)
"""What zipfile raises for archives that are damaged, encrypted or packed by other means."""


def _check_members(stream: IO[bytes]) -> None:
    """Look at the end of the archive, before zipfile reads the list of members into memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise ArticleError("its zip data is damaged or breaks off")
    members, directory_bytes = struct.unpack_from("<H", tail, at + 10) + struct.unpack_from(
        "<I", tail, at + 12
    )
    # An archive of more members (zip64) says so by the largest number.
    if members >= _MOST_MEMBERS or directory_bytes > _MOST_MEMBERS * 512:
        raise ArticleError(
            f"the archive holds {_MOST_MEMBERS:,} files or more; split it, or use tar"
        )
    stream.seek(0)


def open_zip(file: InputFile) -> zipfile.ZipFile:
    """Return the archive in *file*. Raises ``ArticleError``."""
    stream = file.seekable()
    _check_members(stream)
    try:
        return zipfile.ZipFile(stream)
    except BROKEN_ZIP as error:
        raise ArticleError(damaged_zip(error)) from None


def damaged_zip(error: Exception) -> str:
    """Return the reason why an archive or a member cannot be read."""
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "it is encrypted"
    return f"its zip data is damaged or breaks off ({error})"


def read_member(archive: zipfile.ZipFile, name: str, longest: int) -> bytes:
    """Return the bytes of a member, of at most *longest*. Raises ``ArticleError``."""
    try:
        with archive.open(name) as member:
            data = member.read(longest + 1)
    except KeyError:
        raise ArticleError(f"it has no {name}") from None
    except BROKEN_ZIP as error:
        raise ArticleError(damaged_zip(error)) from None
    if len(data) > longest:
        raise ArticleError(
            f"its {name} is larger than {longest:,} bytes (SEARCHAPP_MAX_ARTICLE_BYTES)"
        )
    return data
