"""Search service: a query is parsed once, then one engine evaluates it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import lru_cache, partial

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import (
    read_request,
)
from searchapp.common.archive_id import read_archive_id
from searchapp.common.messages import Message
from searchapp.editorial import SynonymsFile
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.errors import GoneError
from searchapp.engine.factory import open_engine
from searchapp.engine.protocol import Scan
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.search import (
    FacetName,
    FacetPage,
    FacetRequest,
    Hit,
    SearchRequest,
    SearchResults,
    Suggestion,
)
from searchapp.query.ast import leaves
from searchapp.query.describe import describe_query
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.limits import Limits, check, half_remaining, limited
from searchapp.query.parser import ParsedQuery, parse
from searchapp.search.archive_reader import ArchiveReader
from searchapp.search.suggestions import PinnedIndex, did_you_mean, relaxed_queries
from searchapp.settings import Settings

_CACHED_QUERIES = 256

SUGGESTIONS = 10
"""Default number of completions."""

_parse_cached = lru_cache(maxsize=_CACHED_QUERIES)(parse)


class SearchService(ArchiveReader):
    """Search of one index for pages, API and commands; one for each application or mount.

    All methods that take a query raise ``QueryError`` for a query without words,
    ``QueryTooExpensiveError`` for one beyond the limits of the settings, and
    ``NoIndexError``.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(open_engine(settings))
        self.settings = settings
        self._synonyms = SynonymsFile(settings.corpus_dir)
        self._limits = Limits(
            clauses=settings.max_query_clauses,
            nesting=settings.max_query_nesting,
            expansion=settings.max_expansion,
            fuzzy_distance=settings.max_fuzzy_distance,
            milliseconds=settings.max_query_milliseconds,
        )

    @property
    def archive_id(self) -> str:
        """The identity of the archive, or an empty text before the first ``reindex``."""
        return self.settings.archive_id or read_archive_id(self.settings.index_dir)

    def limited(self) -> AbstractContextManager[None]:
        """Return a context in which all searches together have the time limit of one."""
        return limited(self._limits)

    def limits(self, milliseconds: int) -> Limits:
        """Return the limits of queries with another limit of processor time."""
        return replace(self._limits, milliseconds=milliseconds)

    def _parse(self, request: SearchRequest, today: datetime.date | None = None) -> ParsedQuery:
        """Parse a request's query, with dates relative to *today* (default: the current date).

        Cached, since one request needs it for hits, timeline, ``ETag`` and highlighting.
        """
        today = today or datetime.date.today()
        return _parse_cached(request.q, today, self._synonyms.current(), request.no_synonyms)

    def _parse_and_check(
        self, request: SearchRequest, today: datetime.date | None = None
    ) -> ParsedQuery:
        query = self._parse(request, today)
        check(query, self._limits)
        return replace(query, relaxable=self.settings.relaxation, tie_order=self.settings.tie_order)

    def request(self, pairs: Iterable[tuple[str, str]]) -> SearchRequest:
        """Return the request that *pairs* of parameter name and value make.

        Raises ``ParameterError``.
        """
        return read_request(pairs, max_query_characters=self.settings.max_query_characters)

    def search(
        self,
        request: SearchRequest,
        version: str | None = None,
        today: datetime.date | None = None,
    ) -> SearchResults:
        """Return one page of results, from the live generation or that of *version*.

        Dates such as "last month" are relative to *today*. Raises also ``ParameterError``
        for a page beyond ``max_page``, and ``GoneError`` where the generation *version* was
        deleted.
        """
        self._check_page(request)
        today = today or datetime.date.today()
        query = self._parse_and_check(request, today)
        with self.limited():
            results = self._engine.search(request, query, version)
            return self._with_suggestions(results, query, today)

    def search_with_timeline(self, request: SearchRequest) -> tuple[SearchResults, Timeline | None]:
        """Return one page of results and their timeline, from one evaluation of the query.

        There is no timeline where there are no hits. Raises as ``search`` does.
        """
        self._check_page(request)
        today = datetime.date.today()
        query = self._parse_and_check(request, today)
        with self.limited():
            results, timeline = self._engine.search_with_timeline(request, query)
            return self._with_suggestions(results, query, today), timeline

    def _check_page(self, request: SearchRequest) -> None:
        max_page = self.settings.max_page
        if request.page > max_page:
            allowed = Message("a whole number from %(low)s to %(high)s", low=1, high=max_page)
            raise ParameterError("page", str(request.page), allowed)

    def _with_suggestions(
        self, results: SearchResults, query: ParsedQuery, today: datetime.date
    ) -> SearchResults:
        """Return *results* with their description and what to search for instead."""
        request = results.request
        description = describe_query(request, query, results.facets)
        results = replace(results, description=description)
        index = PinnedIndex(self._engine, results.index.version, partial(self._parse, today=today))
        # A generation may be deleted while its search is answered. Suggestions that take too
        # long are left out.
        with half_remaining(), suppress(GoneError, QueryTooExpensiveError):
            return replace(
                results,
                did_you_mean=did_you_mean(index, request, query, results),
                without=() if results.total else relaxed_queries(index, description),
            )
        return results

    def cache_key(self, q: str) -> str:
        """Return a key of the parsed *q*, in which "last month" is its calendar days.

        Raises ``QueryError``.
        """
        return self._parse(SearchRequest(q)).key

    def has_phrase(self, q: str) -> bool:
        """Whether *q* contains a quoted phrase. Raises ``QueryError``."""
        clauses = self._parse(SearchRequest(q)).clauses
        return any(leaf.kind == "phrase" for clause in clauses for leaf, _ in leaves(clause.node))

    def scan(self, request: SearchRequest) -> Scan:
        """Return all matching paragraphs in the order of *request*, whatever its page.

        Raises ``QueryTooExpensiveError`` also for more than ``max_export_paragraphs``.
        """
        query = self._parse_and_check(request)
        with self.limited():
            scan = self._engine.scan(request, query)
        most = self.settings.max_export_paragraphs
        if scan.total > most:
            raise QueryTooExpensiveError(
                Message(
                    "The search finds %(total)s paragraphs, but an export has at most %(most)s."
                    " Narrow the search, for example by year.",
                    total=scan.total,
                    most=most,
                )
            )
        return scan

    def top_hits(self, request: SearchRequest) -> tuple[Hit, ...]:
        """Return a page of hits alone, without suggestions and descriptions."""
        query = self._parse_and_check(request)
        with self.limited():
            return self._engine.search(request, query).hits

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*: speakers, headlines, then terms."""
        return self._engine.suggest(typed, limit)

    def highlight_spec(self, q: str) -> HighlightSpec:
        """Return the words and phrases of *q* to highlight in texts and headlines."""
        query = self._parse_and_check(SearchRequest(q))
        with self.limited():
            return self._engine.highlight_spec(query)

    def timeline(self, request: SearchRequest) -> Timeline:
        """Return the matching paragraphs by date, under all filters of *request*.

        Each bucket's ``out_of`` counts all paragraphs of the speakers and sources that the
        request filters by, or of the archive where it filters by none.
        """
        query = self._parse_and_check(request)
        with self.limited():
            return self._engine.timeline(request, query)

    def facet(
        self, request: SearchRequest, name: FacetName, facet_request: FacetRequest
    ) -> FacetPage:
        """Return one page of the values of facet *name* under *request*."""
        query = self._parse_and_check(request)
        with self.limited():
            return self._engine.facet(request, query, name, facet_request)

    def compare(self, request: SearchRequest) -> Comparison:
        """Return a comparison of the speakers of *request* under its query."""
        query = self._parse_and_check(request)
        with self.limited():
            return self._engine.compare(request, query)
