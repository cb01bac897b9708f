"""Stored documents: what results show of each, in small compressed blocks.

    stored/data        the blocks, each a Zstandard frame (RFC 8878)
    stored/blocks      [B + 1] where each block starts in ``stored/data``
    stored/first       [B]     the first document of each block
    stored/dictionary  bytes   the dictionary that all blocks are compressed with, or empty

A block holds up to 8 paragraphs of one article, each a line of JSON, after a line with the
fields that they share:

    {"article":"a","title":"..."}\\n{"number":1,"text":"..."}\\n{"number":2,"text":"..."}

Blocks are short, so that a page of 20 hits reads little. The dictionary, which is trained on
the first blocks of the segment, makes up for what short blocks lose in compression.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import offset_type

BLOCK_DOCUMENTS = 8

_LEVEL = 3
_BLOCKS_PER_WRITE = 256
_CACHED_BLOCKS = 64

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class DictionaryTraining:
    """How a compression dictionary is trained.

    *segment_bytes* and *dmer_bytes* are parameters of the COVER algorithm (Liao, Petri,
    Moffat, Wirth: Effective construction of relative Lempel-Ziv dictionaries, WWW 2016).
    Training takes 32 ms with these values; it takes 125 ms if the library looks for better
    ones, which saves no space (549 bytes a block of Reuters news instead of 544).
    """

    blocks: int = 1_000
    """The number of blocks to train on; a segment with fewer has no dictionary. With 2,000, a
    block of Reuters news takes 542 bytes, with 1,000 544, with 500 550."""
    dictionary_bytes: int = 1 << 16
    segment_bytes: int = 200
    dmer_bytes: int = 6

    def train(self, blocks: Sequence[bytes]) -> bytes:
        """Return a dictionary for blocks such as these, or an empty one if none can be made."""
        try:
            trained = zstandard.train_dictionary(
                self.dictionary_bytes, [*blocks], k=self.segment_bytes, d=self.dmer_bytes
            )
            return trained.as_bytes()
        except zstandard.ZstdError:
            # The blocks are too much alike.
            return b""


class StoredWriter:
    """Writes stored documents into an array file, block by block.

    They are compressed with *dictionary*; if it is empty, one is trained as *training* says.
    """

    def __init__(
        self,
        file: ArrayFileWriter,
        dictionary: bytes = b"",
        training: DictionaryTraining | None = None,
    ) -> None:
        self._file = file
        self._training = training or DictionaryTraining()
        self._dictionary = dictionary
        self._compressor = _compressor(self._dictionary)
        # The blocks to train on, until there are enough; None once there is a dictionary.
        self._untrained: list[bytes] | None = None if self._dictionary else []
        self._lines: list[bytes] = []
        self._documents = 0
        # Compressed blocks that are still to be written.
        self._compressed: list[bytes] = []
        self._end = 0
        self._starts = array("q", [0])
        self._first = array("i")
        file.begin("stored/data", np.uint8)

    def begin(self, shared: object) -> None:
        """Begin an article; *shared* are the fields of every document that follows.

        They are written as JSON, and so are those of each document.
        """
        self._end_block()
        self._lines = [_encode(shared)]

    def add(self, own: object) -> None:
        """Add the next document; *own* are the fields that it does not share."""
        if len(self._lines) > BLOCK_DOCUMENTS:
            shared = self._lines[0]
            self._end_block()
            self._lines = [shared]
        self._lines.append(_encode(own))

    def copy(self, reader: StoredReader, live: npt.NDArray[np.bool_]) -> None:
        """Add those documents of another segment for which *live* is true, in order.

        A block without deleted documents is copied as it is if its dictionary is the same.
        """
        self._end_block()
        same = bool(self._dictionary) and reader.dictionary == self._dictionary
        if same and live.all():
            self._copy_all(reader)
            return
        for block in range(reader.blocks):
            first, last = reader.documents_of(block)
            live_lines = live[first:last]
            if same and live_lines.all():
                self._record_block(last - first)
                self._put(reader.compressed(block))
            elif live_lines.any():
                shared, *lines = reader.lines(block)
                self._lines = [shared]
                pairs = zip(lines, live_lines.tolist(), strict=True)
                self._lines += [line for line, is_live in pairs if is_live]
                self._end_block()

    def _copy_all(self, reader: StoredReader) -> None:
        self._flush()
        self._first.frombytes((reader.first + np.int32(self._documents)).tobytes())
        self._starts.frombytes((reader.starts[1:].astype(np.int64) + self._end).tobytes())
        self._documents += reader.documents
        self._end = self._starts[-1]
        self._file.append(reader.data())

    def _end_block(self) -> None:
        if len(self._lines) > 1:
            self._record_block(len(self._lines) - 1)
            self._compress(b"\n".join(self._lines))
        self._lines = []

    def _record_block(self, documents: int) -> None:
        self._first.append(self._documents)
        self._documents += documents

    def _compress(self, block: bytes) -> None:
        if self._untrained is None:
            self._put(self._compressor.compress(block))
            return
        self._untrained.append(block)
        if len(self._untrained) == self._training.blocks:
            self._dictionary = self._training.train(self._untrained)
            self._compressor = _compressor(self._dictionary)
            self._compress_untrained()

    def _compress_untrained(self) -> None:
        blocks, self._untrained = self._untrained, None
        for block in blocks or ():
            self._put(self._compressor.compress(block))

    def _put(self, compressed: bytes) -> None:
        self._end += len(compressed)
        self._starts.append(self._end)
        self._compressed.append(compressed)
        if len(self._compressed) == _BLOCKS_PER_WRITE:
            self._flush()

    def _flush(self) -> None:
        self._file.append(np.frombuffer(b"".join(self._compressed), np.uint8))
        self._compressed = []

    def close(self) -> None:
        """Write the last block and the tables."""
        self._end_block()
        self._compress_untrained()
        self._flush()
        self._file.end()
        starts = np.frombuffer(self._starts, np.int64)
        self._file.put("stored/blocks", starts, offset_type(starts))
        self._file.put("stored/first", np.frombuffer(self._first, np.int32), np.int32)
        self._file.put("stored/dictionary", np.frombuffer(self._dictionary, np.uint8))


class StoredReader:
    """Reads stored documents by number. Not safe between threads."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.documents: int = file.extra["documents"]
        self.starts = file.array("stored/blocks")
        self.first = file.array("stored/first")
        self.dictionary = file.array("stored/dictionary").tobytes()
        starts = self.starts
        decompressor = zstandard.ZstdDecompressor(dict_data=_loaded(self.dictionary))

        def lines(block: int) -> Sequence[bytes]:
            compressed = file.slice("stored/data", int(starts[block]), int(starts[block + 1]))
            return decompressor.decompress(compressed.tobytes()).split(b"\n")

        self._lines = lru_cache(_CACHED_BLOCKS)(lines)

    @property
    def blocks(self) -> int:
        """The number of blocks."""
        return len(self.first)

    def documents_of(self, block: int) -> tuple[int, int]:
        """Return the first document of a block, and the first after it."""
        last = block + 1 == len(self.first)
        return int(self.first[block]), self.documents if last else int(self.first[block + 1])

    def data(self) -> Array:
        """Return all blocks as they are in the file: block b is ``starts[b]:starts[b + 1]``."""
        return self._file.array("stored/data")

    def compressed(self, block: int) -> bytes:
        """Return a block as it is in the file."""
        start, stop = int(self.starts[block]), int(self.starts[block + 1])
        return self._file.slice("stored/data", start, stop).tobytes()

    def lines(self, block: int) -> Sequence[bytes]:
        """Return the lines of a block: the shared fields, then one for each document."""
        return self._lines(block)

    def read(self, document: int) -> tuple[bytes, bytes]:
        """Return a document as JSON: the fields it shares with its article, and its own."""
        block = bisect_right(self.first.data, document) - 1
        lines = self.lines(block)
        return lines[0], lines[1 + document - int(self.first[block])]

    def get(self, document: int) -> dict[str, Any]:
        """Return the fields of a document, shared ones included."""
        shared, own = self.read(document)
        return {**_decode(shared), **_decode(own)}


def _loaded(dictionary: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(dictionary) if dictionary else None


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    # The array file has checksums of its own, and there is only one dictionary.
    return zstandard.ZstdCompressor(
        level=_LEVEL, dict_data=_loaded(dictionary), write_checksum=False, write_dict_id=False
    )
