"""Archives, read as bounded streams: nothing is unpacked to disk, names only make ids."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.zip_limits import BROKEN_ZIP, damaged_zip, open_zip
from searchapp.ingest.input_file import InputFile, without_compression

ReadMember = Callable[[InputFile], Iterator[Event]]
IsArticle = Callable[[str], bool]
"""Whether a member of that name is to be read."""

_DEEPEST = 3
_Unpacked = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


def _gunzip(stream: Any) -> _Unpacked:
    return gzip.GzipFile(fileobj=stream, mode="rb")


_COMPRESSIONS: tuple[tuple[bytes, str, Callable[[Any], _Unpacked]], ...] = (
    (b"\x1f\x8b", "gzip", _gunzip),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
)

COMPRESSED = tuple(magic for magic, _, _ in _COMPRESSIONS)
"""What compressed files begin with."""


def _name(file: InputFile, member: str) -> str:
    """Return a member's name below the archive; what it has of folders above is left out."""
    parts = [part for part in member.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return f"{file.name}/{'/'.join(parts)}".encode("utf-8", "backslashreplace").decode()


def _member(file: InputFile, name: str, stream: Any) -> InputFile:
    return InputFile(_name(file, name), stream, file.options, depth=file.depth + 1)


def _is_wanted(name: str, is_article: IsArticle) -> bool:
    parts = name.replace("\\", "/").split("/")
    # __MACOSX is what the Finder adds.
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not hidden and "__MACOSX" not in parts and is_article(name)


def read_zip(file: InputFile, read: ReadMember, is_article: IsArticle) -> Iterator[Event]:
    """Yield what the members of a zip file hold, in the order of the archive."""
    try:
        with open_zip(file) as archive:
            for info in archive.infolist():
                if info.is_dir() or not _is_wanted(info.filename, is_article):
                    continue
                yield from _read_zipped(archive, info, file, read)
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.DIRECTORY)


def _read_zipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: InputFile, read: ReadMember
) -> Iterator[Event]:
    place = SourceLocation(_name(file, info.filename))
    try:
        with archive.open(info) as stream:
            yield from read(_member(file, info.filename, stream))
    except BROKEN_ZIP as error:
        yield Rejected(place, damaged_zip(error), Scope.FILE)


def read_tar(file: InputFile, read: ReadMember, is_article: IsArticle) -> Iterator[Event]:
    """Yield what the files in a tar archive hold; links and devices are passed over."""
    # Typed by what tarfile asks of it, which is read() alone.
    stream: Any = file.stream
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                # A stream of members is not kept: the list would grow with the archive.
                archive.members = []  # type: ignore[attr-defined]
                if not info.isreg() or not _is_wanted(info.name, is_article):
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    yield from read(_member(file, info.name, member))
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        reason = f"its tar data is damaged or breaks off ({error})"
        yield Rejected(SourceLocation(file.name), reason, Scope.DIRECTORY)


def read_compressed(file: InputFile, read: ReadMember) -> Iterator[Event]:
    """Yield what a compressed file holds: an archive, or a file of any format."""
    head = file.head
    name, decompress = next((n, d) for magic, n, d in _COMPRESSIONS if head.startswith(magic))
    if file.depth >= _DEEPEST:
        reason = f"it is packed more than {_DEEPEST} times over"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)
        return
    try:
        with decompress(file.stream) as stream:
            inner = InputFile(file.name, stream, file.options, depth=file.depth + 1)
            yield from read(inner)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        reason = f"its {name} data is damaged or breaks off ({error})"
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE)


def is_compressed_name(name: str) -> bool:
    """Whether a file is called as compressed ones are."""
    return without_compression(name) != name or name.lower().endswith((".tgz", ".tbz2", ".txz"))
