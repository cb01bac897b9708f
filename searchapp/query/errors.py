"""Errors of queries; each message says what is wrong and what to write instead."""

from __future__ import annotations

from searchapp.models.search import Notice


class QueryError(ValueError):
    """A query in which there is nothing to search for."""

    def __init__(self, message: str, notices: tuple[Notice, ...] = ()) -> None:
        self.notices = notices
        super().__init__(message)


class QueryTooExpensiveError(QueryError):
    """A query that exceeds a limit."""
