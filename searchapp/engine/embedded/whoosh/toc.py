"""Table of contents: the list of an index's segments, which Whoosh writes as a pickle.

    _MAIN_N.toc    sizes of integer types, a byte order mark, versions,
                   the schema (a pickle; skipped),
                   the number N,
                   the segments (a pickle)

Whoosh would unpickle both, and a pickle can call any function. Here, the schema is skipped and
the only class that a pickle may name is ``ArraySegment``, so that an index from elsewhere can
be wrong but cannot run anything.
"""

from __future__ import annotations

import pickle  # nosec B403
import re
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import EmptyReader, MultiReader, SegmentReader
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.whoosh.codec import ArrayCodec, ArraySegment
from searchapp.engine.embedded.whoosh.weighting import Bm25Weighting
from searchapp.engine.schema import paragraph_schema

INDEX_NAME = "MAIN"
"""Whoosh's name for an index without one."""

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_BYTE_ORDER_MARK = -12345
_VERSION = -111
_SEGMENT_ID = re.compile(rf"{INDEX_NAME}_[0-9a-z]{{1,32}}")

_SEGMENT_CLASSES = {
    (ArraySegment.__module__, ArraySegment.__qualname__),
    ("searchapp.engine.embedded.codec", "ArraySegment"),
}
"""Names of ``ArraySegment`` in pickles: when its module moves, the old name is added here."""


class _SegmentUnpickler(pickle.Unpickler):
    """Unpickles segments, and numbers, strings, lists and sets; nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Return ``ArraySegment``; raise ``UnpicklingError`` for any other name."""
        if (module_name, global_name) in _SEGMENT_CLASSES:
            return ArraySegment
        raise pickle.UnpicklingError(f"it names {module_name}.{global_name}")


def toc_name(number: int) -> str:
    """Return the file name of the table of contents *number*."""
    return f"_{INDEX_NAME}_{number}.toc"


def newest_toc(folder: Path) -> int:
    """Return the number of the newest table of contents in *folder*, or 0 without one."""
    matches = (_TOC_NAME.fullmatch(path.name) for path in folder.glob("*.toc"))
    return max((int(match[1]) for match in matches if match), default=0)


def read_segments(folder: Path) -> list[ArraySegment]:
    """Return the segments in the newest table of contents in *folder*.

    Raises ``ArrayFileError`` if there is none, or if it does not hold a list of segments.
    """
    name = toc_name(newest_toc(folder))
    try:
        with FileStorage(str(folder), readonly=True).open_file(name) as stream:
            segments = _read(stream)
    # Unpickling damaged bytes can raise nearly any exception.
    except Exception as error:
        raise ArrayFileError(f"{folder / name} is not a list of segments ({error})") from error
    return segments


def _read(stream: Any) -> list[ArraySegment]:
    for _ in ("int", "long", "float"):
        stream.read_varint()
    mark, version = stream.read_int(), stream.read_int()
    if (mark, version) != (_BYTE_ORDER_MARK, _VERSION):
        raise ValueError(f"mark {mark}, version {version}; expected {_BYTE_ORDER_MARK}, {_VERSION}")
    for _ in ("major", "minor", "patch"):
        stream.read_varint()
    stream.skip_string()
    for _ in ("number", "unused"):
        stream.read_int()
    segments = _SegmentUnpickler(stream.file).load()
    if not isinstance(segments, list) or not all(type(s) is ArraySegment for s in segments):
        raise TypeError("it has unexpected content")
    for segment in segments:
        if not _SEGMENT_ID.fullmatch(segment.segment_id()):
            raise ValueError(f"a segment is called {segment.segment_id()[:40]!r}")
    return segments


def open_searcher(folder: Path, codec: ArrayCodec) -> Searcher:
    """Return a Whoosh searcher of the index in *folder*, whose files *codec* opens.

    Raises ``ArrayFileError``, and whatever Whoosh raises, for damaged files.
    """
    storage, schema = FileStorage(str(folder), readonly=True), paragraph_schema()
    readers = [
        SegmentReader(storage, schema, segment, codec=codec) for segment in read_segments(folder)
    ]
    if not readers:
        reader = EmptyReader(schema)
    elif len(readers) == 1:
        reader = readers[0]
    else:
        reader = MultiReader(readers)
    return Searcher(reader, weighting=Bm25Weighting())
