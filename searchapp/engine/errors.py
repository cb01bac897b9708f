"""Errors that the engines raise."""

from __future__ import annotations

from typing import Self

from searchapp.common.messages import N_, Message

REINDEX_ADVICE = N_("Run: flask --app searchapp reindex")
REBUILD_ADVICE = "Run: flask --app searchapp reindex --full"


class EngineError(Exception):
    """Base class of engine errors; the message says what failed, why, and what to do next."""


class NoIndexError(EngineError):
    """The index is missing, or cannot be searched by this version."""

    @classmethod
    def missing(cls) -> Self:
        """Return the error for an archive without an index."""
        return cls(Message("There is no index yet. %(advice)s", advice=Message(REINDEX_ADVICE)))

    @classmethod
    def of_format(cls, actual: str, expected: str) -> Self:
        """Return the error for an index that has another format than this version reads."""
        return cls(
            f"The index has format {actual!r}, but this version of the program reads format"
            f" {expected!r}. {REINDEX_ADVICE}"
        )


class UnavailableError(EngineError):
    """The cluster does not answer; a later request may succeed."""


class GoneError(EngineError):
    """The requested generation of the index has been deleted."""


class LockedError(EngineError):
    """Another process is writing the index."""


class IndexWriteError(EngineError):
    """The new generation could not be written; the live one is unchanged."""

    @classmethod
    def miscounted(cls, counted: int, expected: int) -> Self:
        """Return the error for a new generation with the wrong number of paragraphs."""
        return cls(
            f"The new index has {counted:,} paragraphs; expected {expected:,}. It was"
            f" discarded, and the previous index is unchanged. {REBUILD_ADVICE}"
        )
