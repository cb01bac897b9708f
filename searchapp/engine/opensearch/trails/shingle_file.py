"""Fingerprints of the passages of a run, on disk, and the passages that share them.

They are partitioned by hash, so that memory holds one partition at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from searchapp.engine.errors import IndexWriteError
from searchapp.engine.opensearch.trails.passages import SHINGLE
from searchapp.text_reuse.fingerprints import MAX_TEXTS, MIN_SHARED

_PARTITION_BITS = 5
_BUFFER_BYTES = 1 << 20

Hashes = npt.NDArray[np.int64]


class SharedFingerprints(NamedTuple):
    """What passages have in common, by the hashes of their words.

    ``pairs``, [N, 2] and ascending, have enough fingerprints in common to be compared.
    ``repeated`` are passages that several paragraphs have.
    """

    pairs: Hashes
    repeated: Hashes


class ShingleFile:
    """``SHINGLE``s in temporary files in *folder*, which ``close`` deletes.

    The other methods raise ``IndexWriteError`` where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._folder = folder
        self._files: list[IO[bytes]] = []
        self._buffer = bytearray()

    def add(self, shingles: bytes) -> None:
        """Add the shingles of an article."""
        self._buffer += shingles
        if len(self._buffer) >= _BUFFER_BYTES:
            self._flush()

    def shared(self) -> SharedFingerprints:
        """Return which passages share fingerprints."""
        self._flush()
        pairs = [np.empty((0, 3), np.int64)]
        repeated = [np.empty(0, np.int64)]
        for partition in self._partitions():
            some, again = _shared(partition)
            pairs.append(some)
            repeated.append(again)
        return SharedFingerprints(
            _with_enough(np.concatenate(pairs)), np.unique(np.concatenate(repeated))
        )

    def _flush(self) -> None:
        shingles = np.frombuffer(bytes(self._buffer), SHINGLE)
        self._buffer.clear()
        partitions = shingles["hash"] >> np.uint32(32 - _PARTITION_BITS)
        with self._write_errors():
            if not self._files:
                self._files = [self._temporary() for _ in range(1 << _PARTITION_BITS)]
            for number, file in enumerate(self._files):
                file.write(shingles[partitions == number].tobytes())

    def _temporary(self) -> IO[bytes]:
        return self._stack.enter_context(tempfile.TemporaryFile(dir=self._folder))

    def _partitions(self) -> Iterator[npt.NDArray[np.void]]:
        for file in self._files:
            with self._write_errors():
                file.seek(0)
                content = file.read()
            yield np.frombuffer(content, SHINGLE)

    @contextmanager
    def _write_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexWriteError(
                f"The index folder {str(self._folder)!r} cannot be written:"
                f" {error.strerror or error}. The previous index is unchanged."
            ) from None

    def close(self) -> None:
        """Delete the files."""
        self._stack.close()


def _shared(shingles: npt.NDArray[np.void]) -> tuple[Hashes, Hashes]:
    """Return the pairs of passages that share a fingerprint, and those that occur again.

    The third number of a pair is the number of fingerprints of the passage with fewer of them.
    """
    order = np.lexsort((shingles["text"], shingles["hash"]))
    hashes, texts = shingles["hash"][order], shingles["text"][order]
    sizes = shingles["size"][order].astype(np.int64)
    is_again = np.zeros(len(order), np.bool_)
    is_again[1:] = (hashes[1:] == hashes[:-1]) & (texts[1:] == texts[:-1])
    repeated = np.unique(texts[is_again])
    hashes, texts, sizes = hashes[~is_again], texts[~is_again], sizes[~is_again]
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    kept = counts[inverse] <= MAX_TEXTS
    hashes, texts, sizes = hashes[kept], texts[kept], sizes[kept]
    pairs = [np.empty((0, 3), np.int64)]
    for distance in range(1, MAX_TEXTS):
        places = np.flatnonzero(hashes[distance:] == hashes[:-distance])
        others = places + distance
        least = np.minimum(sizes[places], sizes[others])
        pairs.append(np.stack([texts[places], texts[others], least], axis=1))
    return np.concatenate(pairs), repeated


def _with_enough(pairs: Hashes) -> Hashes:
    """Return the distinct *pairs* with at least ``MIN_SHARED`` of the lesser fingerprints."""
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    is_first = np.ones(len(pairs), np.bool_)
    is_first[1:] = (pairs[1:, :2] != pairs[:-1, :2]).any(axis=1)
    starts = np.flatnonzero(is_first)
    counts = np.diff(np.append(starts, len(pairs)))
    distinct = pairs[starts]
    return distinct[counts >= MIN_SHARED * distinct[:, 2], :2]
