"""Archive readers: zip, tar and compressed files as bounded streams.

Nothing is unpacked to disk; the names of members only become part of ids.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from searchapp.ingest.archive_limits import ArchiveBudget, counted
from searchapp.ingest.articles import ArticleError
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.single_article import Reader
from searchapp.ingest.formats.zip_limits import (
    ZIP_OPEN_ERRORS,
    ZIP_READ_ERRORS,
    damaged_zip,
    open_zip,
)
from searchapp.ingest.input_file import InputFile, printable, without_compression

NameFilter = Callable[[str], bool]
"""Whether a member with that name is read."""

_MAX_DEPTH = 3
_Decompressed = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
_DECOMPRESSION_ERRORS = (EOFError, OSError, zlib.error, lzma.LZMAError)


def _gunzip(stream: Any) -> _Decompressed:
    return gzip.GzipFile(fileobj=stream, mode="rb")


_COMPRESSIONS: tuple[tuple[bytes, str, Callable[[Any], _Decompressed]], ...] = (
    (b"\x1f\x8b", "gzip", _gunzip),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
)

COMPRESSION_MAGIC = tuple(magic for magic, _, _ in _COMPRESSIONS)
"""The first bytes of compressed files."""


def _member_name(file: InputFile, member: str) -> str:
    """Return the name of a member below its archive, without ``..`` and absolute paths."""
    parts = [part for part in member.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return printable(f"{file.name}/{'/'.join(parts)}")


def _member_file(file: InputFile, name: str, stream: Any) -> InputFile:
    return _unpacked(file, _member_name(file, name), stream)


def _unpacked(file: InputFile, name: str, stream: Any) -> InputFile:
    """Return a file unpacked from *file*, whose bytes count against its budget."""
    budget = _budget(file)
    return InputFile(
        name, counted(stream, budget), file.options, depth=file.depth + 1, budget=budget
    )


def _budget(file: InputFile) -> ArchiveBudget:
    """Return the budget that *file* shares with the archive it is in, or a new one."""
    if file.budget is None:
        stream = file.seekable()
        file.budget = ArchiveBudget(stream.seek(0, io.SEEK_END))
        stream.seek(0)
    return file.budget


def _is_read(name: str, name_filter: NameFilter) -> bool:
    parts = name.replace("\\", "/").split("/")
    # The Finder of macOS adds __MACOSX.
    hidden = any(part.startswith((".", "~$")) and part not in (".", "..") for part in parts)
    return not hidden and "__MACOSX" not in parts and name_filter(name)


def read_zip(file: InputFile, read: Reader, name_filter: NameFilter) -> Iterator[Event]:
    """Yield the events of *read* for the members of a zip file, in the archive's order."""
    try:
        with open_zip(file) as archive:
            budget = _budget(file)
            for info in archive.infolist():
                budget.add_member()
                # info.is_dir() raises IndexError for an empty name.
                is_folder = info.filename.endswith("/")
                if not is_folder and _is_read(info.filename, name_filter):
                    yield from _read_zip_member(archive, info, file, read)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.DIRECTORY)


def _read_zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: InputFile, read: Reader
) -> Iterator[Event]:
    location = SourceLocation(_member_name(file, info.filename))
    try:
        stream = archive.open(info)
    except ZIP_OPEN_ERRORS as error:
        yield Rejected(location, damaged_zip(error), Scope.FILE)
        return
    try:
        with stream:
            yield from read(_member_file(file, info.filename, stream))
    except ZIP_READ_ERRORS as error:
        yield Rejected(location, damaged_zip(error), Scope.FILE)


def read_tar(file: InputFile, read: Reader, name_filter: NameFilter) -> Iterator[Event]:
    """Yield the events of *read* for the regular files of a tar archive."""
    # tarfile calls only read(), but its stub demands a whole binary file.
    stream: Any = file.stream
    budget = _budget(file)
    try:
        with _open_tar(stream) as archive:
            for info in _tar_members(archive):
                budget.add_member()
                member = archive.extractfile(info) if _is_read(info.name, name_filter) else None
                if member is not None:
                    yield from read(_member_file(file, info.name, member))
    except (tarfile.TarError, *_DECOMPRESSION_ERRORS) as error:
        reason = f"its tar data is damaged or incomplete ({error})"
        yield Rejected(SourceLocation(file.name), reason, Scope.DIRECTORY)


def _open_tar(stream: Any) -> tarfile.TarFile:
    with _tar_header_errors():
        return tarfile.open(fileobj=stream, mode="r|")


def _tar_members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the regular files of a tar stream. Raises ``TarError``."""
    while True:
        with _tar_header_errors():
            info = archive.next()
        if info is None:
            return
        # The list of members is not needed, and would grow with the archive.
        archive.members = []  # type: ignore[attr-defined]
        if info.isreg():
            yield info


@contextmanager
def _tar_header_errors() -> Iterator[None]:
    """Turn the ``ValueError`` that tarfile raises for some broken headers into ``TarError``."""
    try:
        yield
    except ValueError as error:
        raise tarfile.ReadError(str(error)) from None


def read_compressed(file: InputFile, read: Reader) -> Iterator[Event]:
    """Yield the events of *read* for the content of a compressed file."""
    head = file.head
    name, decompress = next((n, d) for magic, n, d in _COMPRESSIONS if head.startswith(magic))
    if file.depth >= _MAX_DEPTH:
        reason = f"it is compressed more than {_MAX_DEPTH} times over"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
        return
    _budget(file)
    try:
        with decompress(file.stream) as stream:
            yield from read(_unpacked(file, file.name, stream))
    except _DECOMPRESSION_ERRORS as error:
        reason = f"its {name} data is damaged or incomplete ({error})"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)


def is_compressed_name(name: str) -> bool:
    """Whether a name has the ending of a compressed file."""
    return without_compression(name) != name or name.lower().endswith((".tgz", ".tbz2", ".txz"))
