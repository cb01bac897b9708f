"""The searcher manager: opens the live generation, and the next one once it becomes live."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from searchapp.engine.errors import GoneError, NoIndexError
from searchapp.engine.opensearch.connection import read_errors
from searchapp.engine.opensearch.generations import (
    REINDEX_ADVICE,
    Generation,
    Generations,
    index_format,
)
from searchapp.engine.opensearch.search.searcher import ClusterSearcher

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

T = TypeVar("T")

REFRESH_SECONDS = 1.0
"""How long a generation counts as the live one before the alias is looked up again."""


class SearcherManager:
    """Opens searchers of the generations whose names begin with *prefix*.

    Its methods may be called from several threads.
    """

    def __init__(self, client: OpenSearch, prefix: str) -> None:
        self._generations = Generations(client, prefix, shards=1, replicas=0)
        self._lock = Lock()
        self._current: ClusterSearcher | None = None
        self._refreshed_at = -math.inf

    def run(self, operation: Callable[[ClusterSearcher], T], version: str | None = None) -> T:
        """Return the result of *operation* on the live generation, or that of *version*.

        An operation on the live generation is run again where an index of it is missing: an
        old generation is deleted some time after it was replaced. Raises ``NoIndexError``,
        ``UnavailableError`` where the cluster does not answer, and ``GoneError`` where the
        generation of *version* is not retained.
        """
        from opensearchpy.exceptions import NotFoundError

        with read_errors("answer"):
            if version is not None:
                return operation(self._for_version(version))
            searcher = self.current()
            try:
                return operation(searcher)
            except NotFoundError:
                return operation(self.refresh())

    def current(self) -> ClusterSearcher:
        """Return the searcher of the live generation, looked up every ``REFRESH_SECONDS``.

        Raises ``NoIndexError``, and the errors of the client.
        """
        with self._lock:
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
        for generation in self._generations.all():
            if str(generation.number) == version and generation.finished:
                return self._open(generation)
        raise GoneError(
            f"Generation {version[:20]} of the index is not kept any longer; the live one"
            f" is {current.info.version}. Begin again with the first page."
        )

    def _open(self, generation: Generation) -> ClusterSearcher:
        if generation.schema != index_format():
            raise NoIndexError(
                f"The indices have format {generation.schema!r}; this version of the program reads"
                f" {index_format()!r}. {REINDEX_ADVICE}"
            )
        return ClusterSearcher(self._generations, generation)

    def close(self) -> None:
        """Drop the searcher with what it has cached; the next call opens it again."""
        with self._lock:
            self._current = None
