"""The ``SearchEngine`` over an OpenSearch cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, TypeVar

from searchapp.engine.catalog import RemovedArticle, read_record
from searchapp.engine.common.highlighting import HighlightSpec
from searchapp.engine.common.stored_paragraph import stored_article
from searchapp.engine.errors import GoneError, NoIndexError, UnavailableError
from searchapp.engine.opensearch.connection import ClusterAddress, asking, connect
from searchapp.engine.opensearch.generations import (
    REINDEX_ADVICE,
    Generation,
    Generations,
    index_format,
)
from searchapp.engine.opensearch.search import (
    completion,
    facets,
    hits,
    speakers,
    spelling,
    timelines,
)
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.request_builder import Filters, both, found_by
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.write.documents import document_key, stored
from searchapp.engine.protocol import Health, Scan
from searchapp.models.analytics import (
    Comparison,
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
    Hit,
    IndexInfo,
    SearchRequest,
    SearchResults,
    Suggestion,
)
from searchapp.query.parser import ParsedQuery

Answer = TypeVar("Answer")

LOOK_AGAIN_SECONDS = 1.0
"""How long a generation is taken for the live one without looking."""

_MOST_PARAGRAPHS = 10_000


class ClusterEngine:
    """Searches the live generation in a cluster. Calls may run at the same time."""

    def __init__(self, address: ClusterAddress) -> None:
        self._client = connect(address)
        self._generations = Generations(self._client, address.prefix, shards=1, replicas=0)
        self._lock = Lock()
        self._open: ClusterSearcher | None = None
        self._looked = 0.0

    def _ask(self, question: Callable[[ClusterSearcher], Answer]) -> Answer:
        """Return the answer of the live generation.

        Raises ``NoIndexError``, and ``UnavailableError`` where the cluster has none.
        """
        from opensearchpy.exceptions import NotFoundError

        with asking("answer"):
            generation = self._live()
            try:
                return question(generation)
            except NotFoundError:
                self._looked = 0.0
                return question(self._live())

    def _live(self) -> ClusterSearcher:
        with self._lock:
            if self._open and time.monotonic() < self._looked + LOOK_AGAIN_SECONDS:
                return self._open
            live = self._generations.live()
            if self._open is None or self._open.number != live.number:
                self._open = self._opened(live)
            self._looked = time.monotonic()
            return self._open

    def _opened(self, generation: Generation) -> ClusterSearcher:
        if generation.schema != index_format():
            raise NoIndexError(
                f"The indices have format {generation.schema!r}; this version of the program reads"
                f" {index_format()!r}. {REINDEX_ADVICE}"
            )
        return ClusterSearcher(self._generations, generation)

    def close(self) -> None:
        """Let go of the connections; the next call opens them again."""
        with self._lock:
            self._open = None
            self._client.close()

    def info(self) -> IndexInfo:
        """Return what the live generation holds. Raises ``NoIndexError``."""
        return self._ask(lambda generation: generation.info)

    def health(self) -> Health:
        """Return how the engine is; never raises."""
        try:
            with asking("say how it is"):
                self._looked = 0.0
                live = self._live()
                status = self._client.cluster.health(index=live.paragraphs)["status"]
        except UnavailableError as error:
            return Health("degraded", message=str(error))
        except NoIndexError as error:
            return Health("no_index", message=str(error))
        if status == "red":
            return Health("degraded", message="The cluster has lost shards of the index (red).")
        if status == "yellow":
            return Health("degraded", live.info, "Some replicas of the index are missing (yellow).")
        return Health("ok", live.info)

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of what *query* finds; see ``SearchEngine``."""
        if version is None:
            return self._ask(lambda generation: hits.results(generation, request, query))
        with asking("answer"):
            return hits.results(self._kept(version), request, query)

    def _kept(self, version: str) -> ClusterSearcher:
        live = self._live()
        if version == live.info.version:
            return live
        for generation in self._generations.all():
            if str(generation.number) == version and generation.finished:
                return self._opened(generation)
        raise GoneError(
            f"Generation {version[:20]} of the index is not kept any longer; the live one"
            f" is {live.info.version}. Begin again with the first page."
        )

    def count(self, request: SearchRequest, query: ParsedQuery) -> int:
        """Return the total that ``search`` would give, without more. Raises as it does."""
        return self._ask(lambda generation: hits.total(generation, request, query))

    def near_spellings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the words that *word* may be a misspelling of. Raises ``NoIndexError``."""
        return self._ask(lambda generation: spelling.near(generation, word))

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*. Raises ``NoIndexError``."""
        return self._ask(lambda generation: completion.suggestions(generation, typed, limit))

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, in its order; see ``SearchEngine``."""

        def begun(generation: ClusterSearcher) -> Scan:
            total, batches = hits.scanned(generation, request, query)
            return Scan(generation.info, total, _scanned(batches))

        return self._ask(begun)

    def marks(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts and headlines."""
        return highlight_spec(query)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""

        def found(generation: ClusterSearcher) -> Article | None:
            raws = _of_article(generation, article_id)
            return stored_article([stored(raw["_source"]) for raw in raws]) if raws else None

        return self._ask(found)

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it never did."""
        from opensearchpy.exceptions import NotFoundError

        def found(generation: ClusterSearcher) -> RemovedArticle | None:
            try:
                kept = self._client.get(index=generation.catalog, id=document_key(article_id))
            except NotFoundError:
                return None
            said = read_record(kept["_source"]["record"])
            return said if isinstance(said, RemovedArticle) else None

        return self._ask(found)

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return those of an article's paragraphs numbered from *first* to *last*, in order."""
        return self._ask(
            lambda generation: tuple(
                hits.hit(raw, HighlightSpec(), scored=False)
                for raw in _of_article(generation, article_id, first, last)
            )
        )

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return when the paragraphs that a search finds are dated; see ``SearchEngine``."""
        return self._ask(lambda generation: timelines.timeline(generation, request, query))

    def facet(
        self, request: SearchRequest, query: ParsedQuery, name: FacetName, wanted: FacetRequest
    ) -> FacetPage:
        """Return a page of the values of one facet; see ``SearchEngine``."""

        def page(generation: ClusterSearcher) -> FacetPage:
            found = found_by(generation, query)
            filters = Filters(request, generation.paragraphs)
            return facets.facet_page(generation, found, filters, name, wanted)

        return self._ask(page)

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that *request* finds."""
        return self._ask(lambda generation: speakers.speakers(generation, request))

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None."""
        return self._ask(lambda generation: speakers.speaker(generation, speaker_id))

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return each of the speakers of *request* beside each other; see ``SearchEngine``."""
        return self._ask(lambda generation: timelines.comparison(generation, request, query))


def _scanned(batches: Iterator[list[Hit]]) -> Iterator[Hit]:
    try:
        with asking("go on"):
            for batch in batches:
                yield from batch
    except UnavailableError as error:
        raise NoIndexError(str(error)) from error


def _of_article(
    generation: ClusterSearcher, article_id: str, first: int = 0, last: int = 2**31 - 1
) -> list[dict[str, Any]]:
    numbers = {"range": {"number": {"gte": max(first, 0), "lte": min(last, 2**31 - 1)}}}
    answer = generation.search(
        {
            "query": both({"term": {"article": article_id}}, numbers),
            "size": _MOST_PARAGRAPHS,
            "sort": ["number"],
        }
    )
    found: list[dict[str, Any]] = answer["hits"]["hits"]
    return found
