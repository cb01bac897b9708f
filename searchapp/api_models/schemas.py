"""JSON objects of searches and articles, in the API and on the command line.

Each is a struct whose fields have their name, type, description and example once:
``convert.py`` makes them from records, ``msgspec`` encodes them in the order of their fields,
and ``web/api/openapi.py`` describes them. Version 1 only adds fields.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from msgspec import Meta, Struct

from searchapp.models.articles import Act, QuotationType, Span, SpeakerKind
from searchapp.models.search import (
    Copies,
    Grouping,
    SortOrder,
    SuggestionKind,
    TotalRelation,
    View,
)


def doc(description: str, example: object, **schema: object) -> Meta:
    """Return the metadata of a field; *schema* are further JSON Schema keywords."""
    return Meta(description=description, examples=[example], extra_json_schema=schema or None)


Day = datetime.date | None
"""A calendar day, without a time zone, or null."""

Moment = Annotated[datetime.datetime, Meta(tz=True)]

Spans = Annotated[
    tuple[Span, ...],
    doc("Stretches as [start, end]: Unicode code points, end exclusive.", [[0, 12]]),
]
SpeakerId = Annotated[str, doc("What the filter `speaker` takes.", "zhou-yunjie")]
Kind = Annotated[SpeakerKind, doc("What kind of source it is.", "person")]
ArticleId = Annotated[str, doc("Its id.", "2023-03-10-high-end-manufacturing")]
ArticleDay = Annotated[Day, doc("The article's day; null: undated.", "2023-03-10")]
Title = Annotated[str, doc("Its headline.", "Industry leaders underline innovation")]
Author = Annotated[str, doc("Who wrote it, or empty.", "Ana Ferreira")]
Source = Annotated[str, doc("Who published it, or empty.", "Northern Courier")]
ParagraphNumber = Annotated[int, doc("Its number in the article, from 1.", 8)]
FilterValue = Annotated[str, doc("The value as the filter takes it and a reader sees it.", "2023")]
FilterCount = Annotated[int, doc("How many matching paragraphs have it.", 31)]
FilterSelected = Annotated[bool, doc("Whether the filter selects it.", False)]


class Index(Struct, frozen=True):
    """The generation of the index that answered."""

    version: Annotated[str, doc("Its number; it grows with each reindex.", "7")]
    built_at: Annotated[Moment, doc("When it was finished, in UTC.", "2024-03-21T09:30:00Z")]


AnsweringIndex = Annotated[
    Index,
    doc("The generation that answered.", {"version": "7", "built_at": "2024-03-21T09:30:00Z"}),
]


class Passage(Struct, frozen=True):
    """A stretch of one paragraph of an article."""

    paragraph: Annotated[int, doc("The paragraph's number in its article, from 1.", 8)]
    start: Annotated[int, doc("Where it starts, in Unicode code points.", 0)]
    end: Annotated[int, doc("Where it ends, exclusive.", 11)]
    text: Annotated[str, doc("Its text.", "Zhou Yunjie")]


class Evidence(Struct, frozen=True, rename={"cue_span": "cue", "source_span": "source"}):
    """Evidence of an attribution."""

    rule: Annotated[str, doc("The name of the attribution rule.", "subject")]
    cue_span: Annotated[Passage | None, doc("Where the cue stands.", None)]
    source_span: Annotated[Passage | None, doc("Where the source stands.", None)]
    antecedents: Annotated[
        tuple[Passage, ...],
        doc("From a source that is no full name to what it takes up, nearest first.", []),
    ]


class Attribution(Struct, frozen=True):
    """One source's words or thoughts in one paragraph, one for each cue."""

    speaker: Annotated[
        str, doc("The speaker's fullest name in the article, without honorifics.", "Zhou Yunjie")
    ]
    speaker_id: SpeakerId
    speaker_kind: Kind
    role: Annotated[
        str, doc("What the article calls the speaker, or empty.", "deputy to the 14th NPC")
    ]
    cue: Annotated[str, doc("The reporting word as it stands in the text.", "said")]
    quotation: Annotated[QuotationType, doc("How much of the content is quoted.", "direct")]
    spans: Annotated[Spans, doc("The content in the paragraph's text, in order.", [[0, 120]])]
    act: Annotated[Act, doc("Words, thoughts or a refusal to speak.", "speech")]
    confidence: Annotated[float, doc("How likely speaker and cue are right, from 0 to 1.", 0.97)]
    evidence: Annotated[
        Evidence,
        doc("What it goes by.", {"rule": "", "cue": None, "source": None, "antecedents": []}),
    ]
    corrected: Annotated[bool, doc("Whether an editor corrected it by hand.", False)]


