"""The list of segments, which Whoosh writes as a pickle, read as data and no more.

    _MAIN_N.toc    how many bytes numbers take, a mark, versions,
                   the schema (a pickle, passed over), the number N,
                   the segments (a pickle)

A pickle can name any function and have it called. The one class that is let through here is
``ArraySegment``, so that an index of somebody else's can at most be wrong.
"""

from __future__ import annotations

import pickle  # nosec B403
import re
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.whoosh.codec import ArraySegment

INDEX_NAME = "MAIN"
"""What Whoosh calls an index that has no name."""

_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_BYTE_ORDER_MARK = -12345
_VERSION = -111
_SEGMENT_ID = re.compile(rf"{INDEX_NAME}_[0-9a-z]{{1,32}}")


_SEGMENT_CLASSES = {
    (ArraySegment.__module__, ArraySegment.__qualname__),
    ("searchapp.engine.embedded.codec", "ArraySegment"),
}
"""Names under which pickles refer to ``ArraySegment``; a module that moves leaves its old one."""


class _SegmentsOnly(pickle.Unpickler):
    """Makes segments, numbers, texts, lists and sets."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Return ``ArraySegment``; raises ``UnpicklingError`` for any other name."""
        if (module_name, global_name) in _SEGMENT_CLASSES:
            return ArraySegment
        raise pickle.UnpicklingError(f"it names {module_name}.{global_name}")


def newest_list(folder: Path) -> int:
    """Return the number of the newest list of segments in *folder*, 0 where there is none."""
    found = (_NAME.fullmatch(path.name) for path in folder.glob("*.toc"))
    return max((int(name[1]) for name in found if name), default=0)


def read_segments(folder: Path) -> list[ArraySegment]:
    """Return the segments that the newest list in *folder* names.

    Raises ``ArrayFileError`` where there is none, or where it is not a list of segments.
    """
    name = f"_{INDEX_NAME}_{newest_list(folder)}.toc"
    try:
        with FileStorage(str(folder), readonly=True).open_file(name) as stream:
            segments = _read(stream)
    # A damaged pickle may raise nearly anything.
    except Exception as error:
        raise ArrayFileError(f"{folder / name} is no list of segments ({error})") from error
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
    stream.read_int()
    stream.read_int()
    segments = _SegmentsOnly(stream.file).load()
    if not isinstance(segments, list) or not all(type(s) is ArraySegment for s in segments):
        raise TypeError("it holds something else")
    for segment in segments:
        if not _SEGMENT_ID.fullmatch(segment.segment_id()):
            raise ValueError(f"a segment is called {segment.segment_id()[:40]!r}")
    return segments
