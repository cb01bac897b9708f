"""The searcher manager: opens the live generation, and the next one once it becomes live."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from searchapp.engine.errors import GoneError, NoIndexError
from searchapp.engine.opensearch.circuit_breaker import CircuitBreaker
from searchapp.engine.opensearch.cluster_errors import read_errors
from searchapp.engine.opensearch.connection import ClusterAddress, check_version
from searchapp.engine.opensearch.day_counts import read_archive_days
from searchapp.engine.opensearch.generations import (
    Generation,
    Generations,
    described,
    index_format,
)
from searchapp.engine.opensearch.index_reader import IndexReader
from searchapp.engine.opensearch.joined_speakers import read_joined_speakers
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.trails.table import TrailTable, read_trail_table

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

T = TypeVar("T")

REFRESH_SECONDS = 1.0
"""How long a generation counts as the live one before the alias is looked up again."""


class SearcherManager:
    """Opens searchers of the generations in the cluster at *address*.

    Its methods may be called from several threads.
    """

    def __init__(self, client: OpenSearch, address: ClusterAddress) -> None:
        self._client = client
        self._generations = Generations(client, address.prefix)
        self._reader = IndexReader(client, timeout_seconds=address.timeout_seconds)
        self._breaker = CircuitBreaker()
        self._lock = Lock()
        self._version_checked = False
        self._current: ClusterSearcher | None = None
        self._earlier: ClusterSearcher | None = None
        self._refreshed_at = -math.inf

    def run(self, operation: Callable[[ClusterSearcher], T], version: str | None = None) -> T:
        """Return the result of *operation* on the live generation, or that of *version*.

        An operation on the live generation is run again where an index of it is missing: an
        old generation is deleted some time after it was replaced. Raises ``NoIndexError``,
        ``UnavailableError`` where the cluster does not answer, ``QueryError`` where it refuses
        the query, and ``GoneError`` where the generation of *version* is not retained.
        """
        from opensearchpy.exceptions import NotFoundError

        with read_errors("answer"), self._breaker.request():
            if version is not None:
                try:
                    return operation(self._for_version(version))
                except NotFoundError:
                    # It was deleted since it was opened.
                    self._earlier = None
                    return operation(self._for_version(version))
            searcher = self.current()
            try:
                return operation(searcher)
            except NotFoundError:
                return operation(self.refresh())

    def current(self) -> ClusterSearcher:
        """Return the searcher of the live generation, looked up every ``REFRESH_SECONDS``.

        Raises ``NoIndexError``, ``EngineError`` for a cluster of a version that is not read,
        and the errors of the client.
        """
        with self._lock:
            if not self._version_checked:
                check_version(self._client)
                self._version_checked = True
            if self._current is None or time.monotonic() >= self._refreshed_at + REFRESH_SECONDS:
                live = self._generations.live()
                if self._current is None or self._current.number != live.number:
                    self._current = self._open(live)
                self._refreshed_at = time.monotonic()
            return self._current

    def refresh(self) -> ClusterSearcher:
        """Look up the live generation now, and return its searcher. Raises as ``current``."""
        self._refreshed_at = -math.inf
        return self.current()

    def _for_version(self, version: str) -> ClusterSearcher:
        current = self.current()
        if version == current.info.version:
            return current
        earlier = self._earlier
        if earlier is not None and earlier.info.version == version:
            return earlier
        generation = described(self._generations.all(), version)
        if generation is not None:
            self._earlier = self._open(generation)
            return self._earlier
        raise GoneError(
            f"Version {version[:20]} of the index has been deleted; the current one is"
            f" {current.info.version}. Start again with the first page."
        )

    def _open(self, generation: Generation) -> ClusterSearcher:
        if not generation.is_readable:
            raise NoIndexError.of_format(generation.schema, index_format())
        indices = self._generations.names.of(generation)
        joined = read_joined_speakers(self._client, indices.names)
        trails = TrailTable()
        if generation.has_trails:
            trails = read_trail_table(self._client, indices.trails)
        days = read_archive_days(self._client, indices.names)
        return ClusterSearcher(self._reader, generation, indices, joined, trails, days)

    def close(self) -> None:
        """Drop the searcher with what it has cached; the next call opens it again."""
        with self._lock:
            self._current = self._earlier = None
            self._version_checked = False
