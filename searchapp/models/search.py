"""Records of a search: the request, hits, facets and results."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from msgspec import Struct

from searchapp.models.articles import Attribution, QuotationType, Span, SpeakerKind, paragraph_id
from searchapp.models.fields import Moment, doc

SortOrder = Literal["relevance", "newest", "oldest", "added"]
TieOrder = Literal["newest", "oldest", "none"]
FacetName = Literal["speaker", "year", "source", "quotation", "role", "kind"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
TotalRelation = Literal["eq"]
Grouping = Literal["none", "article"]
Copies = Literal["fold", "all"]
View = Literal["paragraphs", "quotes"]
QUOTED: tuple[QuotationType, ...] = ("direct", "mixed")
"""The quotation types of which at least a part is quoted."""
SearchedAct = Literal["speech", "refusal"]
"""The acts whose speakers, roles and quotation types a search can filter by and count."""
Acts = tuple[SearchedAct, ...]
SEARCHED_ACTS: Acts = get_args(SearchedAct)
SPEECH: Acts = ("speech",)
MatchTier = Literal["all", "article", "some"]
"""How much of a query a hit has: all its words, all within its article, or some of them."""
SuggestionKind = Literal["speaker", "headline", "term"]
UNDATED = "undated"
"""The value of the year filter for paragraphs without a date."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search: query, filters, order and page. Values within one filter are OR-ed.

    ``speakers`` holds ids or exact names, and ``kinds`` kinds of speakers; together with
    ``quotations`` they have to hold of one attribution. ``acts`` are the acts of the
    attributions that filters and facets take; without speech among them, a hit must have
    such an attribution. ``years`` holds four-digit years and ``UNDATED``; ``date_from`` and
    ``date_to`` are inclusive days. ``page`` counts from 1, ``limit`` is the number of hits
    on a page.

    ``group`` "article" collapses the hits of an article under its best one. ``copies``
    "fold" lists paragraphs with identical text, in several articles, once. ``copies_of``
    is a paragraph's address and limits the search to that paragraph and its copies.

    ``view`` "quotes" limits the search to paragraphs that quote somebody. ``first`` leaves out
    those that repeat a passage of reported speech that an earlier article has.

    ``no_synonyms`` are the terms of the query that are searched without the synonyms that an
    editor listed; ``*`` stands for all of them.

    A search with less than a page of hits is relaxed: it also returns hits that lack some of
    its words. ``strict`` searches never are, ``relaxed`` ones always, in any order.
    """

    q: str = ""
    speakers: tuple[str, ...] = ()
    kinds: tuple[SpeakerKind, ...] = ()
    acts: Acts = SPEECH
    sources: tuple[str, ...] = ()
    quotations: tuple[QuotationType, ...] = ()
    roles: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    sort: SortOrder = "relevance"
    group: Grouping = "none"
    copies: Copies = "fold"
    copies_of: str = ""
    view: View = "paragraphs"
    first: bool = False
    strict: bool = False
    relaxed: bool = False
    no_synonyms: tuple[str, ...] = ()
    page: int = 1
    limit: int = 20

    @property
    def required_quotations(self) -> tuple[QuotationType, ...]:
        """The quotation types of which a hit must have one; empty for any paragraph."""
        return self.quotations or (QUOTED if self.view == "quotes" else ())


class Notice(Struct, frozen=True):
    """A remark on how a query was understood."""

    code: Annotated[str, doc("A code for programs.", "unclosed_quote")]
    message: Annotated[
        str, doc("The message as a sentence.", "The quotation mark has no counterpart.")
    ]
    start: Annotated[int, doc("The start in `q`, in Unicode code points.", 0)]
    end: Annotated[int, doc("The end in `q`, exclusive.", 1)]


class TrailOfHit(Struct, frozen=True):
    """How often a reported passage of a paragraph appears; see `/api/v1/quotes/{id}`."""

    id: Annotated[str, doc("The id of the passage.", "nobody-won-this-war-1f3a9c02b7d4")]
    articles: Annotated[int, doc("In how many articles it stands.", 12)]
    wordings: Annotated[int, doc("In how many wordings.", 3)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that matches a search.

    ``matches`` and ``title_matches`` are the spans of ``text`` and ``title``
    that the query matched; ``speaker_matches`` are those of the speaker's name of each
    attribution, in their order. ``score`` is the BM25 score, 0.0 where hits are sorted by date.

    ``collapsed`` are the numbers of the article's other paragraphs that matched, where hits
    are grouped by article; ``copies`` is the number of other paragraphs that matched and
    have the same text, in other articles.

    ``added_at`` is when the paragraph first entered the index, in UTC, or None if unknown.

    ``matched`` says how much of the query the hit has, and ``missing`` are the clauses that
    neither the paragraph nor its headline has, as typed. ``trail`` is that of a passage of
    reported speech that other articles have, too.
    """

    article_id: str
    number: int
    title: str
    text: str
    date: datetime.date | None
    source: str
    author: str
    attributions: tuple[Attribution, ...]
    matches: tuple[Span, ...] = ()
    title_matches: tuple[Span, ...] = ()
    speaker_matches: tuple[tuple[Span, ...], ...] = ()
    score: float = 0.0
    collapsed: tuple[int, ...] = ()
    copies: int = 0
    added_at: datetime.datetime | None = None
    matched: MatchTier = "all"
    missing: tuple[str, ...] = ()
    trail: TrailOfHit | None = None

    @property
    def refusals(self) -> tuple[Attribution, ...]:
        """Those of the attributions that say that somebody did not speak."""
        return tuple(a for a in self.attributions if a.act == "refusal")

    @property
    def id(self) -> str:
        """The paragraph's address, ``ARTICLE#pN``."""
        return paragraph_id(self.article_id, self.number)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and the number of paragraphs that have it.

    ``id`` is the value that the filter takes, ``value`` its label for readers.
    """

    id: str
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter, counted under all other filters.

    ``values`` are the most frequent and every selected one; ``distinct`` is the
    number of values that have at least one paragraph.
    """

    name: FacetName
    values: tuple[FacetValue, ...]
    distinct: int


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A page of facet values: those that contain ``like``, ignoring case and accents."""

    like: str = ""
    page: int = 1
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FacetPage:
    """One page of a facet's values, by falling count; ``total`` counts the values of all pages."""

    name: FacetName
    request: FacetRequest
    total: int
    values: tuple[FacetValue, ...]


