"""JSON objects of searches, in the API and on the command line, as types.

``convert.py`` builds them, checked by mypy, and ``web/api/openapi.py`` derives the OpenAPI
document from them, so that documentation and responses agree. Each field has a description
and an example. Version 1 only adds fields.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from searchapp.models.articles import Act, QuotationType, SpeakerKind
from searchapp.models.search import Copies, Grouping, SortOrder, SuggestionKind, TotalRelation


def described(description: str, example: object, **schema: object) -> Meta:
    """Return the metadata of a field; *schema* are further JSON Schema keywords."""
    return Meta(description=description, examples=[example], extra_json_schema=schema or None)


DAY = {"format": "date"}
_MOMENT = {"format": "date-time"}

Day = Annotated[str, described("A calendar day, without a time zone.", "2023-03-10", **DAY)]
Spans = Annotated[
    list[tuple[int, int]],
    described("Stretches as [start, end]: Unicode code points, end exclusive.", [[0, 12]]),
]


class Passage(TypedDict):
    """A stretch of one paragraph of an article."""

    paragraph: Annotated[int, described("The paragraph's number in its article, from 1.", 8)]
    start: Annotated[int, described("Where it starts, in Unicode code points.", 0)]
    end: Annotated[int, described("Where it ends, exclusive.", 11)]
    text: Annotated[str, described("Its text.", "Zhou Yunjie")]


class Evidence(TypedDict):
    """Evidence of an attribution."""

    rule: Annotated[str, described("The name of the attribution rule.", "subject")]
    cue: Annotated[Passage | None, described("Where the cue stands.", None)]
    source: Annotated[Passage | None, described("Where the source stands.", None)]
    antecedents: Annotated[
        list[Passage],
        described("From a source that is no full name to what it takes up, nearest first.", []),
    ]


class Attribution(TypedDict):
    """One source's words or thoughts in one paragraph, one for each cue."""

    speaker: Annotated[
        str,
        described("The speaker's fullest name in the article, without honorifics.", "Zhou Yunjie"),
    ]
    speaker_id: Annotated[str, described("What the filter `speaker` takes.", "zhou-yunjie")]
    speaker_kind: Annotated[SpeakerKind, described("What kind of source it is.", "person")]
    role: Annotated[
        str, described("What the article calls the speaker, or empty.", "deputy to the 14th NPC")
    ]
    cue: Annotated[str, described("The reporting word as it stands in the text.", "said")]
    quotation: Annotated[QuotationType, described("How much of the content is quoted.", "direct")]
    spans: Annotated[Spans, described("The content in the paragraph's text, in order.", [[0, 120]])]
    act: Annotated[Act, described("Words, thoughts or a refusal to speak.", "speech")]
    confidence: Annotated[
        float, described("How likely speaker and cue are right, from 0 to 1.", 0.97)
    ]
    evidence: Annotated[
        Evidence,
        described("What it goes by.", {"rule": "", "cue": None, "source": None, "antecedents": []}),
    ]
    corrected: Annotated[bool, described("Whether an editor corrected it by hand.", False)]


class Speaker(TypedDict):
    """A person or organization that a paragraph names."""

    id: Annotated[str, described("What the filter `speaker` takes.", "li-dongsheng")]
    name: Annotated[str, described("The fullest name in the article.", "Li Dongsheng")]
    kind: Annotated[SpeakerKind, described("What kind of source it is.", "person")]


class Notice(TypedDict):
    """A remark on how a query was understood."""

    code: Annotated[str, described("What it is about, for programs.", "unclosed_quote")]
    message: Annotated[
        str, described("The same as a sentence.", "The quotation mark has no counterpart.")
    ]
    start: Annotated[int, described("Where in `q` it starts, in Unicode code points.", 0)]
    end: Annotated[int, described("Where in `q` it ends, exclusive.", 1)]


class Part(TypedDict):
    """A clause of the query or a filter, and the same search without it."""

    text: Annotated[str, described("The part in words.", "exactly ‘industrial internet’")]
    parameter: Annotated[str, described("`q`, or the filter that it is a value of.", "q")]
    start: Annotated[int | None, described("Where in `q` it starts; null for a filter.", 0)]
    end: Annotated[int | None, described("Where in `q` it ends, exclusive.", 21)]
    without: Annotated[
        str, described("The query string of the search without it.", "speaker=li-wei")
    ]


