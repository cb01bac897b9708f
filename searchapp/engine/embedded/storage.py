"""What a result shows of each document, in compressed blocks that are read one by one.

blocks      zlib of the JSON texts of up to 16 documents, one after the other
then an array file's arrays (see arrayfile.py), in the segment's own file:
stored/blocks   [B + 1] where each block starts in ``stored/data``
stored/ends     [D]     where each document's text ends within its unpacked block
stored/data     bytes   the blocks
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np

from searchapp.engine.embedded.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.packing import narrow

BLOCK_DOCUMENTS = 16
_LEVEL = 6
_KEPT_BLOCKS = 256


class StoredWriter:
    """Writes stored documents into an array file, streaming."""

    def __init__(self, file: ArrayFileWriter) -> None:
        self._file = file
        self._texts: list[bytes] = []
        self._starts = array("q", [0])
        self._ends = array("i")
        file.begin("stored/data", np.uint8)

    def add(self, stored: Mapping[str, Any]) -> None:
        """Add the next document."""
        self.add_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode())

    def add_text(self, text: bytes) -> None:
        """Add the next document as the JSON text that ``StoredReader.text`` gave."""
        self._texts.append(text)
        if len(self._texts) == BLOCK_DOCUMENTS:
            self._flush()

    def _flush(self) -> None:
        if not self._texts:
            return
        end = 0
        for text in self._texts:
            end += len(text)
            self._ends.append(end)
        packed = zlib.compress(b"".join(self._texts), _LEVEL)
        self._starts.append(self._starts[-1] + len(packed))
        self._file.append(np.frombuffer(packed, np.uint8))
        self._texts = []

    def close(self) -> None:
        """Write the last block and the tables."""
        self._flush()
        self._file.end()
        starts = np.frombuffer(self._starts, np.int64)
        self._file.put("stored/blocks", starts, narrow(starts))
        self._file.put("stored/ends", np.frombuffer(self._ends, np.int32), np.int32)


class StoredReader:
    """Reads stored documents by number."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self._starts = file.array("stored/blocks")
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            packed = self._file.slice(
                "stored/data", int(self._starts[number]), int(self._starts[number + 1])
            )
            block = self._blocks[number] = zlib.decompress(packed.data)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return block

    def text(self, document: int) -> bytes:
        """Return a document as JSON text."""
        block = self._block(document // BLOCK_DOCUMENTS)
        place = document % BLOCK_DOCUMENTS
        ends = self._file.slice("stored/ends", document - 1 if place else document, document + 1)
        return block[int(ends[0]) if place else 0 : int(ends[-1])]

    def get(self, document: int) -> dict[str, Any]:
        """Return a document."""
        loaded: dict[str, Any] = json.loads(self.text(document))
        return loaded
