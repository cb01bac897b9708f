"""The JSON objects of the endpoint and the command line, as types.

``serialization.py`` makes them and mypy holds it to them; ``web/openapi.py`` describes
them, so that what is documented is what the code gives. Each field carries its meaning
and an example. Version 1 only ever adds fields.
"""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from msgspec import Meta

from searchapp.records import (
    Act,
    Copies,
    Grouping,
    QuotationType,
    SortOrder,
    SpeakerKind,
    SuggestionKind,
    TotalRelation,
)


def _is(description: str, example: object, **schema: object) -> Meta:
    """Return what is said of a field; *schema* are further words of JSON Schema."""
    return Meta(description=description, examples=[example], extra_json_schema=schema or None)


_DAY = {"format": "date"}
_MOMENT = {"format": "date-time"}

Day = Annotated[str, _is("A calendar day, without a time zone.", "2023-03-10", **_DAY)]
Spans = Annotated[
    list[tuple[int, int]],
    _is("Stretches as [start, end]: Unicode code points, end exclusive.", [[0, 12]]),
]


class Passage(TypedDict):
    """A stretch of one paragraph of an article."""

    paragraph: Annotated[int, _is("The paragraph's number in its article, from 1.", 8)]
    start: Annotated[int, _is("Where it starts, in Unicode code points.", 0)]
    end: Annotated[int, _is("Where it ends, exclusive.", 11)]
    text: Annotated[str, _is("Its text.", "Zhou Yunjie")]


class Evidence(TypedDict):
    """What an attribution goes by."""

    rule: Annotated[str, _is("The name of the rule that found it.", "subject")]
    cue: Annotated[Passage | None, _is("Where the cue stands.", None)]
    source: Annotated[Passage | None, _is("Where the source stands.", None)]
    antecedents: Annotated[
        list[Passage],
        _is("From a source that is no full name to what it takes up, nearest first.", []),
    ]


class Attribution(TypedDict):
    """One source's words or thoughts in one paragraph, one for each cue."""

    speaker: Annotated[
        str, _is("The speaker's fullest name in the article, without honorifics.", "Zhou Yunjie")
    ]
    speaker_id: Annotated[str, _is("What the filter `speaker` takes.", "zhou-yunjie")]
    speaker_kind: Annotated[SpeakerKind, _is("What kind of source it is.", "person")]
    role: Annotated[
        str, _is("What the article calls the speaker, or empty.", "deputy to the 14th NPC")
    ]
    cue: Annotated[str, _is("The reporting word as it stands in the text.", "said")]
    quotation: Annotated[QuotationType, _is("How much of the content is quoted.", "direct")]
    spans: Annotated[Spans, _is("The content in the paragraph's text, in order.", [[0, 120]])]
    act: Annotated[Act, _is("Words or thoughts.", "speech")]
    confidence: Annotated[float, _is("How likely speaker and cue are right, from 0 to 1.", 0.97)]
    evidence: Annotated[
        Evidence,
        _is("What it goes by.", {"rule": "", "cue": None, "source": None, "antecedents": []}),
    ]
    corrected: Annotated[bool, _is("Whether an editor corrected it by hand.", False)]


class Speaker(TypedDict):
    """Somebody whom a paragraph names."""

    id: Annotated[str, _is("What the filter `speaker` takes.", "li-dongsheng")]
    name: Annotated[str, _is("The fullest name in the article.", "Li Dongsheng")]
    kind: Annotated[SpeakerKind, _is("What kind of source it is.", "person")]


class Notice(TypedDict):
    """Something about a query that its reader should know."""

    code: Annotated[str, _is("What it is about, for programs.", "unclosed_quote")]
    message: Annotated[
        str, _is("The same as a sentence.", "The quotation mark has no counterpart.")
    ]
    start: Annotated[int, _is("Where in `q` it starts, in Unicode code points.", 0)]
    end: Annotated[int, _is("Where in `q` it ends, exclusive.", 1)]


