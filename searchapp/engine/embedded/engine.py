"""The ``SearchEngine`` over Whoosh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.highlighting import HighlightSpec
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.generations import (
    REBUILD_ADVICE,
    REINDEX_ADVICE,
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.search import aggregations
from searchapp.engine.embedded.search.collapse import collapse, copies_elsewhere, others_of_article
from searchapp.engine.embedded.search.filters import Filters
from searchapp.engine.embedded.search.matched_terms import highlight_spec
from searchapp.engine.embedded.search.matches import Matches, selected
from searchapp.engine.embedded.search.searcher import Searcher, SegmentCache
from searchapp.engine.errors import GoneError, NoIndexError
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
from searchapp.query.limits import exempt
from searchapp.query.parser import ParsedQuery

Answer = TypeVar("Answer")
Scores = npt.NDArray[np.float64]

SCAN_BATCH = 256
"""So many paragraphs are read at a time, while other calls wait."""


class EmbeddedEngine:
    """Searches the live generation of one index folder.

    Each call looks whether another generation has become the live one. One call runs at
    a time; another process can search the same folder. Where the live generation turns
    out to be damaged, the one kept before it answers.
    """

    def __init__(self, index_dir: Path) -> None:
        self._generations = Generations(index_dir)
        self._lock = Lock()
        self._cache = SegmentCache()
        self._open: Searcher | None = None
        # The generation that is live, and what is wrong with how it is named.
        self._live: tuple[int | None, str] | None = None
        # The one before the live one, while a client still pages through it.
        self._earlier: Searcher | None = None
        # What was found damaged while it was read, and why the live one does not answer.
        self._damaged: dict[int, str] = {}
        self._trouble = ""

    def _ask(self, question: Callable[[Searcher], Answer]) -> Answer:
        """Return the answer of the newest generation that is sound. Raises ``NoIndexError``."""
        with self._lock:
            while True:
                generation = self._generation()
                try:
                    return question(generation)
                except ArrayFileError as error:
                    self._damaged[generation.number] = f"{error}. {REBUILD_ADVICE}"
                    self._close()

    def _generation(self) -> Searcher:
        named = self._generations.live()
        if self._open is not None and named == self._live:
            return self._open
        self._close()
        while self._open is None:
            live, wrong = named
            if live is None:
                raise NoIndexError(f"There is no index yet. {REINDEX_ADVICE}")
            try:
                with exempt():
                    self._open = self._open_newest(live)
            except DamagedIndexError:
                # Writers may have gone on, and removed it, since its name was read.
                named, before = self._generations.live(), named
                if named == before:
                    raise
        self._trouble = self._trouble or wrong
        self._live = named
        return self._open

    def _open_newest(self, live: int) -> Searcher:
        """Open the live generation, or the one kept before it where that is damaged."""
        older = [number for number in self._generations.numbers() if number < live]
        self._trouble = self._damaged.get(live, "")
        for number in (live, *reversed(older)):
            if number in self._damaged:
                continue
            try:
                return Searcher(self._generations, number, self._cache)
            except DamagedIndexError as error:
                self._trouble = self._trouble or str(error)
            except NoIndexError:
                if number == live:
                    raise
        raise DamagedIndexError(self._trouble)

    def close(self) -> None:
        """Close the open generation, if any; the next call opens the live one."""
        with self._lock:
            self._close()
            self._damaged.clear()

    def _close(self) -> None:
        self._open = None
        self._live = None
        self._earlier = None
        self._cache = SegmentCache() if self._damaged else self._cache

    def info(self) -> IndexInfo:
        """Return what the live generation holds. Raises ``NoIndexError``."""
        return self._ask(lambda generation: generation.info)

    def health(self) -> Health:
        """Return how the engine is; never raises."""
        try:
            info = self.info()
        except DamagedIndexError as error:
            return Health("degraded", message=str(error))
        except NoIndexError as error:
            return Health("no_index", message=str(error))
        return Health("degraded" if self._trouble else "ok", info, self._trouble)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        return self._ask(lambda generation: generation.article(article_id))

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it never did."""
        return self._ask(lambda generation: generation.removed(article_id))

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return those of an article's paragraphs numbered from *first* to *last*, in order."""
        return self._ask(
            lambda generation: tuple(
                _hit(generation, document, HighlightSpec(), 0.0)
                for document in generation.paragraphs(article_id, first, last)
            )
        )

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return when the paragraphs that a search finds are dated; see ``SearchEngine``."""
        return self._ask(lambda generation: aggregations.timeline(generation, request, query))

    def facet(
        self, request: SearchRequest, query: ParsedQuery, name: FacetName, wanted: FacetRequest
    ) -> FacetPage:
        """Return a page of the values of one facet; see ``SearchEngine``."""
        return self._ask(
            lambda generation: aggregations.facet(generation, request, query, name, wanted)
        )

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that *request* finds."""
        return self._ask(lambda generation: aggregations.speakers(generation, request))

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None."""
        return self._ask(lambda generation: aggregations.speaker(generation, speaker_id))

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return each of the speakers of *request* beside each other; see ``SearchEngine``."""
        return self._ask(lambda generation: aggregations.comparison(generation, request, query))

    def marks(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts and headlines. Raises as ``search`` does."""
        return self._ask(lambda generation: highlight_spec(query, generation.searcher.reader()))

    def count(self, request: SearchRequest, query: ParsedQuery) -> int:
        """Return the total that ``search`` would give, without more. Raises as it does."""
        return self._ask(lambda generation: _count(generation, request, query))

    def near_spellings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the words that *word* may be a misspelling of. Raises ``NoIndexError``."""
        return self._ask(lambda generation: generation.spelling.near(word))

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*. Raises ``NoIndexError``."""
        return self._ask(lambda generation: generation.completion.suggestions(typed, limit))

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of what *query* finds under the filters of *request*.

        Raises ``NoIndexError``, ``QueryError`` where a pattern matches too many words, and
        ``GoneError`` where the generation *version* is not kept.
        """
        if version is None:
            return self._ask(lambda generation: _results(generation, request, query))
        with self._lock:
            try:
                return _results(self._kept(version), request, query)
            except ArrayFileError as error:
                raise GoneError(f"{error}. Begin again with the first page.") from error

    def _kept(self, version: str) -> Searcher:
        """Return the live generation or the one kept before it, whichever is *version*."""
        live = self._generation()
        if version == live.info.version:
            return live
        if self._earlier is None or self._earlier.info.version != version:
            self._earlier = None
            kept = {str(n): n for n in self._generations.numbers() if n < live.number}
            if version in kept:
                with suppress(NoIndexError):
                    self._earlier = Searcher(self._generations, kept[version], SegmentCache())
        if self._earlier is None:
            raise GoneError(
                f"Generation {version[:20]} of the index is not kept any longer; the live one"
                f" is {live.info.version}. Begin again with the first page."
            )
        return self._earlier

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, in its order; see ``SearchEngine``."""

        def found(generation: Searcher) -> tuple[Searcher, Documents, Scores, HighlightSpec]:
            kept = _kept_matches(generation, request, query)
            everything = replace(
                request, page=1, limit=max(len(kept), 1), group="none", copies="all"
            )
            page = generation.page(kept, everything)
            documents = np.fromiter((d for d, _ in page), np.int32, len(page))
            scores = np.fromiter((s for _, s in page), np.float64, len(page))
            return (
                generation,
                documents,
                scores,
                highlight_spec(query, generation.searcher.reader()),
            )

        generation, documents, scores, marks = self._ask(found)
        if request.sort != "relevance":
            scores[:] = 0.0
        return Scan(
            generation.info,
            len(documents),
            self._scanned(generation, documents, scores, marks),
        )

    def _scanned(
        self, generation: Searcher, documents: Documents, scores: Scores, marks: HighlightSpec
    ) -> Iterator[Hit]:
        for start in range(0, len(documents), SCAN_BATCH):
            part = slice(start, start + SCAN_BATCH)
            with self._lock:
                try:
                    hits = [
                        _hit(generation, document, marks, score)
                        for document, score in zip(
                            documents[part].tolist(), scores[part].tolist(), strict=True
                        )
                    ]
                except ArrayFileError as error:
                    raise DamagedIndexError(f"{error}. {REBUILD_ADVICE}") from error
            yield from hits


def _count(generation: Searcher, request: SearchRequest, query: ParsedQuery) -> int:
    found = generation.find(query)
    filters = Filters(generation.columns, request)
    kept = selected(found, filters.passed(found.documents)) if filters.any else found
    return len(collapse(generation.columns, kept, request).listed)


def _kept_matches(generation: Searcher, request: SearchRequest, query: ParsedQuery) -> Matches:
    found = generation.find(query)
    filters = Filters(generation.columns, request)
    return selected(found, filters.passed(found.documents)) if filters.any else found


def _results(generation: Searcher, request: SearchRequest, query: ParsedQuery) -> SearchResults:
    found = generation.find(query)
    filters = Filters(generation.columns, request)
    kept = selected(found, filters.passed(found.documents)) if filters.any else found
    columns = generation.columns
    shown = collapse(columns, kept, request)
    marks = highlight_spec(query, generation.searcher.reader())
    scored = request.sort == "relevance"
    grouped = request.group == "article"
    return SearchResults(
        request=request,
        index=generation.info,
        total=len(shown.listed),
        paragraphs=len(kept),
        hits=tuple(
            _hit(
                generation,
                document,
                marks,
                score if scored else 0.0,
                copies=copies_elsewhere(columns, shown, document),
                others=others_of_article(columns, shown, document) if grouped else (),
            )
            for document, score in generation.page(shown.listed, request)
        ),
        facets=filters.facets(found.documents),
        notices=query.notices,
    )


def _hit(
    generation: Searcher,
    document: int,
    marks: HighlightSpec,
    score: float,
    *,
    copies: int = 0,
    others: tuple[int, ...] = (),
) -> Hit:
    return stored_hit(
        generation.stored(document),
        marks,
        score=score,
        added_at=generation.columns.added_at(document),
        copies=copies,
        collapsed=others,
    )
