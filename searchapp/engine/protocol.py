"""Interfaces of a search engine and of its index writer, which each engine implements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from searchapp.engine.catalog import ArticleCatalog, ArticleTotals, CatalogEntry, RemovedArticle
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.models.analytics import (
    Comparison,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    Timeline,
)
from searchapp.models.articles import Article, ArticlePart
from searchapp.models.identity import IdentifySpeakers, SpeakerTable, TablePreview
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

Prepare = Callable[[Article], Article]
"""Function applied to an article before it is indexed. It has to be defined at the top level
of a module, as worker processes import it by its name."""


def identity(article: Article) -> Article:
    """Return *article* unchanged: the default ``Prepare``."""
    return article


HealthStatus = Literal["ok", "degraded", "no_index"]


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an engine; ``message`` says what is wrong, and is empty if nothing is."""

    status: HealthStatus
    index: IndexInfo | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """All hits of a search in order, read while they are iterated over.

    ``total`` is the number of ``hits``. Iterating raises ``NoIndexError`` where a damaged
    part of the index is read.
    """

    index: IndexInfo
    total: int
    hits: Iterator[Hit]


class SearchAnalytics(Protocol):
    """Suggestions, facets, timelines and speakers of the live generation.

    Every method raises ``NoIndexError`` where there is no index. Those with a query also
    raise ``QueryError``, as ``SearchEngine.search`` does.
    """

    def near_spellings(self, word: str, version: str | None = None) -> tuple[tuple[str, int], ...]:
        """Return the words of texts and names that *word* may be a misspelling of.

        Each comes with its number of paragraphs, the likeliest first; see
        ``engine/common/spelling.py``. With a *version*, they are those of that generation.
        """
        ...

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*."""
        ...

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return how many of a search's paragraphs are dated in each interval.

        All filters of *request* apply; its page and order do not. Each count is beside the
        count of all paragraphs of the same speakers and sources.
        """
        ...

    def facet(
        self,
        request: SearchRequest,
        query: ParsedQuery,
        name: FacetName,
        facet_request: FacetRequest,
    ) -> FacetPage:
        """Return a page of the values of one facet, with the counts that ``search`` returns."""
        ...

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that match *request*."""
        ...

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return the profile of the speaker with the id *speaker_id* or a name with that id.

        None where no paragraph quotes that speaker.
        """
        ...

    def speaker_table(self) -> SpeakerTable:
        """Return which names are one speaker; empty where the index has no such table."""
        ...

    def trails(self, request: TrailsRequest) -> TrailList:
        """Return one page of the passages of reported speech that stand in several articles."""
        ...

    def trail(self, trail_id: str) -> Trail | None:
        """Return the trail that has, or had, the id *trail_id*, or None.

        The id of a trail is that of its earliest wording; those of its others lead to it, too.
        """
        ...

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return one timeline for each speaker of *request*, under its query and other filters.

        A speaker that is not in the index has an empty timeline.
        """
        ...


class SearchEngine(SearchAnalytics, Protocol):
    """Searches the live generation of an index."""

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of the paragraphs that match *query* and the filters of *request*.

        With a *version*, that generation is searched instead of the live one. Raises
        ``NoIndexError``, ``GoneError`` where the generation of *version* has been deleted,
        and ``QueryError`` where a pattern matches too many words.
        """
        ...

    def search_with_timeline(
        self, request: SearchRequest, query: ParsedQuery
    ) -> tuple[SearchResults, Timeline | None]:
        """Return what ``search`` and ``timeline`` return, both of one generation.

        There is no timeline where there are no hits. Raises as ``search`` does.
        """
        ...

    def count(self, request: SearchRequest, query: ParsedQuery, version: str | None = None) -> int:
        """Return the total that ``search`` would return. Raises as it does."""
        ...

    def counts(
        self, searches: Sequence[tuple[SearchRequest, ParsedQuery]], version: str | None = None
    ) -> Iterator[int]:
        """Yield the ``count`` of each of *searches*.

        An engine may count them one by one, as they are taken, or all at once. Raises as
        ``search`` does.
        """
        ...

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, of all pages, in its order.

        All are from one generation. Hits are not grouped, and duplicates are not collapsed.
        Raises as ``search`` does.
        """
        ...

    def highlight_spec(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts, headlines and names. Raises as ``search`` does."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        ...

    def article_part(self, article_id: str, first: int, last: int) -> ArticlePart | None:
        """Return an article with its paragraphs numbered from *first* to *last*, or None.

        Raises ``NoIndexError``.
        """
        ...

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it is there or never was.

        Raises ``NoIndexError``.
        """
        ...

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return an article's paragraphs numbered from *first* to *last*, in order.

        Empty where there is no such article. Raises ``NoIndexError``.
        """
        ...

    def info(self) -> IndexInfo:
        """Return the description of the live generation. Raises ``NoIndexError``."""
        ...

    def health(self) -> Health:
        """Return the state of the engine and of the live generation; never raises."""
        ...

    def close(self) -> None:
        """Close files and connections; the next call opens them again."""
        ...


class IndexWriter(Protocol):
    """Writes the next generation of an index, based on the live one.

    Call ``add`` or ``keep`` once for each article of the next generation, or ``keep_path`` or
    ``keep_others`` for many; other articles are removed.
    """

    @property
    def entries(self) -> ArticleCatalog:
        """The articles of the live generation, by id."""
        ...

    @property
    def removed(self) -> Mapping[str, RemovedArticle]:
        """The articles that left the index earlier, by id."""
        ...

    @property
    def rebuilding(self) -> bool:
        """Whether nothing of the live generation can be kept."""
        ...

    @property
    def reason(self) -> str:
        """Why nothing of an existing index can be kept, or empty."""
        ...

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, which replaces the article with the same id, if any."""
        ...

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* unchanged."""
        ...

    def keep_path(self, path: str) -> ArticleTotals:
        """Keep the articles read from the file *path*, or from an archive there, and count them.

        Those that have been added or kept already are left out.
        """
        ...

    def keep_others(self, removed: Collection[str] = ()) -> None:
        """Keep all articles that have been neither added nor kept, but those *removed*."""
        ...

    def unclaimed(self) -> Iterator[CatalogEntry]:
        """Yield the articles of the live generation that have been neither added nor kept."""
        ...

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the indexed article *article_id*, if it leaves, has the id *new_id* now."""
        ...

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, atomically.

        Without any change the live generation stays. Raises ``IndexWriteError``.
        """
        ...


@runtime_checkable
class PreviewsSpeakers(Protocol):
    """An ``IndexWriter`` that can work out the table of speakers without publishing it."""

    def preview_speakers(self) -> TablePreview:
        """Return the table of speakers that ``commit`` would publish, and the live one.

        Nothing but leaving the writer is allowed afterwards. Raises ``IndexWriteError``.
        """
        ...


class IndexStore(Protocol):
    """The place where the generations of an index are written."""

    def writer(
        self,
        *,
        attribution: str,
        full: bool,
        prepare: Prepare,
        workers: int,
        identify: IdentifySpeakers | None = None,
    ) -> AbstractContextManager[IndexWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        Added articles are passed through *prepare*, in up to *workers* other processes and
        in any order. *attribution* identifies the version of everything that decides who
        says what; with *full*, nothing of the live generation is kept. With *identify*, the
        generation gets a table of speakers; a new generation is written where only that
        has another fingerprint. Entering the context
        raises ``LockedError`` where another process writes.
        """
        ...

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Return the articles of the live generation, by id. Raises ``NoIndexError``."""
        ...

    def verify(self) -> list[str]:
        """Return a sentence for each damaged file of the live generation; reads all of them.

        Raises ``NoIndexError``.
        """
        ...
