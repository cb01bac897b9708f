"""JSON objects of searches and articles: hits, attributions, facets, the end of an export.

Each is a struct whose fields have their name, type, description and example once:
``convert.py`` makes them from records, ``msgspec`` encodes them in the order of their fields,
and ``web/api/openapi.py`` describes them. Version 1 only adds fields.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Struct, UnsetType

from searchapp.api_models.query_schemas import DidYouMean, PartLess, Query
from searchapp.api_models.shared_schemas import AnsweringIndex, Notices
from searchapp.models.articles import Act, Kind, Passage, QuotationType, Spans, Speaker
from searchapp.models.fields import (
    ArticleDay,
    ArticleId,
    Author,
    Moment,
    ParagraphNumber,
    Source,
    SpeakerId,
    Title,
    doc,
)
from searchapp.models.search import Index, MatchTier, RelaxedTotals, TotalRelation, TrailOfHit

FilterValue = Annotated[str, doc("The value, as the filter accepts it and pages show it.", "2023")]
FilterCount = Annotated[int, doc("The number of matching paragraphs with this value.", 31)]
FilterSelected = Annotated[bool, doc("Whether the value is selected.", False)]


class Evidence(Struct, frozen=True, rename={"cue_span": "cue", "source_span": "source"}):
    """Evidence of an attribution."""

    rule: Annotated[str, doc("The name of the attribution rule.", "subject")]
    cue_span: Annotated[Passage | None, doc("The position of the cue.", None)]
    source_span: Annotated[Passage | None, doc("The position of the source.", None)]
    antecedents: Annotated[
        tuple[Passage, ...],
        doc(
            "If the source is not a full name: what it refers to, nearest first, up to"
            " the full name.",
            [],
        ),
    ]


class Attribution(Struct, frozen=True):
    """One source's words or thoughts in one paragraph, one for each cue."""

    speaker: Annotated[
        str,
        doc("The speaker's fullest name in the article, without titles such as Mr.", "Zhou Yunjie"),
    ]
    speaker_id: SpeakerId
    speaker_kind: Kind
    role: Annotated[
        str, doc("The role that the article gives the speaker, or empty.", "deputy to the 14th NPC")
    ]
    cue: Annotated[str, doc("The reporting word, as in the text.", "said")]
    quotation: Annotated[
        QuotationType, doc("Whether the content is quoted, partly quoted or paraphrased.", "direct")
    ]
    spans: Annotated[
        Spans,
        doc("The position of the content in the text of the paragraph, in order.", [[0, 120]]),
    ]
    act: Annotated[
        Act, doc("Whether the speaker says it, thinks it or refuses to speak.", "speech")
    ]
    confidence: Annotated[
        float, doc("The probability that the speaker and the cue are right, from 0 to 1.", 0.97)
    ]
    evidence: Annotated[
        Evidence,
        doc(
            "The evidence for the attribution.",
            {"rule": "", "cue": None, "source": None, "antecedents": []},
        ),
    ]
    corrected: Annotated[bool, doc("Whether an editor corrected it.", False)]


class Total(Struct, frozen=True):
    """How many paragraphs match."""

    value: Annotated[
        int,
        doc(
            "The number of results. If they are grouped, articles count; copies of a text"
            " count once unless all are listed.",
            245,
        ),
    ]
    relation: Annotated[TotalRelation, doc("`eq`: the number is exact.", "eq")]
    paragraphs: Annotated[
        int, doc("The number of matching paragraphs, which facets also count.", 260)
    ]


class ArticleOfHit(Struct, frozen=True):
    """The article of a hit."""

    id: ArticleId
    title: Title
    source: Source
    author: Author


class PluginLink(Struct, frozen=True):
    """A link that a plugin adds to a hit."""

    label: Annotated[str, doc("Its text.", "Full report")]
    url: Annotated[
        str,
        doc(
            "An http(s) URL, or a path on this host.",
            "https://example.org/r",
            format="uri-reference",
        ),
    ]


