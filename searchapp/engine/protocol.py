"""What every engine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.common.highlighting import HighlightSpec
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

Prepare = Callable[[Article], Article]
"""What is done to an article before it is indexed. It has to be a function of a module: a
worker process finds it by its name."""


def identity(article: Article) -> Article:
    """Return *article* unchanged: the default ``Prepare``."""
    return article


HealthStatus = Literal["ok", "degraded", "no_index"]


@dataclass(frozen=True, slots=True)
class Health:
    """How the engine is: ``message`` says what is wrong, and is empty where nothing is."""

    status: HealthStatus
    index: IndexInfo | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """All that a search finds, in order, read as it is asked for.

    ``total`` is the number of ``hits``. Their iterator raises ``NoIndexError`` where the
    index turns out to be damaged.
    """

    index: IndexInfo
    total: int
    hits: Iterator[Hit]


class SearchEngine(Protocol):
    """Answers searches from one whole generation of the index."""

    def search(
        self, request: SearchRequest, query: ParsedQuery, version: str | None = None
    ) -> SearchResults:
        """Return one page of what *query* finds under the filters of *request*.

        The live generation answers, or that of the *version* given; ``GoneError`` is raised
        where that is not kept.

        Raises ``NoIndexError``, and ``QueryError`` where a pattern matches too
        many words.
        """
        ...

    def count(self, request: SearchRequest, query: ParsedQuery) -> int:
        """Return the total that ``search`` would give, without more. Raises as it does."""
        ...

    def near_spellings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the words of texts and names that *word* may be a misspelling of.

        Each comes with the number of its paragraphs, the likeliest first. Empty where
        *word* itself has more than a tenth of these. Raises ``NoIndexError``.
        """
        ...

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions of *typed*. Raises ``NoIndexError``."""
        ...

    def scan(self, request: SearchRequest, query: ParsedQuery) -> Scan:
        """Return all paragraphs that ``search`` finds, whatever the page, in its order.

        One generation answers to the end. Hits are neither grouped nor are copies folded.
        Raises as ``search`` does.
        """
        ...

    def marks(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts and headlines. Raises as ``search`` does."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        ...

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it never did.

        Raises ``NoIndexError``.
        """
        ...

    def paragraphs(self, article_id: str, first: int, last: int) -> tuple[Hit, ...]:
        """Return those of an article's paragraphs numbered from *first* to *last*, in order.

        None of them where there is no such article. Raises ``NoIndexError``.
        """
        ...

    def timeline(self, request: SearchRequest, query: ParsedQuery) -> Timeline:
        """Return when the paragraphs that a search finds are dated.

        It counts under all filters of *request*, page and order aside, beside all
        paragraphs of the same speakers and sources. Raises as ``search`` does.
        """
        ...

    def facet(
        self, request: SearchRequest, query: ParsedQuery, name: FacetName, wanted: FacetRequest
    ) -> FacetPage:
        """Return a page of the values of one facet, counted as ``search`` does.

        Raises as ``search`` does.
        """
        ...

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of the speakers that *request* finds. Raises ``NoIndexError``."""
        ...

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None. Raises ``NoIndexError``."""
        ...

    def compare(self, request: SearchRequest, query: ParsedQuery) -> Comparison:
        """Return each of the speakers of *request* under its query and other filters.

        A speaker that there is none of has no paragraph. Raises as ``search`` does.
        """
        ...

    def info(self) -> IndexInfo:
        """Return what the live generation holds. Raises ``NoIndexError``."""
        ...

    def health(self) -> Health:
        """Return how the engine is; never raises."""
        ...

    def close(self) -> None:
        """Let go of what is open; the next call opens it again."""
        ...


class IndexWriter(Protocol):
    """Makes the next generation of the index out of the one before.

    Each article that is to be in the next generation is given once, to ``add`` or to
    ``keep``; what is not given leaves.
    """

    @property
    def entries(self) -> Mapping[str, CatalogEntry]:
        """The articles of the generation before, by id."""
        ...

    @property
    def removed(self) -> Mapping[str, RemovedArticle]:
        """The articles that left the index earlier, by id."""
        ...

    @property
    def rebuilding(self) -> bool:
        """Whether nothing of the generation before can be kept."""
        ...

    @property
    def reason(self) -> str:
        """Why nothing of an index that was there can be kept, or empty."""
        ...

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, in the place of its earlier version if there is one."""
        ...

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* as it is."""
        ...

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, in one step.

        Where nothing differs the live one stays. Raises ``IndexWriteError``.
        """
        ...


class IndexStore(Protocol):
    """Where indexes are written."""

    def writer(
        self, *, attribution: str, full: bool, prepare: Prepare, workers: int
    ) -> AbstractContextManager[IndexWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        What *prepare* makes of an article that is added is what is indexed. It may be
        called in up to *workers* other processes, for later articles before earlier ones.
        *attribution* is the fingerprint of whatever decides who says what. Entering
        raises ``LockedError`` where another process writes.
        """
        ...

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Return the articles of the live generation, by id. Raises ``NoIndexError``."""
        ...

    def verify(self) -> list[str]:
        """Return what is damaged of the live generation's files; reads all of them.

        Raises ``NoIndexError``.
        """
        ...
