"""Zip files opened with limits on members and sizes: archives, EPUB, DOCX."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import IO

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.input_file import InputFile

_MAX_MEMBERS = 65_535
"""zipfile uses about 600 bytes of memory for each member: 40 MB for 65,535."""
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_BYTES = 22
_LOCAL_HEADER_BYTES = 30
_MAX_COMMENT_BYTES = 65_535

ZIP_READ_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)
"""Errors from reading the bytes of a member that is damaged."""

ZIP_OPEN_ERRORS = (
    *ZIP_READ_ERRORS,
    NotImplementedError,
    RuntimeError,
    struct.error,
    UnicodeDecodeError,
    OverflowError,
    ValueError,
)
"""Errors from opening an archive or a member that is damaged, encrypted or unsupported."""


def _check_members(stream: IO[bytes]) -> None:
    """Check the number of members before zipfile reads their list into memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_BYTES - _MAX_COMMENT_BYTES))
    tail = stream.read()
    position = tail.rfind(_END_OF_DIRECTORY)
    if position < 0 or len(tail) < position + _END_BYTES:
        raise ArticleError("its zip data is damaged or incomplete")
    [members] = struct.unpack_from("<H", tail, position + 10)
    [directory_bytes] = struct.unpack_from("<I", tail, position + 12)
    # Both fields have their maximum where an archive has more members (zip64).
    if members >= _MAX_MEMBERS or directory_bytes > _MAX_MEMBERS * 512:
        raise ArticleError(f"the archive has {_MAX_MEMBERS:,} files or more; split it, or use tar")
    stream.seek(0)


def open_zip(file: InputFile) -> zipfile.ZipFile:
    """Return the archive in *file*. Raises ``ArticleError``."""
    stream = file.seekable()
    _check_members(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except ZIP_OPEN_ERRORS as error:
        raise ArticleError(damaged_zip(error)) from None
    _check_overlap(archive)
    return archive


def _check_overlap(archive: zipfile.ZipFile) -> None:
    """Raise ``ArticleError`` where members share bytes, as those of decompression bombs do."""
    end, name = 0, ""
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ArticleError(
                f"its files {name[:80]!r} and {info.filename[:80]!r} overlap, as in a"
                " decompression bomb; create the archive again"
            )
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
        name = info.filename


def damaged_zip(error: Exception) -> str:
    """Return the reason for rejecting an archive or a member with this error."""
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "it is encrypted"
    return f"its zip data is damaged or incomplete ({error})"


def read_member(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a member. Raises ``ArticleError``, also for more than *max_bytes*."""
    try:
        with archive.open(name) as member:
            data = member.read(max_bytes + 1)
    except KeyError:
        raise ArticleError(f"it has no {name}") from None
    except ZIP_OPEN_ERRORS as error:
        raise ArticleError(damaged_zip(error)) from None
    if len(data) > max_bytes:
        raise ArticleError(
            f"its {name} is larger than {max_bytes:,} bytes (SEARCHAPP_MAX_ARTICLE_BYTES)"
        )
    return data