class PartLess(Part):
    """A clause or filter, and the number of hits without it."""

    total: Annotated[int, described("How many hits that search has.", 14)]


class DidYouMean(TypedDict):
    """A near spelling of the query with more hits, under the same filters."""

    q: Annotated[str, described("The query so spelled.", "zhou yunjie")]
    changes: Annotated[Spans, described("What in it is spelled otherwise.", [[0, 4]])]
    total: Annotated[int, described("How many it finds.", 3)]
    query: Annotated[str, described("The query string of that search.", "q=zhou+yunjie")]


class Suggestion(TypedDict):
    """A completion of a partly typed query."""

    kind: Annotated[SuggestionKind, described("What it completes.", "speaker")]
    value: Annotated[
        str, described("A name, a headline, or the words typed with the last completed.", "")
    ]
    id: Annotated[
        str | None, described("The speaker's or the article's id; null for a term.", None)
    ]
    count: Annotated[int, described("How many paragraphs it has.", 3)]


class SuggestAnswer(TypedDict):
    """Completions: speakers, then headlines, then terms."""

    q: Annotated[str, described("What was typed.", "zhou")]
    suggestions: Annotated[list[Suggestion], described("The likeliest first.", [])]


# A class body cannot declare a field named "from".
_DateRange = TypedDict(
    "_DateRange",
    {
        "from": Annotated[Day | None, described("The first day, inclusive.", "2023-03-01", **DAY)],
        "to": Annotated[Day | None, described("The last day, inclusive.", "2023-03-31", **DAY)],
    },
)


class Query(_DateRange):
    """The request, and how its query was understood."""

    q: Annotated[str, described("What was searched for.", "industrial internet")]
    speaker: Annotated[list[str], described("The selected speakers.", ["zhou-yunjie"])]
    source: Annotated[list[str], described("The selected sources.", ["Northern Courier"])]
    quotation: Annotated[
        list[QuotationType], described("The selected quotation types.", ["direct"])
    ]
    role: Annotated[list[str], described("The selected roles.", ["chairman"])]
    year: Annotated[list[str], described("The selected years.", ["2023", "undated"])]
    sort: Annotated[SortOrder, described("The order of the hits.", "relevance")]
    group: Annotated[Grouping, described("Whether hits are grouped by article.", "none")]
    copies: Annotated[Copies, described("Whether copies of a text are folded.", "fold")]
    copies_of: Annotated[str, described("The paragraph whose copies are listed, or empty.", "")]
    page: Annotated[int, described("The page, from 1.", 1)]
    limit: Annotated[int, described("How many hits a page has.", 20)]
    notices: Annotated[list[Notice], described("Remarks on the query.", [])]
    read_as: Annotated[
        str, described("What was searched, as a sentence.", "paragraphs with a form of ‘oil’")
    ]
    parts: Annotated[list[Part], described("The parts of that sentence, in its order.", [])]


class Total(TypedDict):
    """How many paragraphs match."""

    value: Annotated[
        int,
        described(
            "How many hits: articles where grouped, each text once where copies are folded.", 245
        ),
    ]
    paragraphs: Annotated[int, described("How many paragraphs match, as the facets count.", 260)]
    relation: Annotated[TotalRelation, described("`eq`: the number is exact.", "eq")]


class Index(TypedDict):
    """The generation of the index that answered."""

    version: Annotated[str, described("Its number; it grows with each reindex.", "7")]
    built_at: Annotated[
        str, described("When it was finished, in UTC.", "2024-03-21T09:30:00Z", **_MOMENT)
    ]


class ArticleOfHit(TypedDict):
    """The article of a hit."""

    id: Annotated[str, described("Its id.", "2023-03-10-high-end-manufacturing")]
    title: Annotated[str, described("Its headline.", "Industry leaders underline innovation")]
    source: Annotated[str, described("Who published it, or empty.", "Northern Courier")]
    author: Annotated[str, described("Who wrote it, or empty.", "Ana Ferreira")]