class Index(Struct, frozen=True):
    """The generation of the index that answered."""

    version: Annotated[str, doc("The version number, which increases with each reindex.", "7")]
    built_at: Annotated[Moment, doc("When the index was built, in UTC.", "2024-03-21T09:30:00Z")]


class IndexInfo(Index, frozen=True):
    """A generation of the index and its size.

    ``first_date`` and ``last_date`` span the dated paragraphs, None where all are undated.
    """

    articles: int
    paragraphs: int
    first_date: datetime.date | None
    last_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class DescribedClause:
    """A clause of the query or a filter in words, and the same search without it.

    A clause of the query has its ``span`` in ``SearchRequest.q`` and an empty
    ``parameter``; a value of a filter has the filter's ``parameter`` and no span.
    """

    text: str
    without: SearchRequest
    span: Span | None = None
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class QueryDescription:
    """A search in one sentence, and the clauses of the sentence in their order."""

    sentence: str
    parts: tuple[DescribedClause, ...] = ()


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """A near spelling of the query with more hits: ``total``, under the same filters.

    ``changes`` are the spans of ``request.q`` that differ from the original query.
    """

    request: SearchRequest
    changes: tuple[Span, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """A search without one of its clauses, and its number of hits."""

    part: DescribedClause
    total: int


class Suggestion(Struct, frozen=True):
    """A completion of a partly typed query."""

    # The paragraphs of a speaker's words, of an article, or with all the words of a term.

    kind: Annotated[SuggestionKind, doc("The kind of completion.", "speaker")]
    value: Annotated[
        str, doc("A name, a headline, or the typed words with the last one completed.", "")
    ]
    id: Annotated[str | None, doc("The id of the speaker or article; null for a word.", None)]
    count: Annotated[int, doc("The number of paragraphs.", 3)]


class RelaxedTotals(Struct, frozen=True):
    """The number of hits that lack words of the query, after those that `total` counts."""

    article: Annotated[int, doc("Those whose article has all the words.", 3)]
    some: Annotated[int, doc("The others, which have at least one of them.", 12)]


NOT_RELAXED = RelaxedTotals(0, 0)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, with the total and the facets of all hits.

    ``total`` counts hits: articles where hits are grouped, each text once where copies
    are folded. ``paragraphs`` counts all paragraphs that match, as the facets do.
    ``without`` holds relaxed queries with hits, where this one has none. ``relaxed`` counts
    the hits after those: they lack words, and facets leave them out.
    """

    request: SearchRequest
    index: IndexInfo
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    relation: TotalRelation = "eq"
    paragraphs: int = 0
    description: QueryDescription = field(
        default_factory=lambda: QueryDescription("all paragraphs")
    )
    did_you_mean: DidYouMean | None = None
    without: tuple[RelaxedQuery, ...] = ()
    relaxed: RelaxedTotals = NOT_RELAXED

    @property
    def listed(self) -> int:
        """The number of hits on all pages together, those that lack words included."""
        return self.total + self.relaxed.article + self.relaxed.some

    @property
    def has_next(self) -> bool:
        """Whether a page follows this one."""
        return self.request.page * self.request.limit < self.listed
