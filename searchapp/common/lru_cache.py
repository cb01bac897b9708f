"""LRU cache bounded by bytes.

A cache that is bounded by a number of entries is ``functools.lru_cache``.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import attrgetter
from threading import Lock
from typing import Generic, Protocol, TypeVar

import cachetools


class HasBytes(Protocol):
    """A value that knows how many bytes of memory it takes, as numpy's arrays do."""

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=HasBytes)


class LruCache(Generic[K, V]):
    """A mapping of at most *max_bytes*, which evicts the least recently used values.

    Safe between threads. With *max_bytes* of 0 it stays empty.
    """

    def __init__(self, max_bytes: int) -> None:
        self._values: cachetools.LRUCache[K, V] = cachetools.LRUCache(
            max_bytes, attrgetter("nbytes")
        )
        self._lock = Lock()

    @property
    def enabled(self) -> bool:
        """Whether it can hold any value."""
        return self._values.maxsize > 0

    def get(self, key: K) -> V | None:
        """Return the value of *key*, or None."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Set the value of *key*, unless it is larger than the whole cache."""
        with self._lock:
            try:
                self._values[key] = value
            except ValueError:
                # cachetools refuses what is too large, and leaves the earlier value.
                self._values.pop(key, None)