class Hit(TypedDict):
    """A paragraph that matches a search."""

    id: Annotated[
        str,
        described("The paragraph's address, ARTICLE#pN.", "2023-03-10-high-end-manufacturing#p8"),
    ]
    url: Annotated[
        str,
        described(
            "Where a reader finds it; relative to the endpoint's host.",
            "/articles/2023-03-10-high-end-manufacturing#p8",
            format="uri-reference",
        ),
    ]
    article: Annotated[
        ArticleOfHit,
        described(
            "Its article.",
            {"id": "a", "title": "A headline", "source": "Northern Courier", "author": ""},
        ),
    ]
    number: Annotated[int, described("Its number in the article, from 1.", 8)]
    date: Annotated[Day | None, described("The article's day; null: undated.", "2023-03-10", **DAY)]
    attributions: Annotated[list[Attribution], described("Who says what in it.", [])]
    text: Annotated[str, described("All of its text.", "The industrial internet is at work.")]
    snippet_html: Annotated[
        str,
        described(
            "The best part of it as safe HTML; its only markup is <mark>.",
            "The <mark>industrial</mark> <mark>internet</mark> is at work.",
        ),
    ]
    matches: Annotated[Spans, described("What the query matched in `text`.", [[4, 14], [15, 23]])]
    title_matches: Annotated[Spans, described("What it matched in the headline.", [])]
    speaker_matches: Annotated[
        list[Spans], described("What it matched in the name of each attribution's speaker.", [[]])
    ]
    folded: Annotated[
        list[int], described("Where grouped: the article's other paragraphs that match.", [9, 12])
    ]
    copies: Annotated[
        int,
        described("How many other matching paragraphs have the same text, in other articles.", 0),
    ]
    score: Annotated[float, described("Its rank; 0 unless hits are in order of relevance.", 11.25)]
    added_at: Annotated[
        str | None,
        described(
            "When it first entered the index, in UTC; null: unknown.",
            "2024-03-21T09:30:00Z",
            **_MOMENT,
        ),
    ]


class End(TypedDict):
    """Summary at the end of a stream of hits."""

    complete: Annotated[bool, described("Whether it has all that match.", True)]
    count: Annotated[int, described("How many hits came before.", 245)]
    total: Annotated[int, described("How many match.", 245)]
    index: Annotated[
        Index,
        described(
            "The generation that answered.", {"version": "7", "built_at": "2024-03-21T09:30:00Z"}
        ),
    ]
    reason: Annotated[str, described("Why it was cut, or empty.", "")]


class ExportEnd(TypedDict):
    """The last line of a stream of hits; a stream without it is incomplete."""

    end: Annotated[
        End, described("How it ends.", {"complete": True, "count": 245, "total": 245, "reason": ""})
    ]


class FacetValue(TypedDict):
    """A value of a filter."""

    value: Annotated[
        str, described("The value as the filter takes it and a reader sees it.", "2023")
    ]
    count: Annotated[int, described("How many matching paragraphs have it.", 31)]
    selected: Annotated[bool, described("Whether the filter selects it.", False)]


class SpeakerValue(FacetValue):
    """A value of the filter `speaker`."""

    id: Annotated[str, described("What the filter takes, beside the name.", "zhou-yunjie")]


class RoleValue(FacetValue):
    """A value of the filter `role`."""

    id: Annotated[str, described("What the filter takes, beside the role's words.", "chairman")]


class Facets(TypedDict):
    """The most frequent values of each filter, counted under all other filters."""

    speaker: Annotated[list[SpeakerValue], described("Who speaks.", [])]
    year: Annotated[list[FacetValue], described("The years, and `undated`.", [])]
    source: Annotated[list[FacetValue], described("The sources.", [])]
    quotation: Annotated[list[FacetValue], described("How they are quoted.", [])]
    role: Annotated[list[RoleValue], described("What they are called.", [])]


class SearchAnswer(TypedDict):
    """One page of results."""

    query: Annotated[Query, described("The request, as it was understood.", {"q": "oil"})]
    total: Annotated[Total, described("How many match.", {"value": 245, "relation": "eq"})]
    index: Annotated[
        Index,
        described(
            "The generation that answered.", {"version": "7", "built_at": "2024-03-21T09:30:00Z"}
        ),
    ]
    results: Annotated[list[Hit], described("The hits of this page, in order.", [])]
    facets: Annotated[
        Facets, described("What to narrow down by.", {"speaker": [], "year": [], "source": []})
    ]
    did_you_mean: Annotated[DidYouMean | None, described("A near spelling that finds more.", None)]
    without: Annotated[
        list[PartLess],
        described("Without hits: the searches with one clause or filter less that have some.", []),
    ]
    next: Annotated[
        str | None,
        described(
            "Where the next page is; null at the end.",
            "/api/v1/search?q=oil&cursor=WyI3IiwxNzExMDEzNDAwLDIsIjAiXQ",
            format="uri-reference",
        ),
    ]