class Speaker(Struct, frozen=True):
    """A person or organization that a paragraph names."""

    id: SpeakerId
    name: Annotated[str, doc("The fullest name in the article.", "Li Dongsheng")]
    kind: Kind


class Notice(Struct, frozen=True):
    """A remark on how a query was understood."""

    code: Annotated[str, doc("What it is about, for programs.", "unclosed_quote")]
    message: Annotated[
        str, doc("The same as a sentence.", "The quotation mark has no counterpart.")
    ]
    start: Annotated[int, doc("Where in `q` it starts, in Unicode code points.", 0)]
    end: Annotated[int, doc("Where in `q` it ends, exclusive.", 1)]


class Part(Struct, frozen=True):
    """A clause of the query or a filter, and the same search without it."""

    text: Annotated[str, doc("The part in words.", "exactly ‘industrial internet’")]
    parameter: Annotated[str, doc("`q`, or the filter that it is a value of.", "q")]
    start: Annotated[int | None, doc("Where in `q` it starts; null for a filter.", 0)]
    end: Annotated[int | None, doc("Where in `q` it ends, exclusive.", 21)]
    without: Annotated[str, doc("The query string of the search without it.", "speaker=li-wei")]


class PartLess(Part, frozen=True):
    """A clause or filter, and the number of hits without it."""

    total: Annotated[int, doc("How many hits that search has.", 14)]


class DidYouMean(Struct, frozen=True):
    """A near spelling of the query with more hits, under the same filters."""

    q: Annotated[str, doc("The query so spelled.", "zhou yunjie")]
    changes: Annotated[Spans, doc("What in it is spelled otherwise.", [[0, 4]])]
    total: Annotated[int, doc("How many it finds.", 3)]
    query: Annotated[str, doc("The query string of that search.", "q=zhou+yunjie")]


class Suggestion(Struct, frozen=True):
    """A completion of a partly typed query."""

    kind: Annotated[SuggestionKind, doc("What it completes.", "speaker")]
    value: Annotated[
        str, doc("A name, a headline, or the words typed with the last completed.", "")
    ]
    id: Annotated[str | None, doc("The speaker's or the article's id; null for a term.", None)]
    count: Annotated[int, doc("How many paragraphs it has.", 3)]


class SuggestAnswer(Struct, frozen=True):
    """Completions: speakers, then headlines, then terms."""

    q: Annotated[str, doc("What was typed.", "zhou")]
    suggestions: Annotated[tuple[Suggestion, ...], doc("The likeliest first.", [])]


class Query(Struct, frozen=True, rename={"date_from": "from", "date_to": "to"}):
    """The request, and how its query was understood."""

    q: Annotated[str, doc("What was searched for.", "industrial internet")]
    speaker: Annotated[tuple[str, ...], doc("The selected speakers.", ["zhou-yunjie"])]
    source: Annotated[tuple[str, ...], doc("The selected sources.", ["Northern Courier"])]
    quotation: Annotated[
        tuple[QuotationType, ...], doc("The selected quotation types.", ["direct"])
    ]
    role: Annotated[tuple[str, ...], doc("The selected roles.", ["chairman"])]
    year: Annotated[tuple[str, ...], doc("The selected years.", ["2023", "undated"])]
    date_from: Annotated[Day, doc("The first day, inclusive.", "2023-03-01")]
    date_to: Annotated[Day, doc("The last day, inclusive.", "2023-03-31")]
    sort: Annotated[SortOrder, doc("The order of the hits.", "relevance")]
    group: Annotated[Grouping, doc("Whether hits are grouped by article.", "none")]
    copies: Annotated[Copies, doc("Whether copies of a text are folded.", "fold")]
    copies_of: Annotated[str, doc("The paragraph whose copies are listed, or empty.", "")]
    view: Annotated[View, doc("Whether only quotes are searched.", "paragraphs")]
    page: Annotated[int, doc("The page, from 1.", 1)]
    limit: Annotated[int, doc("How many hits a page has.", 20)]
    notices: Annotated[tuple[Notice, ...], doc("Remarks on the query.", [])]
    read_as: Annotated[
        str, doc("What was searched, as a sentence.", "paragraphs with a form of ‘oil’")
    ]
    parts: Annotated[tuple[Part, ...], doc("The parts of that sentence, in its order.", [])]


class Total(Struct, frozen=True):
    """How many paragraphs match."""

    value: Annotated[
        int,
        doc("How many hits: articles where grouped, each text once where copies are folded.", 245),
    ]
    relation: Annotated[TotalRelation, doc("`eq`: the number is exact.", "eq")]
    paragraphs: Annotated[int, doc("How many paragraphs match, as the facets count.", 260)]