class Part(TypedDict):
    """One part of what was searched, and the same search without it."""

    text: Annotated[str, _is("The part in words.", "exactly ‘industrial internet’")]
    parameter: Annotated[str, _is("`q`, or the filter that it is a value of.", "q")]
    start: Annotated[int | None, _is("Where in `q` it starts; null for a filter.", 0)]
    end: Annotated[int | None, _is("Where in `q` it ends, exclusive.", 21)]
    without: Annotated[str, _is("The query string of the search without it.", "speaker=li-wei")]


class PartLess(Part):
    """A part, and what is found without it."""

    total: Annotated[int, _is("How many would be found.", 14)]


class DidYouMean(TypedDict):
    """A near spelling that finds more with the same filters."""

    q: Annotated[str, _is("The query so spelled.", "zhou yunjie")]
    changes: Annotated[Spans, _is("What in it is spelled otherwise.", [[0, 4]])]
    total: Annotated[int, _is("How many it finds.", 3)]
    query: Annotated[str, _is("The query string of that search.", "q=zhou+yunjie")]


class Suggestion(TypedDict):
    """A completion of what is being typed."""

    kind: Annotated[SuggestionKind, _is("What it completes.", "speaker")]
    value: Annotated[
        str, _is("A name, a headline, or the words typed with the last completed.", "")
    ]
    id: Annotated[str | None, _is("The speaker's or the article's id; null for a term.", None)]
    count: Annotated[int, _is("How many paragraphs it has.", 3)]


class SuggestAnswer(TypedDict):
    """Completions: speakers, then headlines, then terms."""

    q: Annotated[str, _is("What was typed.", "zhou")]
    suggestions: Annotated[list[Suggestion], _is("The likeliest first.", [])]


# "from" is no name that a class body can declare.
_Between = TypedDict(
    "_Between",
    {
        "from": Annotated[Day | None, _is("The first day, inclusive.", "2023-03-01", **_DAY)],
        "to": Annotated[Day | None, _is("The last day, inclusive.", "2023-03-31", **_DAY)],
    },
)


class Query(_Between):
    """What was asked, and how it was understood."""

    q: Annotated[str, _is("What was searched for.", "industrial internet")]
    speaker: Annotated[list[str], _is("Speakers asked for.", ["zhou-yunjie"])]
    source: Annotated[list[str], _is("Sources asked for.", ["Northern Courier"])]
    quotation: Annotated[list[QuotationType], _is("Quotation types asked for.", ["direct"])]
    role: Annotated[list[str], _is("Roles asked for.", ["chairman"])]
    year: Annotated[list[str], _is("Years asked for.", ["2023", "undated"])]
    sort: Annotated[SortOrder, _is("The order of the hits.", "relevance")]
    group: Annotated[Grouping, _is("Whether hits are grouped by article.", "none")]
    copies: Annotated[Copies, _is("Whether copies of a text are folded.", "fold")]
    copies_of: Annotated[str, _is("The paragraph whose copies were asked for, or empty.", "")]
    page: Annotated[int, _is("The page, from 1.", 1)]
    limit: Annotated[int, _is("How many hits a page has.", 20)]
    notices: Annotated[list[Notice], _is("What a reader should know of the query.", [])]
    read_as: Annotated[
        str, _is("What was searched, as a sentence.", "paragraphs with a form of ‘oil’")
    ]
    parts: Annotated[list[Part], _is("The parts of that sentence, in its order.", [])]


class Total(TypedDict):
    """How many paragraphs match."""

    value: Annotated[
        int,
        _is("How many hits: articles where grouped, each text once where copies are folded.", 245),
    ]
    paragraphs: Annotated[int, _is("How many paragraphs match, as the facets count.", 260)]
    relation: Annotated[TotalRelation, _is("`eq`: the number is exact.", "eq")]


