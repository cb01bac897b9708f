"""State of an index: its live generation, its health, and reads of one generation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from searchapp.engine.protocol import Health, SearchEngine
from searchapp.models.search import IndexInfo

T = TypeVar("T")


class IndexState:
    """The state of one index, over an engine."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def info(self) -> IndexInfo:
        """Return the live generation and its size. Raises ``NoIndexError``."""
        return self._engine.info()

    def read_consistently(self, read: Callable[[], T]) -> tuple[T, IndexInfo]:
        """Return the result of *read*, and the one generation that it was read from.

        *read* is repeated if a reindex finishes while it runs. Raises ``NoIndexError``, and
        the errors of *read*.
        """
        before = self.info()
        while True:
            result = read()
            after = self.info()
            if after == before:
                return result, after
            before = after

    def close(self) -> None:
        """Close the files of the index; the next call opens them again."""
        self._engine.close()

    def health(self) -> Health:
        """Return the state of the engine; never raises."""
        return self._engine.health()
