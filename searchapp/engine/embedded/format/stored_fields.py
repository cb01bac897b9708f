"""What a result shows of each document, in small compressed blocks that are read one by one.

    stored/data        the blocks, each a Zstandard frame (RFC 8878)
    stored/blocks      [B + 1] where each block starts in ``stored/data``
    stored/first       [B]     the first document of each block
    stored/dictionary  bytes   what all blocks are compressed with, or empty

A block is up to 8 paragraphs of one article, a line each in JSON, after a line of what
they share:

    {"article":"a","title":"..."}\\n{"number":1,"text":"..."}\\n{"number":2,"text":"..."}

A block is short, so that a page of 20 hits reads little, and compresses well only beside
others: the dictionary is trained on the first blocks of the segment.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import narrow

BLOCK_DOCUMENTS = 8
TRAINING_BLOCKS = 1_000
"""So many blocks are looked at to train a dictionary; a smaller segment has none.

Of Reuters news: 544 bytes a block; of 2,000 blocks 542, of 500 blocks 550.
"""

_SEGMENT_BYTES, _DMER_BYTES = 200, 6
"""How the dictionary is picked from the blocks (Liao, Petri, Moffat, Wirth: Effective
construction of relative Lempel-Ziv dictionaries, WWW 2016).

Given, it takes 32 ms to train; where the library tries several, 125 ms, for 549 bytes.
"""

DICTIONARY_BYTES = 1 << 16
_LEVEL = 3
_BLOCKS_AT_ONCE = 256
_KEPT_BLOCKS = 64

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class StoredWriter:
    """Writes stored documents into an array file, streaming.

    They are compressed with *dictionary*; where it is empty, one is trained.
    """

    def __init__(self, file: ArrayFileWriter, dictionary: bytes = b"") -> None:
        self._file = file
        self._dictionary = dictionary
        self._compressor = _compressor(self._dictionary)
        self._waiting: list[bytes] | None = None if self._dictionary else []
        self._lines: list[bytes] = []
        self._documents = 0
        self._packed: list[bytes] = []
        self._end = 0
        self._starts = array("q", [0])
        self._first = array("i")
        file.begin("stored/data", np.uint8)

    def begin(self, shared: object) -> None:
        """Begin an article: *shared* belongs to each document that is added from here on.

        It is written as JSON, and so is each document.
        """
        self._flush()
        self._lines = [_encode(shared)]

    def add(self, own: object) -> None:
        """Add the next document: *own* is what it does not share with its article."""
        self._add_line(_encode(own))

    def _add_line(self, line: bytes) -> None:
        if len(self._lines) > BLOCK_DOCUMENTS:
            shared = self._lines[0]
            self._flush()
            self._lines = [shared]
        self._lines.append(line)

    def copy(self, reader: StoredReader, kept: npt.NDArray[np.bool_]) -> None:
        """Add those documents of another segment that *kept* holds true for, in order.

        Blocks that stay whole are copied as they are where the dictionary is the same.
        """
        self._flush()
        same = bool(self._dictionary) and reader.dictionary == self._dictionary
        if same and kept.all():
            self._append_all(reader)
            return
        for block in range(reader.blocks):
            first, last = reader.documents_of(block)
            stay = kept[first:last]
            if same and stay.all():
                self._append(reader.packed(block), last - first)
            elif stay.any():
                shared, *lines = reader.lines(block)
                self._lines = [shared]
                for line, stays in zip(lines, stay.tolist(), strict=True):
                    if stays:
                        self._lines.append(line)
                self._flush()

    def _flush(self) -> None:
        if len(self._lines) > 1:
            self._write(b"\n".join(self._lines), len(self._lines) - 1)
        self._lines = []

    def _write(self, block: bytes, documents: int) -> None:
        if self._waiting is None:
            self._append(self._compressor.compress(block), documents)
            return
        self._first.append(self._documents)
        self._documents += documents
        self._waiting.append(block)
        if len(self._waiting) == TRAINING_BLOCKS:
            self._dictionary = _trained(self._waiting)
            self._compressor = _compressor(self._dictionary)
            self._write_waiting()

    def _write_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        for block in waiting or ():
            self._put(self._compressor.compress(block))

    def _append(self, packed: bytes, documents: int) -> None:
        self._first.append(self._documents)
        self._documents += documents
        self._put(packed)

    def _append_all(self, reader: StoredReader) -> None:
        self._put_down()
        self._first.frombytes((reader.first + np.int32(self._documents)).tobytes())
        self._starts.frombytes((reader.starts[1:].astype(np.int64) + self._end).tobytes())
        self._documents += reader.documents
        self._end = self._starts[-1]
        self._file.append(reader.data())

    def _put(self, packed: bytes) -> None:
        self._end += len(packed)
        self._starts.append(self._end)
        self._packed.append(packed)
        if len(self._packed) == _BLOCKS_AT_ONCE:
            self._put_down()

    def _put_down(self) -> None:
        self._file.append(np.frombuffer(b"".join(self._packed), np.uint8))
        self._packed = []

    def close(self) -> None:
        """Write the last block and the tables."""
        self._flush()
        self._write_waiting()
        self._put_down()
        self._file.end()
        starts = np.frombuffer(self._starts, np.int64)
        self._file.put("stored/blocks", starts, narrow(starts))
        self._file.put("stored/first", np.frombuffer(self._first, np.int32), np.int32)
        self._file.put("stored/dictionary", np.frombuffer(self._dictionary, np.uint8))


class StoredReader:
    """Reads stored documents by number. Not for use by two threads at once."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.documents: int = file.extra["documents"]
        self.starts = file.array("stored/blocks")
        self.first = file.array("stored/first")
        self._unpacked: OrderedDict[int, list[bytes]] = OrderedDict()
        self.dictionary = file.array("stored/dictionary").tobytes()
        self._decompressor = zstandard.ZstdDecompressor(dict_data=_loaded(self.dictionary))

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.first)

    def documents_of(self, block: int) -> tuple[int, int]:
        """Return the first document of a block, and the first after it."""
        last = block + 1 == len(self.first)
        return int(self.first[block]), self.documents if last else int(self.first[block + 1])

    def data(self) -> Array:
        """Return all blocks as they are in the file: block b is ``starts[b]:starts[b + 1]``."""
        return self._file.array("stored/data")

    def packed(self, block: int) -> bytes:
        """Return a block as it is in the file."""
        start, stop = int(self.starts[block]), int(self.starts[block + 1])
        return self._file.slice("stored/data", start, stop).tobytes()

    def lines(self, block: int) -> Sequence[bytes]:
        """Return the lines of a block: what its documents share, then one for each."""
        lines = self._unpacked.get(block)
        if lines is None:
            lines = self._decompressor.decompress(self.packed(block)).split(b"\n")
            self._unpacked[block] = lines
            if len(self._unpacked) > _KEPT_BLOCKS:
                self._unpacked.popitem(last=False)
        return lines

    def read(self, document: int) -> tuple[bytes, bytes]:
        """Return a document in JSON: what it shares with its article, and its own."""
        block = bisect_right(self.first.data, document) - 1
        lines = self.lines(block)
        return lines[0], lines[1 + document - int(self.first[block])]

    def get(self, document: int) -> dict[str, Any]:
        """Return the fields of a document, those that it shares with its article included."""
        shared, own = self.read(document)
        return {**_decode(shared), **_decode(own)}


def _trained(blocks: Sequence[bytes]) -> bytes:
    try:
        trained = zstandard.train_dictionary(
            DICTIONARY_BYTES, [*blocks], k=_SEGMENT_BYTES, d=_DMER_BYTES
        )
        return trained.as_bytes()
    except zstandard.ZstdError:
        # Nothing can be learnt from blocks that are nearly the same.
        return b""


def _loaded(dictionary: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(dictionary) if dictionary else None


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    # The file's blocks have checksums, and all frames have the one dictionary.
    return zstandard.ZstdCompressor(
        level=_LEVEL, dict_data=_loaded(dictionary), write_checksum=False, write_dict_id=False
    )