class Index(TypedDict):
    """The generation of the index that answered."""

    version: Annotated[str, _is("Its number; it grows with each reindex.", "7")]
    built_at: Annotated[
        str, _is("When it was finished, in UTC.", "2024-03-21T09:30:00Z", **_MOMENT)
    ]


class ArticleOfHit(TypedDict):
    """The article that a hit is a paragraph of."""

    id: Annotated[str, _is("Its id.", "2023-03-10-high-end-manufacturing")]
    title: Annotated[str, _is("Its headline.", "Industry leaders underline innovation")]
    source: Annotated[str, _is("Who published it, or empty.", "Northern Courier")]
    author: Annotated[str, _is("Who wrote it, or empty.", "Ana Ferreira")]


class Hit(TypedDict):
    """A paragraph that a search found."""

    id: Annotated[
        str, _is("The paragraph's address, ARTICLE#pN.", "2023-03-10-high-end-manufacturing#p8")
    ]
    url: Annotated[
        str,
        _is(
            "Where a reader finds it; relative to the endpoint's host.",
            "/articles/2023-03-10-high-end-manufacturing#p8",
            format="uri-reference",
        ),
    ]
    article: Annotated[
        ArticleOfHit,
        _is(
            "Its article.",
            {"id": "a", "title": "A headline", "source": "Northern Courier", "author": ""},
        ),
    ]
    number: Annotated[int, _is("Its number in the article, from 1.", 8)]
    date: Annotated[Day | None, _is("The article's day; null: undated.", "2023-03-10", **_DAY)]
    attributions: Annotated[list[Attribution], _is("Who says what in it.", [])]
    text: Annotated[str, _is("All of its text.", "The industrial internet is at work.")]
    snippet_html: Annotated[
        str,
        _is(
            "The best part of it as safe HTML; its only markup is <mark>.",
            "The <mark>industrial</mark> <mark>internet</mark> is at work.",
        ),
    ]
    matches: Annotated[Spans, _is("What the query matched in `text`.", [[4, 14], [15, 23]])]
    title_matches: Annotated[Spans, _is("What it matched in the headline.", [])]
    speaker_matches: Annotated[
        list[Spans], _is("What it matched in the name of each attribution's speaker.", [[]])
    ]
    folded: Annotated[
        list[int], _is("Where grouped: the article's other paragraphs that match.", [9, 12])
    ]
    copies: Annotated[
        int, _is("How many other matching paragraphs have the same text, in other articles.", 0)
    ]
    score: Annotated[float, _is("Its rank; 0 where hits are in order of date.", 11.25)]


class FacetValue(TypedDict):
    """A value of a filter."""

    value: Annotated[str, _is("The value as the filter takes it and a reader sees it.", "2023")]
    count: Annotated[int, _is("How many matching paragraphs have it.", 31)]
    selected: Annotated[bool, _is("Whether the filter asks for it.", False)]


class SpeakerValue(FacetValue):
    """A value of the filter `speaker`."""

    id: Annotated[str, _is("What the filter takes, beside the name.", "zhou-yunjie")]


class RoleValue(FacetValue):
    """A value of the filter `role`."""

    id: Annotated[str, _is("What the filter takes, beside the role's words.", "chairman")]


class Facets(TypedDict):
    """The commonest values of each filter, counted under all filters but their own."""

    speaker: Annotated[list[SpeakerValue], _is("Who speaks.", [])]
    year: Annotated[list[FacetValue], _is("The years, and `undated`.", [])]
    source: Annotated[list[FacetValue], _is("The sources.", [])]
    quotation: Annotated[list[FacetValue], _is("How they are quoted.", [])]
    role: Annotated[list[RoleValue], _is("What they are called.", [])]