class PluginExtras(Struct, frozen=True):
    """What a plugin adds to a hit."""

    links: Annotated[tuple[PluginLink, ...], doc("Its links.", [])]
    notes: Annotated[tuple[str, ...], doc("Its notes, plain text.", ["Also in print, page 3"])]
    data: Annotated[dict[str, Any], doc("Its JSON object, of keys of its own.", {"page": 3})]


class Hit(Struct, frozen=True):
    """A paragraph that matches a search."""

    id: Annotated[
        str, doc("The id of the paragraph, ARTICLE#pN.", "2023-03-10-high-end-manufacturing#p8")
    ]
    url: Annotated[
        str,
        doc(
            "The URL of the paragraph on the site, without the host.",
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
    attributions: Annotated[
        tuple[Attribution, ...], doc("The attributions: who says what in the paragraph.", [])
    ]
    text: Annotated[
        str, doc("The whole text of the paragraph.", "The industrial internet is at work.")
    ]
    snippet_html: Annotated[
        str,
        doc(
            "The best excerpt as safe HTML; the only markup in it is <mark>.",
            "The <mark>industrial</mark> <mark>internet</mark> is at work.",
        ),
    ]
    matches: Annotated[Spans, doc("The matches in `text`.", [[4, 14], [15, 23]])]
    title_matches: Annotated[Spans, doc("The matches in the headline.", [])]
    speaker_matches: Annotated[
        tuple[Spans, ...], doc("The matches in the speaker's name, for each attribution.", [[]])
    ]
    score: Annotated[
        float, doc("The relevance score; 0 unless results are ordered by relevance.", 11.25)
    ]
    folded: Annotated[
        tuple[int, ...],
        doc("If results are grouped: the article's other matching paragraphs.", [9, 12]),
    ]
    copies: Annotated[
        int,
        doc("The number of other matching paragraphs with the same text, in other articles.", 0),
    ]
    added_at: Annotated[
        Moment | None,
        doc(
            "When the paragraph was first indexed, in UTC; null if unknown.", "2024-03-21T09:30:00Z"
        ),
    ]
    refusals: Annotated[
        tuple[Attribution, ...],
        doc("Who declines to comment in the paragraph; in searches only with `act=refusal`.", []),
    ]
    matched: Annotated[
        MatchTier,
        doc("Which words of the query it has: `all`, `some`, or all within its `article`.", "all"),
    ]
    missing: Annotated[
        tuple[str, ...], doc("The words that neither it nor its headline has.", ["glacier"])
    ]
    trail: Annotated[
        TrailOfHit | None,
        doc("The passage of it that stands in most articles; null if none stands in others.", None),
    ]
    plugins: Annotated[
        dict[str, PluginExtras] | UnsetType,
        doc("What plugins add to a hit of a search, by the plugin's name; absent without any.", {}),
    ] = UNSET


class End(Struct, frozen=True):
    """Summary at the end of a stream of hits."""

    complete: Annotated[bool, doc("Whether the export has all matches.", True)]
    count: Annotated[int, doc("The number of exported paragraphs.", 245)]
    total: Annotated[int, doc("The number of matches.", 245)]
    index: AnsweringIndex
    reason: Annotated[str, doc("Why the export is incomplete, or empty.", "")]


class ExportEnd(Struct, frozen=True):
    """The last line of a stream of hits; a stream without it is incomplete."""

    end: Annotated[
        End,
        doc(
            "The outcome of the export.",
            {"complete": True, "count": 245, "total": 245, "reason": ""},
        ),
    ]


class FacetValue(Struct, frozen=True):
    """A value of a filter."""

    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class SpeakerValue(Struct, frozen=True):
    """A value of the filter `speaker`."""

    id: Annotated[str, doc("The id, which the filter accepts, as it does the name.", "zhou-yunjie")]
    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class RoleValue(Struct, frozen=True):
    """A value of the filter `role`."""

    id: Annotated[str, doc("The id, which the filter accepts, as it does the role.", "chairman")]
    value: FilterValue
    count: FilterCount
    selected: FilterSelected


class Facets(Struct, frozen=True):
    """The most frequent values of each filter, counted under all other filters."""

    speaker: Annotated[tuple[SpeakerValue, ...], doc("Who speaks.", [])]
    year: Annotated[tuple[FacetValue, ...], doc("Years, and `undated`.", [])]
    source: Annotated[tuple[FacetValue, ...], doc("The sources.", [])]
    quotation: Annotated[tuple[FacetValue, ...], doc("Types of quotation.", [])]
    role: Annotated[tuple[RoleValue, ...], doc("Roles of speakers.", [])]
    kind: Annotated[tuple[FacetValue, ...], doc("Kinds of speakers.", [])]


class SearchAnswer(Struct, frozen=True):
    """One page of results."""

    query: Annotated[Query, doc("The request, as the server understood it.", {"q": "oil"})]
    total: Annotated[Total, doc("The number of matches.", {"value": 245, "relation": "eq"})]
    index: AnsweringIndex
    results: Annotated[tuple[Hit, ...], doc("The results on this page, in order.", [])]
    facets: Annotated[
        Facets,
        doc(
            "Filters with the number of matches for each value.",
            {"speaker": [], "year": [], "source": []},
        ),
    ]
    did_you_mean: Annotated[
        DidYouMean | None, doc("A similar spelling that finds more, or null.", None)
    ]
    without: Annotated[
        tuple[PartLess, ...],
        doc("If there are no results: searches without one part of the query that have some.", []),
    ]
    relaxed: Annotated[
        RelaxedTotals,
        doc("The number of hits that lack words and follow.", {"article": 0, "some": 0}),
    ]
    next: Annotated[
        str | None,
        doc(
            "The URL of the next page; null on the last page.",
            "/api/v1/search?q=oil&cursor=WyI3IiwxNzExMDEzNDAwLDIsIjAiXQ",
            format="uri-reference",
        ),
    ]


class Paragraph(Struct, frozen=True):
    """A paragraph with its attributions and mentions."""

    number: ParagraphNumber
    text: Annotated[str, doc("Its text.", "The industrial internet is at work.")]
    attributions: Annotated[
        tuple[Attribution, ...], doc("The attributions: who says what in the paragraph.", [])
    ]
    refusals: Annotated[
        tuple[Attribution, ...],
        doc("Speakers who refuse to speak, as in “declined to comment”.", []),
    ]
    mentions: Annotated[
        tuple[Speaker, ...], doc("Speakers who are named in the paragraph but not quoted.", [])
    ]
    corrected: Annotated[
        bool, doc("Whether an editor has changed the paragraph's speakers.", False)
    ]


class AttributedArticle(Struct, frozen=True):
    """An article's paragraphs with their attributions."""

    id: ArticleId
    date: ArticleDay
    title: Title
    paragraphs: Annotated[tuple[Paragraph, ...], doc("The paragraphs, in order.", [])]


class Article(AttributedArticle, frozen=True):
    """An article with its metadata."""

    author: Author
    source: Source
    url: Annotated[str, doc("The URL of the original, as the article gives it, or empty.", "")]
    language: Annotated[str, doc("The language, as the article gives it, or empty.", "en")]
    section: Annotated[str, doc("The section of the publication, or empty.", "World")]
    correction: Annotated[str, doc("The publisher's note of a correction, or empty.", "")]
    date_evidence: Annotated[
        str, doc("What the date was taken from; empty if there is no date.", "date line")
    ]
    index: Annotated[
        Index | UnsetType,
        doc(
            "The index that the response comes from.",
            {"version": "7", "built_at": "2024-03-21T09:30:00Z"},
        ),
    ] = UNSET
    paragraphs_total: Annotated[
        int | UnsetType,
        doc("The number of paragraphs; missing if the response has all of them.", 1200),
    ] = UNSET
    prev: Annotated[
        str | UnsetType | None,
        doc(
            "The URL of the previous paragraphs; null at the start, missing if the"
            " response has all of them.",
            None,
            format="uri-reference",
        ),
    ] = UNSET
    next: Annotated[
        str | UnsetType | None,
        doc(
            "The URL of the following paragraphs; null at the end, missing if the"
            " response has all of them.",
            "/api/v1/articles/2023-03-10-hearing?page=2",
            format="uri-reference",
        ),
    ] = UNSET
    notices: Notices = UNSET
