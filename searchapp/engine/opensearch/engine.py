"""The ``SearchEngine`` over an OpenSearch cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.errors import NoIndexError, UnavailableError
from searchapp.engine.opensearch.cluster_errors import read_errors
from searchapp.engine.opensearch.connection import ClusterAddress, connect
from searchapp.engine.opensearch.search import (
    articles,
    completion,
    facets,
    hits,
    scanning,
    speakers,
    spelling,
    timelines,
    trails,
)
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.searcher_manager import SearcherManager
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


class ClusterAnalytics:
    """The part of ``SearchEngine`` that counts: facets, timelines, speakers, suggestions."""

    def __init__(self, searchers: SearcherManager) -> None:
        self._searchers = searchers

    def near_spellings(self, word: str, version: str | None = None) -> tuple[tuple[str, int], ...]:
        """Return the words that *word* may be a misspelling of; see ``SearchAnalytics``."""
        return self._searchers.run(
            lambda searcher: spelling.near_spellings(searcher, word), version
        )

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: completion.complete(searcher, typed, limit))

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return the timeline of a search's paragraphs; see ``SearchEngine``."""
        return self._searchers.run(lambda searcher: timelines.timeline(searcher, request, query))

    def facet(
        self,
        request: SearchRequest,
        query: ParsedQuery,
        name: FacetName,
        facet_request: FacetRequest,
    ) -> FacetPage:
        """Return a page of the values of one facet; see ``SearchEngine``."""
        return self._searchers.run(
            lambda searcher: facets.facet_page(searcher, request, query, name, facet_request)
        )

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that *request* finds."""
        return self._searchers.run(lambda searcher: speakers.speakers_page(searcher, request))

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None."""
        return self._searchers.run(lambda searcher: speakers.profile(searcher, speaker_id))

    def speaker_table(self) -> SpeakerTable:
        """Return which names are one speaker. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.joined.table)

    def trails(self, request: TrailsRequest) -> TrailList:
        """Return one page of the passages that stand in several articles; see ``SearchEngine``."""
        return self._searchers.run(lambda searcher: trails.trails_page(searcher, request))

    def trail(self, trail_id: str) -> Trail | None:
        """Return the trail that has, or had, the id *trail_id*, or None."""
        return self._searchers.run(lambda searcher: trails.find_trail(searcher, trail_id))

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return the timelines of the speakers of *request*; see ``SearchEngine``."""
        return self._searchers.run(lambda searcher: timelines.comparison(searcher, request, query))


class ClusterEngine(ClusterAnalytics):
    """Searches the live generation in a cluster. May be called from several threads.

    Every method but ``health`` and ``close`` raises ``UnavailableError`` where the cluster
    does not answer.
    """

    def __init__(self, address: ClusterAddress) -> None:
        self._client = connect(address)
        super().__init__(SearcherManager(self._client, address))

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of what *query* finds; see ``SearchEngine``."""
        results, _ = self._searchers.run(
            lambda searcher: hits.search_page(searcher, request, query), version
        )
        return results

    def search_with_timeline(
        self, request: SearchRequest, query: ParsedQuery
    ) -> tuple[SearchResults, Timeline | None]:
        """Return one page of hits and their timeline; see ``SearchEngine``."""
        return self._searchers.run(
            lambda searcher: hits.search_page(searcher, request, query, with_timeline=True)
        )

    def count(self, request: SearchRequest, query: ParsedQuery, version: str | None = None) -> int:
        """Return the total that ``search`` would give. Raises as it does."""
        (total,) = self.counts([(request, query)], version)
        return total

    def counts(
        self, searches: Sequence[tuple[SearchRequest, ParsedQuery]], version: str | None = None
    ) -> Iterator[int]:
        """Yield the total that ``search`` would give for each of *searches*.

        All are counted in one request. Raises as ``search`` does.
        """
        yield from self._searchers.run(
            lambda searcher: hits.count_totals(searcher, searches), version
        )

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, in its order; see ``SearchEngine``."""

        def start(searcher: ClusterSearcher) -> Scan:
            total, batches = scanning.scan(searcher, request, query)
            return Scan(searcher.info, total, _scanned_hits(batches))

        return self._searchers.run(start)

    def highlight_spec(self, query: ParsedQuery) -> HighlightSpec:
        """Return what to highlight in texts and headlines for *query*."""
        return highlight_spec(query)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: articles.article(searcher, article_id))

    def article_part(self, article_id: str, first: int, last: int) -> ArticlePart | None:
        """Return an article with its paragraphs numbered from *first* to *last*, or None."""
        return self._searchers.run(
            lambda searcher: articles.article_part(searcher, article_id, first, last)
        )

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it never did."""
        return self._searchers.run(lambda searcher: articles.removed(searcher, article_id))

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return an article's paragraphs numbered from *first* to *last*, in order."""
        return self._searchers.run(
            lambda searcher: articles.paragraphs(searcher, article_id, first, last)
        )

    def info(self) -> IndexInfo:
        """Return the description of the live generation. Raises ``NoIndexError``."""
        return self._searchers.run(lambda searcher: searcher.info)

    def health(self) -> Health:
        """Return the state of the cluster and of the live generation; never raises."""
        try:
            with read_errors("report its health"):
                searcher = self._searchers.refresh()
                status = self._client.cluster.health(index=searcher.paragraphs)["status"]
        except UnavailableError as error:
            return Health("degraded", message=str(error))
        except NoIndexError as error:
            return Health("no_index", message=str(error))
        if status == "red":
            return Health("degraded", message="The cluster has lost shards of the index (red).")
        if status == "yellow":
            message = "Some replicas of the index are missing (yellow)."
            return Health("degraded", searcher.info, message)
        return Health("ok", searcher.info)

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        self._searchers.close()
        self._client.close()


def _scanned_hits(batches: Iterator[list[Hit]]) -> Iterator[Hit]:
    """Yield the hits of *batches*. Raises ``NoIndexError`` where the cluster fails meanwhile."""
    try:
        with read_errors("go on"):
            for batch in batches:
                yield from batch
    except UnavailableError as error:
        raise NoIndexError(str(error)) from error
