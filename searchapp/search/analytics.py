"""Analytics of a query: its matches by date, by the values of a facet, and by speaker."""

from __future__ import annotations

from searchapp.engine.protocol import SearchEngine
from searchapp.models.analytics import Comparison, Timeline
from searchapp.models.search import FacetName, FacetPage, FacetRequest, SearchRequest
from searchapp.search.request_parser import RequestParser
from searchapp.search.short_names import FullNames


class AnalyticsReader:
    """Counts of the matches of a query, over an engine.

    All methods raise ``QueryError`` for a query without words, ``QueryTooExpensiveError`` for
    one beyond the limits of the settings, and ``NoIndexError``.
    """

    def __init__(self, engine: SearchEngine, parser: RequestParser) -> None:
        self._engine = engine
        self._parser = parser
        self._full_names = FullNames(engine, parser)

    def timeline(self, request: SearchRequest) -> Timeline:
        """Return the matching paragraphs by date, under all filters of *request*.

        Each bucket's ``out_of`` counts all paragraphs of the speakers and sources that the
        request filters by, or of the archive where it filters by none.
        """
        query = self._parser.parse_and_check(request)
        with self._parser.limited():
            return self._full_names.answer(
                request,
                lambda request: self._engine.timeline(request, query),
                lambda timeline: not timeline.total,
            )

    def facet(
        self, request: SearchRequest, name: FacetName, facet_request: FacetRequest
    ) -> FacetPage:
        """Return one page of the values of facet *name* under *request*."""
        query = self._parser.parse_and_check(request)
        with self._parser.limited():
            return self._full_names.answer(
                request,
                lambda request: self._engine.facet(request, query, name, facet_request),
                lambda page: not page.total,
            )

    def compare(self, request: SearchRequest) -> Comparison:
        """Return a comparison of the speakers of *request* under its query."""
        query = self._parser.parse_and_check(request)
        with self._parser.limited():
            return self._full_names.answer(
                request,
                lambda request: self._engine.compare(request, query),
                lambda comparison: any(not series.out_of for series in comparison.series),
            )
