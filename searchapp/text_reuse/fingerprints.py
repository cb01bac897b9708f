"""Fingerprints of passages: hashes of a few of their word trigrams, chosen by winnowing.

Of each window of ``WINDOW`` trigrams, the one with the smallest hash is chosen, so that passages
that share ``WINDOW + 2`` words in a row share a fingerprint. Of short passages all trigrams are
chosen: an altered word leaves few of them. Trigrams of function words come last, and are left
out where a passage has others.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from searchapp.query.analysis import STOP_WORDS

WINDOW = 6
MAX_SHORT_WORDS = 14
"""Passages of at most this many words have all their trigrams as fingerprints."""

MAX_TEXTS = 32
"""Fingerprints of more texts than this are those of set phrases, and are not compared."""

MIN_SHARED = 0.3
"""The share of the fingerprints of one of two texts that the other must have to be compared."""

_GRAM = 3
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LAST = np.uint64(1 << 32)
"""Added to the hashes of trigrams of function words, in the order of choice."""

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints and the passages that they are of, ascending by hash, then by passage."""

    hashes: Hashes
    rows: Rows

    @classmethod
    def of(cls, passages: Sequence[Sequence[str]]) -> Fingerprints:
        """Return the fingerprints of passages, given as folded words."""
        sizes = np.array([len(words) for words in passages], np.int64)
        words = [_hash_of(word) for passage in passages for word in passage]
        values = np.array(words, np.uint64)
        if len(values) < _GRAM:
            return cls(np.empty(0, np.uint32), np.empty(0, np.int64))
        grams, order = _grams(values)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        within = rows[: len(grams)] == rows[_GRAM - 1 :]
        rows = rows[: len(grams)]
        chosen = _winnowed(order, rows, within) | ((sizes <= MAX_SHORT_WORDS)[rows] & within)
        rare = chosen & (order < _LAST)
        has_rare = np.zeros(len(sizes), np.bool_)
        has_rare[rows[rare]] = True
        chosen = rare | (chosen & ~has_rare[rows])
        pairs = np.unique((grams[chosen] << np.uint64(32)) | rows[chosen].astype(np.uint64))
        return cls(
            (pairs >> np.uint64(32)).astype(np.uint32),
            (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Fingerprints]) -> Fingerprints:
        """Return the fingerprints of several parts together."""
        hashes = np.concatenate([np.empty(0, np.uint32), *(part.hashes for part in parts)])
        rows = np.concatenate([np.empty(0, np.int64), *(part.rows for part in parts)])
        order = np.lexsort((rows, hashes))
        return cls(hashes[order], rows[order])

    def of_rows(self, chosen: npt.NDArray[np.bool_]) -> Fingerprints:
        """Return the fingerprints of the passages that *chosen* is true for."""
        return self._select(chosen[self.rows])

    def of_range(self, first: int, last: int) -> Fingerprints:
        """Return the fingerprints of the passages from *first* to *last*."""
        return self._select((self.rows >= first) & (self.rows <= last))

    def _select(self, chosen: _Mask) -> Fingerprints:
        return Fingerprints(self.hashes[chosen], self.rows[chosen])


@lru_cache(maxsize=100_000)
def _hash_of(word: str) -> int:
    """Return a hash of a word whose last bit tells function words."""
    return zlib.crc32(word.encode()) << 1 | (word in STOP_WORDS)


def _grams(words: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the hashes of 32 bits of all trigrams, and what they are ordered by."""
    count = len(words) - _GRAM + 1
    mixed = np.zeros(count, np.uint64)
    stops = np.zeros(count, np.uint64)
    for place in range(_GRAM):
        part = words[place : place + count]
        mixed = _mix(mixed * _MULTIPLIER + part)
        stops += part & np.uint64(1)
    grams = mixed >> np.uint64(32)
    return grams, grams + (stops >= _GRAM - 1) * _LAST


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return a bijection of *values* that spreads their bits (the finalizer of MurmurHash3)."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _winnowed(order: npt.NDArray[np.uint64], rows: Rows, within: _Mask) -> _Mask:
    """Return which trigrams are the smallest of a window that lies within one passage."""
    chosen = np.zeros(len(order), np.bool_)
    if len(order) >= WINDOW:
        windows = sliding_window_view(order, WINDOW)
        count = len(windows)
        inside = (rows[:count] == rows[WINDOW - 1 :]) & within[WINDOW - 1 :]
        smallest = windows.argmin(axis=1) + np.arange(count)
        chosen[smallest[inside]] = True
    return chosen
