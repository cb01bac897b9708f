"""Request parser: parameters and queries as the settings of one archive understand them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import read_request
from searchapp.common.messages import Message
from searchapp.editorial import SynonymsFile
from searchapp.models.search import SearchRequest
from searchapp.query.ast import leaves
from searchapp.query.limits import Limits, check, limited
from searchapp.query.parsed_query import ParsedQuery, parse
from searchapp.settings import Settings

_CACHED_QUERIES = 256

_parse_cached = lru_cache(maxsize=_CACHED_QUERIES)(parse)


class RequestParser:
    """Parses requests and their queries, with the synonyms and limits of an archive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._synonyms = SynonymsFile(settings.corpus_dir)
        self.limits = Limits(
            clauses=settings.max_query_clauses,
            nesting=settings.max_query_nesting,
            expansion=settings.max_expansion,
            fuzzy_distance=settings.max_fuzzy_distance,
            milliseconds=settings.max_query_milliseconds,
        )
        """What a query may cost."""

    def request(self, pairs: Iterable[tuple[str, str]]) -> SearchRequest:
        """Return the request that *pairs* of parameter name and value make.

        Raises ``ParameterError``.
        """
        return read_request(pairs, max_query_characters=self._settings.max_query_characters)

    def check_page(self, request: SearchRequest) -> None:
        """Raise ``ParameterError`` for a page beyond ``max_page``."""
        max_page = self._settings.max_page
        if request.page > max_page:
            allowed = Message("a whole number from %(low)s to %(high)s", low=1, high=max_page)
            raise ParameterError("page", str(request.page), allowed)

    def parse(self, request: SearchRequest, today: datetime.date | None = None) -> ParsedQuery:
        """Parse a request's query, with dates relative to *today* (default: the current date).

        Cached, since one request needs it for hits, timeline, ``ETag`` and highlighting.
        Raises ``QueryError``.
        """
        today = today or datetime.date.today()
        return _parse_cached(request.q, today, self._synonyms.current(), request.no_synonyms)

    def parse_and_check(
        self, request: SearchRequest, today: datetime.date | None = None
    ) -> ParsedQuery:
        """Parse a request's query for an engine, with the settings for relaxation and tie order.

        Raises ``QueryError`` for a query without words, and ``QueryTooExpensiveError`` for
        one beyond the limits.
        """
        query = self.parse(request, today)
        check(query, self.limits)
        return replace(
            query, relaxable=self._settings.relaxation, tie_order=self._settings.tie_order
        )

    def limited(self) -> AbstractContextManager[None]:
        """Return a context in which all searches together have the time limit of one."""
        return limited(self.limits)

    def cache_key(self, q: str) -> str:
        """Return a key of the parsed *q*, in which "last month" is its calendar days.

        Raises ``QueryError``.
        """
        return self.parse(SearchRequest(q)).key

    def has_phrase(self, q: str) -> bool:
        """Whether *q* contains a quoted phrase. Raises ``QueryError``."""
        clauses = self.parse(SearchRequest(q)).clauses
        return any(leaf.kind == "phrase" for clause in clauses for leaf, _ in leaves(clause.node))