class SearchAnswer(TypedDict):
    """One page of results."""

    query: Annotated[Query, _is("What was asked, and how it was understood.", {"q": "oil"})]
    total: Annotated[Total, _is("How many match.", {"value": 245, "relation": "eq"})]
    index: Annotated[
        Index, _is("What answered.", {"version": "7", "built_at": "2024-03-21T09:30:00Z"})
    ]
    results: Annotated[list[Hit], _is("The hits of this page, in order.", [])]
    facets: Annotated[
        Facets, _is("What to narrow down by.", {"speaker": [], "year": [], "source": []})
    ]
    did_you_mean: Annotated[DidYouMean | None, _is("A near spelling that finds more.", None)]
    without: Annotated[
        list[PartLess], _is("Where nothing is found: what would be, with one part less.", [])
    ]
    next: Annotated[
        str | None,
        _is(
            "Where the next page is; null at the end.",
            "/api/v1/search?q=oil&page=2",
            format="uri-reference",
        ),
    ]


class Paragraph(TypedDict):
    """A paragraph, who says what in it, and whom it names."""

    number: Annotated[int, _is("Its number in the article, from 1.", 8)]
    text: Annotated[str, _is("Its text.", "The industrial internet is at work.")]
    attributions: Annotated[list[Attribution], _is("Who says what in it.", [])]
    mentions: Annotated[list[Speaker], _is("Whom it names and who do not speak in it.", [])]
    corrected: Annotated[
        bool, _is("Whether an editor said who speaks in it, or that nobody does.", False)
    ]


class AttributedArticle(TypedDict):
    """An article's paragraphs, and who says what in them."""

    id: Annotated[str, _is("Its id.", "2023-03-10-high-end-manufacturing")]
    date: Annotated[Day | None, _is("Its day; null: undated.", "2023-03-10", **_DAY)]
    title: Annotated[str, _is("Its headline.", "Industry leaders underline innovation")]
    paragraphs: Annotated[list[Paragraph], _is("Its paragraphs, in order.", [])]


class Article(AttributedArticle):
    """All of an article."""

    author: Annotated[str, _is("Who wrote it, or empty.", "Ana Ferreira")]
    source: Annotated[str, _is("Who published it, or empty.", "Northern Courier")]
    url: Annotated[str, _is("Where it was published, as the article says it, or empty.", "")]
    language: Annotated[str, _is("Its language, as the article says it, or empty.", "en")]
    section: Annotated[str, _is("The part of its source that it stood in, or empty.", "World")]
    correction: Annotated[str, _is("What its source says it corrected, or empty.", "")]
    date_evidence: Annotated[
        str, _is("What the date was taken from, or empty where undated.", "date line")
    ]


class Health(TypedDict):
    """How the service is."""

    status: Annotated[str, _is("`ok`, `degraded` or `no_index`.", "ok")]
    index: Annotated[
        Index | None, _is("What answers; null: nothing.", {"version": "7", "built_at": "…"})
    ]
    message: NotRequired[Annotated[str, _is("What is wrong, and what to do.", "Run: …")]]


class Ready(TypedDict):
    """What answers searches."""

    index: Annotated[Index, _is("The live generation.", {"version": "7", "built_at": "…"})]


class Problem(TypedDict):
    """Why a request could not be answered: problem details (RFC 9457)."""

    type: Annotated[str, _is("Always `about:blank`: the status says the kind.", "about:blank")]
    title: Annotated[
        str, _is("The kind of problem.", "A parameter has a value that it cannot take")
    ]
    status: Annotated[int, _is("The HTTP status again.", 400)]
    detail: Annotated[
        str,
        _is(
            "What is wrong and what would be right, as a sentence.",
            "The parameter 'limit' is '0'; allowed is a whole number from 1 to 100.",
        ),
    ]
    parameter: NotRequired[Annotated[str, _is("The parameter at fault.", "limit")]]
    allowed: NotRequired[Annotated[str, _is("What it may be.", "a whole number from 1 to 100")]]
    notices: NotRequired[Annotated[list[Notice], _is("What is wrong in `q`, and where.", [])]]
