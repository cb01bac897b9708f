"""The ``SearchEngine`` over an index folder, by Whoosh and numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.highlighting import NO_HIGHLIGHTS
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.embedded.generations import DamagedIndexError, Generations
from searchapp.engine.embedded.search import aggregations
from searchapp.engine.embedded.search.result_set import ResultSet, ScannedHits, hit_of
from searchapp.engine.embedded.search.searcher import Searcher
from searchapp.engine.embedded.search.searcher_manager import SearcherManager
from searchapp.engine.embedded.search.trails import find_trail, trails_page
from searchapp.engine.errors import NoIndexError
from searchapp.engine.protocol import Health, Scan
from searchapp.models.analytics import (
    Comparison,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    Timeline,
)
from searchapp.models.articles import Article, ArticlePart
from searchapp.models.identity import SpeakerTable
from searchapp.models.search import (
    FacetName,
    FacetPage,
    FacetRequest,
    Hit,
    IndexInfo,
    SearchRequest,
    SearchResults,
    Suggestion,
)
from searchapp.models.trails import Trail, TrailList, TrailsRequest
from searchapp.query.parsed_query import ParsedQuery

SCAN_BATCH = 256
"""Paragraphs read at a time by ``EmbeddedEngine.scan``, while other calls wait."""


class EmbeddedAnalytics:
    """The ``SearchAnalytics`` over an index folder."""

    def __init__(self, searchers: SearcherManager) -> None:
        self._searchers = searchers

    def near_spellings(self, word: str, version: str | None = None) -> tuple[tuple[str, int], ...]:
        """Return the words that *word* may be a misspelling of; see ``SearchAnalytics``."""
        return self._searchers.run(lambda searcher: searcher.spelling.near_spellings(word), version)

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.completer.complete(typed, limit))

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return the timeline of a search's paragraphs; see ``SearchAnalytics``."""
        return self._searchers.run(
            lambda searcher: aggregations.timeline(
                searcher, request, ResultSet(searcher, request, query)
            )
        )

    def facet(
        self,
        request: SearchRequest,
        query: ParsedQuery,
        name: FacetName,
        facet_request: FacetRequest,
    ) -> FacetPage:
        """Return a page of the values of one facet; see ``SearchAnalytics``."""
        return self._searchers.run(
            lambda searcher: aggregations.facet_page(searcher, request, query, name, facet_request)
        )

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that match *request*. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: aggregations.speakers_page(searcher, request))

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: aggregations.profile(searcher, speaker_id))

    def speaker_table(self) -> SpeakerTable:
        """Return which names are one speaker. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.doc_values.speaker_table)

    def trails(self, request: TrailsRequest) -> TrailList:
        """Return one page of the trails. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: trails_page(searcher, request))

    def trail(self, trail_id: str) -> Trail | None:
        """Return a trail, or None. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: find_trail(searcher, trail_id))

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return the timelines of the speakers of *request*; see ``SearchAnalytics``."""
        return self._searchers.run(
            lambda searcher: aggregations.comparison(searcher, request, query)
        )


class EmbeddedEngine(EmbeddedAnalytics):
    """Searches the live generation of one index folder. May be called from several threads.

    Other processes may search the same folder, and one may write to it.
    """

    def __init__(self, index_dir: Path) -> None:
        super().__init__(SearcherManager(Generations(index_dir)))

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of the hits of *query*; see ``SearchEngine``."""
        return self._searchers.run(
            lambda searcher: ResultSet(searcher, request, query).results(), version
        )

    def search_with_timeline(
        self, request: SearchRequest, query: ParsedQuery
    ) -> tuple[SearchResults, Timeline | None]:
        """Return one page of hits and their timeline, evaluated once; see ``SearchEngine``."""

        def search(searcher: Searcher) -> tuple[SearchResults, Timeline | None]:
            result_set = ResultSet(searcher, request, query)
            results = result_set.results()
            if not results.total:
                return results, None
            return results, aggregations.timeline(searcher, request, result_set)

        return self._searchers.run(search)

    def count(self, request: SearchRequest, query: ParsedQuery, version: str | None = None) -> int:
        """Return the total that ``search`` would return. Raises as it does."""
        return self._searchers.run(
            lambda searcher: ResultSet(searcher, request, query).total, version
        )

    def counts(
        self, searches: Sequence[tuple[SearchRequest, ParsedQuery]], version: str | None = None
    ) -> Iterator[int]:
        """Yield the ``count`` of each of *searches*, worked out as it is taken."""
        for request, query in searches:
            yield self.count(request, query, version)

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, in its order; see ``SearchEngine``."""
        scanned = self._searchers.run(lambda searcher: ResultSet(searcher, request, query).scan())
        return Scan(scanned.info, len(scanned), self._read_in_batches(scanned))

    def _read_in_batches(self, scanned: ScannedHits) -> Iterator[Hit]:
        for start in range(0, len(scanned), SCAN_BATCH):
            yield from self._searchers.run_pinned(partial(scanned.batch, start, SCAN_BATCH))

    def highlight_spec(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts, headlines and names. Raises as ``search`` does."""
        return self._searchers.run(lambda searcher: searcher.highlight_spec(query))

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.lookup.article(article_id))

    def article_part(self, article_id: str, first: int, last: int) -> ArticlePart | None:
        """Return an article with its paragraphs numbered from *first* to *last*, or None."""
        return self._searchers.run(
            lambda searcher: searcher.lookup.article_part(article_id, first, last)
        )

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.removed(article_id))

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return an article's paragraphs numbered from *first* to *last*, in order."""
        return self._searchers.run(
            lambda searcher: tuple(
                hit_of(searcher, doc_id, NO_HIGHLIGHTS)
                for doc_id in searcher.lookup.paragraphs(article_id, first, last)
            )
        )

    def info(self) -> IndexInfo:
        """Return the description of the live generation. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.info)

    def health(self) -> Health:
        """Return the state of the live generation; never raises."""
        try:
            info = self.info()
        except DamagedIndexError as error:
            return Health("degraded", message=str(error))
        except NoIndexError as error:
            return Health("no_index", message=str(error))
        problem = self._searchers.problem
        return Health("degraded" if problem else "ok", info, problem)

    def close(self) -> None:
        """Close the open generation; the next call opens the live one."""
        self._searchers.close()
