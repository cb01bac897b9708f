"""Response cache of the API, and the lock under which responses are computed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import NamedTuple

from searchapp.common.lru_cache import LruCache
from searchapp.settings import Settings

RESPONSE_OVERHEAD_BYTES = 600
"""Memory of a cached response's key, headers and cache entry (measured with tracemalloc)."""


class CachedResponse(NamedTuple):
    """The body of an HTTP response, and its headers."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def nbytes(self) -> int:
        """Memory in bytes, headers and key included."""
        return len(self.body) + RESPONSE_OVERHEAD_BYTES


class ResponseCache:
    """Responses of one mount by key, bounded by the setting ``response_cache_bytes``.

    ``answer_lock`` is held while a response is computed by the embedded engine: threads
    that compute side by side wait for the interpreter lock in the middle of their work, and
    four of them finish two thirds of what one after the other would. A cluster computes
    outside this process and needs no lock.
    """

    def __init__(self, settings: Settings) -> None:
        self._responses: LruCache[str, CachedResponse] = LruCache(settings.response_cache_bytes)
        self.answer_lock: AbstractContextManager[object] = (
            Lock() if settings.engine == "embedded" else nullcontext()
        )

    @property
    def enabled(self) -> bool:
        """Whether responses are stored at all."""
        return self._responses.enabled

    def get(self, key: str) -> CachedResponse | None:
        """Return the response stored under *key*, or None."""
        return self._responses.get(key)

    def put(self, key: str, response: CachedResponse) -> None:
        """Store *response* under *key*, unless it is larger than the whole cache."""
        self._responses.put(key, response)