class ArticleOfHit(Struct, frozen=True):
    """The article of a hit."""

    id: ArticleId
    title: Title
    source: Source
    author: Author


class Hit(Struct, frozen=True):
    """A paragraph that matches a search."""

    id: Annotated[
        str, doc("The paragraph's address, ARTICLE#pN.", "2023-03-10-high-end-manufacturing#p8")
    ]
    url: Annotated[
        str,
        doc(
            "Where a reader finds it; relative to the endpoint's host.",
            "/articles/2023-03-10-high-end-manufacturing#p8",
            format="uri-reference",
        ),
    ]
    article: Annotated[
        ArticleOfHit,
        doc(
            "Its article.",
            {"id": "a", "title": "A headline", "source": "Northern Courier", "author": ""},
        ),
    ]
    number: ParagraphNumber
    date: ArticleDay
    attributions: Annotated[tuple[Attribution, ...], doc("Who says what in it.", [])]
    text: Annotated[str, doc("All of its text.", "The industrial internet is at work.")]
    snippet_html: Annotated[
        str,
        doc(
            "The best part of it as safe HTML; its only markup is <mark>.",
            "The <mark>industrial</mark> <mark>internet</mark> is at work.",
        ),
    ]
    matches: Annotated[Spans, doc("What the query matched in `text`.", [[4, 14], [15, 23]])]
    title_matches: Annotated[Spans, doc("What it matched in the headline.", [])]
    speaker_matches: Annotated[
        tuple[Spans, ...], doc("What it matched in the name of each attribution's speaker.", [[]])
    ]
    score: Annotated[float, doc("Its rank; 0 unless hits are in order of relevance.", 11.25)]
    folded: Annotated[
        tuple[int, ...], doc("Where grouped: the article's other paragraphs that match.", [9, 12])
    ]
    copies: Annotated[
        int, doc("How many other matching paragraphs have the same text, in other articles.", 0)
    ]
    added_at: Annotated[
        Moment | None,
        doc("When it first entered the index, in UTC; null: unknown.", "2024-03-21T09:30:00Z"),
    ]


class End(Struct, frozen=True):
    """Summary at the end of a stream of hits."""

    complete: Annotated[bool, doc("Whether it has all that match.", True)]
    count: Annotated[int, doc("How many hits came before.", 245)]
    total: Annotated[int, doc("How many match.", 245)]
    index: AnsweringIndex
    reason: Annotated[str, doc("Why it was cut, or empty.", "")]


class ExportEnd(Struct, frozen=True):
    """The last line of a stream of hits; a stream without it is incomplete."""

    end: Annotated[
        End, doc("How it ends.", {"complete": True, "count": 245, "total": 245, "reason": ""})
    ]


class FacetValue(Struct, frozen=True):
    """A value of a filter."""

    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class SpeakerValue(Struct, frozen=True):
    """A value of the filter `speaker`."""

    id: Annotated[str, doc("What the filter takes, beside the name.", "zhou-yunjie")]
    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class RoleValue(Struct, frozen=True):
    """A value of the filter `role`."""

    id: Annotated[str, doc("What the filter takes, beside the role's words.", "chairman")]
    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class Facets(Struct, frozen=True):
    """The most frequent values of each filter, counted under all other filters."""

    speaker: Annotated[tuple[SpeakerValue, ...], doc("Who speaks.", [])]
    year: Annotated[tuple[FacetValue, ...], doc("The years, and `undated`.", [])]
    source: Annotated[tuple[FacetValue, ...], doc("The sources.", [])]
    quotation: Annotated[tuple[FacetValue, ...], doc("How they are quoted.", [])]
    role: Annotated[tuple[RoleValue, ...], doc("What they are called.", [])]


class SearchAnswer(Struct, frozen=True):
    """One page of results."""

    query: Annotated[Query, doc("The request, as it was understood.", {"q": "oil"})]
    total: Annotated[Total, doc("How many match.", {"value": 245, "relation": "eq"})]
    index: AnsweringIndex
    results: Annotated[tuple[Hit, ...], doc("The hits of this page, in order.", [])]
    facets: Annotated[
        Facets, doc("What to narrow down by.", {"speaker": [], "year": [], "source": []})
    ]
    did_you_mean: Annotated[DidYouMean | None, doc("A near spelling that finds more.", None)]
    without: Annotated[
        tuple[PartLess, ...],
        doc("Without hits: the searches with one clause or filter less that have some.", []),
    ]
    next: Annotated[
        str | None,
        doc(
            "Where the next page is; null at the end.",
            "/api/v1/search?q=oil&cursor=WyI3IiwxNzExMDEzNDAwLDIsIjAiXQ",
            format="uri-reference",
        ),
    ]
