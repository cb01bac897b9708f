"""What was made lately, to be given again: bounded by bytes, safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

BESIDE_BYTES = 600
"""What key, headers and place of an answer take beside its body (measured by tracemalloc)."""


class CachedResponse(NamedTuple):
    """The bytes of an answer, and its headers."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def nbytes(self) -> int:
        """How many bytes of memory are counted for it."""
        return len(self.body) + BESIDE_BYTES


class LruCache:
    """Answers by key. Of more than *most_bytes* those go that were asked for longest ago."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._made: OrderedDict[str, CachedResponse] = OrderedDict()
        self._lock = Lock()

    @property
    def any(self) -> bool:
        """Whether something is kept at all."""
        return self._most_bytes > 0

    def get(self, key: str) -> CachedResponse | None:
        """Return what was made for *key*, or None."""
        with self._lock:
            made = self._made.get(key)
            if made is not None:
                self._made.move_to_end(key)
            return made

    def keep(self, key: str, made: CachedResponse) -> None:
        """Keep what was *made* for *key*, unless it is too large by itself."""
        if made.nbytes > self._most_bytes:
            return
        with self._lock:
            before = self._made.pop(key, None)
            self._bytes += made.nbytes - (before.nbytes if before else 0)
            self._made[key] = made
            while self._bytes > self._most_bytes:
                self._bytes -= self._made.popitem(last=False)[1].nbytes
