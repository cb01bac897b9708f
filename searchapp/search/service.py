"""Search service: a query is parsed once, then one engine evaluates it."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import replace
from functools import partial

from searchapp.common.archive_id import read_archive_id
from searchapp.common.messages import Message
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.errors import GoneError
from searchapp.engine.factory import open_engine
from searchapp.engine.protocol import Scan
from searchapp.models.analytics import Timeline
from searchapp.models.articles import QUOTATIONS
from searchapp.models.search import Hit, SearchRequest, SearchResults, Suggestion
from searchapp.query.describe import describe_query
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.limits import half_remaining
from searchapp.query.parsed_query import ParsedQuery
from searchapp.search.analytics import AnalyticsReader
from searchapp.search.archive_reader import ArchiveReader
from searchapp.search.request_parser import RequestParser
from searchapp.search.short_names import FullNames, speaker_called
from searchapp.search.suggestions import PinnedIndex, did_you_mean, relaxed_queries
from searchapp.settings import Settings

SUGGESTIONS = 10
"""Default number of completions."""


class SearchService(ArchiveReader):
    """Search of one index for pages, API and commands; one for each application or mount.

    All methods that take a query raise ``QueryError`` for a query without words,
    ``QueryTooExpensiveError`` for one beyond the limits of the settings, and
    ``NoIndexError``.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(open_engine(settings))
        self.settings = settings
        self.parser = RequestParser(settings)
        self.analytics = AnalyticsReader(self._engine, self.parser)
        self._full_names = FullNames(self._engine, self.parser)

    @property
    def archive_id(self) -> str:
        """The identity of the archive, or an empty text before the first ``reindex``."""
        return self.settings.archive_id or read_archive_id(self.settings.index_dir)

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
        self.parser.check_page(request)
        today = today or datetime.date.today()
        query = self.parser.parse_and_check(request, today)
        with self.parser.limited():
            results = self._full_names.answer(
                request,
                lambda request: self._engine.search(request, query, version),
                lambda results: not results.total,
            )
            return self._with_suggestions(results, query, today)

    def search_with_timeline(self, request: SearchRequest) -> tuple[SearchResults, Timeline | None]:
        """Return one page of results and their timeline, from one evaluation of the query.

        There is no timeline where there are no hits. Raises as ``search`` does.
        """
        self.parser.check_page(request)
        today = datetime.date.today()
        query = self.parser.parse_and_check(request, today)
        with self.parser.limited():
            results, timeline = self._full_names.answer(
                request,
                lambda request: self._engine.search_with_timeline(request, query),
                lambda answer: not answer[0].total,
            )
            return self._with_suggestions(results, query, today), timeline

    def _with_suggestions(
        self, results: SearchResults, query: ParsedQuery, today: datetime.date
    ) -> SearchResults:
        """Return *results* with their description and what to search for instead."""
        request = results.request
        description = describe_query(request, query, results.facets)
        index = PinnedIndex(
            self._engine, results.index.version, partial(self.parser.parse, today=today)
        )
        # A generation may be deleted while its search is answered. Suggestions that take too
        # long are left out.
        with half_remaining(), suppress(GoneError, QueryTooExpensiveError):
            return replace(
                results,
                description=description,
                did_you_mean=did_you_mean(index, request, query, results),
                without=() if results.total else relaxed_queries(index, description),
            )
        return replace(results, description=description)

    def scan(self, request: SearchRequest) -> Scan:
        """Return all matching paragraphs in the order of *request*, whatever its page.

        Raises ``QueryTooExpensiveError`` also for more than ``max_export_paragraphs``.
        """
        query = self.parser.parse_and_check(request)
        with self.parser.limited():
            scan = self._full_names.answer(
                request,
                lambda request: self._engine.scan(request, query),
                lambda scan: not scan.total,
            )
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

    def speaker_called(self, name: str) -> str | None:
        """Return the id of the one speaker whom articles call *name*, or None.

        See ``short_names.py``. Raises ``NoIndexError``.
        """
        with suppress(QueryTooExpensiveError):
            return speaker_called(self._engine, self.parser, name)
        return None

    def scan_speech(self) -> Scan:
        """Return all paragraphs that report speech. Raises ``NoIndexError``."""
        request = SearchRequest(quotations=QUOTATIONS, sort="oldest")
        query = self.parser.parse_and_check(request)
        return self._engine.scan(request, query)

    def top_hits(self, request: SearchRequest) -> tuple[Hit, ...]:
        """Return a page of hits alone, without suggestions and descriptions."""
        query = self.parser.parse_and_check(request)
        with self.parser.limited():
            return self._engine.search(request, query).hits

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*: speakers, headlines, then terms."""
        return self._engine.suggest(typed, limit)

    def highlight_spec(self, request: SearchRequest) -> HighlightSpec:
        """Return what the query of *request* highlights in texts and headlines."""
        query = self.parser.parse_and_check(request)
        with self.parser.limited():
            return self._engine.highlight_spec(query)
