"""Which engine the settings ask for."""

from __future__ import annotations

from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.store import EmbeddedStore
from searchapp.engine.protocol import IndexStore, SearchEngine
from searchapp.settings import Settings


def open_engine(settings: Settings) -> SearchEngine:
    """Return the engine that searches. There need not be an index yet."""
    return EmbeddedEngine(settings.index_dir)


def open_store(settings: Settings) -> IndexStore:
    """Return the place where the engine's index is written."""
    return EmbeddedStore(settings.index_dir)
