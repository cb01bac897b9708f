"""Answering a search: the query is parsed once, then one engine answers it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from searchapp.api_models.parameters import ParameterError, read_request
from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.factory import open_engine
from searchapp.engine.protocol import Health, Scan
from searchapp.models.analytics import (
    Comparison,
    Context,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    Timeline,
)
from searchapp.models.articles import Article
from searchapp.models.search import (
    FacetName,
    FacetPage,
    FacetRequest,
    IndexInfo,
    SearchRequest,
    SearchResults,
    Suggestion,
)
from searchapp.query.ast import leaves
from searchapp.query.describe import describe_query
from searchapp.query.limits import Limits, QueryTooExpensiveError, check, half_remaining, limited
from searchapp.query.parser import ParsedQuery, parse
from searchapp.search.suggestions import did_you_mean, relaxed_queries
from searchapp.settings import Settings

Answer = TypeVar("Answer")

_REMEMBERED_QUERIES = 256

SUGGESTIONS = 10
"""How many completions are listed."""


@lru_cache(maxsize=_REMEMBERED_QUERIES)
def _read_on(q: str, day: datetime.date) -> ParsedQuery:
    return parse(q, day)


def _read(q: str, day: datetime.date | None = None) -> ParsedQuery:
    """Parse *q*; *day* is today unless given.

    Cached, since one request needs it for hits, timeline, ``ETag`` and highlighting.
    """
    return _read_on(q, day or datetime.date.today())


class SearchService:
    """Search of one index for pages, API and commands; one for each application or mount."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._engine = open_engine(settings)
        self._limits = Limits(
            clauses=settings.max_query_clauses,
            nesting=settings.max_query_nesting,
            expansion=settings.max_expansion,
            fuzzy_distance=settings.max_fuzzy_distance,
            milliseconds=settings.max_query_milliseconds,
        )

    def limited(self) -> AbstractContextManager[None]:
        """Return a context in which all searches together have the time limit of one."""
        return limited(self._limits)

    def _parsed(self, q: str, today: datetime.date | None = None) -> ParsedQuery:
        query = _read(q, today)
        check(query, self._limits)
        return query

    def request(self, pairs: Iterable[tuple[str, str]]) -> SearchRequest:
        """Return the request of *pairs* of parameter and value.

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

        Dates such as "last month" are relative to *today*. Raises ``QueryError`` for a query
        without words, ``QueryTooExpensiveError`` for one beyond the limits,
        ``ParameterError`` for a page beyond ``max_page``, ``NoIndexError``, and
        ``GoneError`` where the generation *version* was deleted.
        """
        deepest = self.settings.max_page
        if request.page > deepest:
            allowed = f"a whole number from 1 to {deepest:,}"
            raise ParameterError("page", str(request.page), allowed)
        query = self._parsed(request.q, today)
        with self.limited():
            found = self._engine.search(request, query, version)
            searched = describe_query(request, query, found.facets)
            with half_remaining():
                return replace(
                    found,
                    description=searched,
                    did_you_mean=did_you_mean(self._engine, request, query, found.total),
                    without=() if found.total else relaxed_queries(self._engine, searched),
                )

    def cache_key(self, q: str) -> str:
        """Return what *q* asks for, with dates such as "last month" as the days they are.

        Raises ``QueryError``.
        """
        query = _read(q)
        return f"{query.body!r} {query.headline!r}"

    def has_phrase(self, q: str) -> bool:
        """Whether *q* holds words in quotation marks. Raises ``QueryError``."""
        clauses = _read(q).clauses
        return any(leaf.kind == "phrase" for clause in clauses for leaf, _ in leaves(clause.node))

    def scan(self, request: SearchRequest) -> Scan:
        """Return all paragraphs that *request* finds, whatever the page, in its order.

        Raises as ``search`` does.
        """
        query = self._parsed(request.q)
        with self.limited():
            scan = self._engine.scan(request, query)
        most = self.settings.max_export_paragraphs
        if scan.total > most:
            raise QueryTooExpensiveError(
                f"The search finds {scan.total:,} paragraphs; an export has at most {most:,}."
                " Narrow it down, for example by years."
            )
        return scan

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions: speakers, then headlines, then terms.

        Raises ``NoIndexError``.
        """
        return self._engine.suggest(typed, limit)

    def highlight_spec(self, q: str) -> HighlightSpec:
        """Return what the query *q* marks in texts and headlines.

        Raises as ``search`` does.
        """
        query = self._parsed(q)
        with self.limited():
            return self._engine.highlight_spec(query)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        return self._engine.article(article_id)

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the archive, or None where it never did.

        Raises ``NoIndexError``.
        """
        return self._engine.removed(article_id)

    def timeline(self, request: SearchRequest) -> Timeline:
        """Return when the paragraphs that *request* finds are dated, under all its filters.

        Each bucket's ``out_of`` are all paragraphs of the speakers and sources that the
        request names, or of the archive where it names none. Raises as ``search`` does.
        """
        query = self._parsed(request.q)
        with self.limited():
            return self._engine.timeline(request, query)

    def facet(self, request: SearchRequest, name: FacetName, wanted: FacetRequest) -> FacetPage:
        """Return one page of the values of a facet of *request*. Raises as ``search`` does."""
        query = self._parsed(request.q)
        with self.limited():
            return self._engine.facet(request, query, name, wanted)

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of speakers. Raises ``NoIndexError``."""
        return self._engine.speakers(request)

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None. Raises ``NoIndexError``."""
        return self._engine.speaker(speaker_id)

    def compare(self, request: SearchRequest) -> Comparison:
        """Return the speakers of *request* beside each other. Raises as ``search`` does."""
        query = self._parsed(request.q)
        with self.limited():
            return self._engine.compare(request, query)

    def context(self, article_id: str, number: int, around: int = 1) -> Context | None:
        """Return a paragraph with up to *around* before and after it, or None.

        Raises ``NoIndexError``.
        """
        hits, index = self.read_consistently(
            lambda: self._engine.paragraphs(article_id, number - around, number + around)
        )
        paragraph = next((hit for hit in hits if hit.number == number), None)
        if paragraph is None:
            return None
        return Context(
            index=index,
            before=tuple(hit for hit in hits if hit.number < number),
            paragraph=paragraph,
            after=tuple(hit for hit in hits if hit.number > number),
        )

    def info(self) -> IndexInfo:
        """Return what the live generation holds. Raises ``NoIndexError``."""
        return self._engine.info()

    def read_consistently(self, question: Callable[[], Answer]) -> tuple[Answer, IndexInfo]:
        """Return what *question* returns, and the one generation that all of it was read from.

        *question* is called again where a reindex finished meanwhile. Raises
        ``NoIndexError``, and what *question* raises.
        """
        before = self.info()
        while True:
            answer = question()
            after = self.info()
            if after == before:
                return answer, after
            before = after

    def close(self) -> None:
        """Let go of the index's files; the next call opens them again."""
        self._engine.close()

    def health(self) -> Health:
        """Return how the engine is; never raises."""
        return self._engine.health()
