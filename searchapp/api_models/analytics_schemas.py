"""JSON objects of timelines, speakers, comparisons and contexts."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct

from searchapp.api_models.schemas import Hit
from searchapp.api_models.shared_schemas import AnsweringIndex, Notices
from searchapp.models.analytics import (
    CoQuoted,
    Role,
    Series,
    SourceCount,
    SpeakerSummary,
    Term,
    Timeline,
)
from searchapp.models.fields import (
    ArticleDay,
    ArticleId,
    Author,
    Source,
    SpeakerId,
    Title,
    doc,
)


class TimelineAnswer(Struct, frozen=True):
    """The timeline of the matching paragraphs."""

    index: AnsweringIndex
    timeline: Annotated[Timeline, doc("The number of matches by date.", {"interval": "month"})]
    notices: Notices = UNSET


class SpeakersAnswer(Struct, frozen=True):
    """One page of speakers."""

    total: Annotated[int, doc("The total number, on all pages.", 31)]
    index: AnsweringIndex
    speakers: Annotated[tuple[SpeakerSummary, ...], doc("The items on this page.", [])]
    next: Annotated[
        str | None,
        doc("The URL of the next page; null on the last page.", "/api/v1/speakers?page=2"),
    ]
    notices: Notices = UNSET


class SpeakerForm(Struct, frozen=True):
    """A name that the archive has for a speaker."""

    id: SpeakerId
    name: Annotated[str, doc("The name.", "Li D. Sheng")]
    count: Annotated[int, doc("The number of paragraphs under this name.", 2)]


class SpeakerJoin(Struct, frozen=True):
    """Two names of a speaker, and why they are one."""

    first: SpeakerId
    second: SpeakerId
    relation: Annotated[str, doc("What one name is to the other.", "middle name")]
    confidence: Annotated[float, doc("The estimated probability that they are one.", 0.97)]
    reasons: Annotated[tuple[str, ...], doc("The evidence.", ["roles with chairman"])]


class SpeakerAnswer(Struct, frozen=True, rename={"summary": "speaker"}):
    """A speaker's profile."""

    index: AnsweringIndex
    summary: Annotated[SpeakerSummary, doc("The speaker.", {"id": "zhou-yunjie"})]
    roles: Annotated[tuple[Role, ...], doc("The speaker's roles, latest first.", [])]
    timeline: Annotated[
        Timeline, doc("The number of the speaker's paragraphs by date.", {"interval": "year"})
    ]
    terms: Annotated[tuple[Term, ...], doc("Distinctive words, most distinctive first.", [])]
    co_quoted: Annotated[tuple[CoQuoted, ...], doc("Other speakers in the same articles.", [])]
    sources: Annotated[tuple[SourceCount, ...], doc("The sources that quote the speaker.", [])]
    forms: Annotated[
        tuple[SpeakerForm, ...],
        doc("The names that the archive has for the speaker, if there are several.", []),
    ]
    joins: Annotated[tuple[SpeakerJoin, ...], doc("Why these names are one speaker.", [])]
    same_as: Annotated[
        tuple[str, ...],
        doc("URLs that identify the speaker elsewhere.", ["https://www.wikidata.org/wiki/Q1"]),
    ]
    namesakes: Annotated[
        tuple[str, ...],
        doc(
            "Why several people may have the name: roles or times that exclude each other.",
            ["roles of different countries: Brazilian minister; Spanish minister"],
        ),
    ]
    notices: Notices = UNSET


class CompareAnswer(Struct, frozen=True):
    """Several speakers under one query; their timelines have the same buckets."""

    index: AnsweringIndex
    series: Annotated[tuple[Series, ...], doc("The speakers, in the order of the request.", [])]
    notices: Notices = UNSET


class ContextAnswer(Struct, frozen=True):
    """A paragraph with its neighbours in the article."""

    index: AnsweringIndex
    before: Annotated[tuple[Hit, ...], doc("The paragraphs before it, in order.", [])]
    paragraph: Annotated[Hit, doc("The paragraph.", {"id": "a#p8"})]
    after: Annotated[tuple[Hit, ...], doc("The paragraphs after it, in order.", [])]
    notices: Notices = UNSET


class SimilarAnswer(Struct, frozen=True):
    """Paragraphs that share the rare terms of a paragraph; copies of it are left out."""

    index: AnsweringIndex
    paragraph: Annotated[Hit, doc("The paragraph.", {"id": "a#p8"})]
    terms: Annotated[
        tuple[str, ...], doc("The terms searched, as the paragraph has them.", ["glassworks"])
    ]
    results: Annotated[tuple[Hit, ...], doc("The paragraphs like it, one an article.", [])]
    notices: Notices = UNSET


class ArticleSummary(Struct, frozen=True):
    """An article with matching paragraphs."""

    id: ArticleId
    url: Annotated[str, doc("The URL of the article's best matching paragraph.", "/articles/a#p8")]
    title: Title
    date: ArticleDay
    source: Source
    author: Author
    paragraphs: Annotated[
        tuple[int, ...], doc("The numbers of the matching paragraphs, best match first.", [8, 9])
    ]


class ArticlesAnswer(Struct, frozen=True):
    """One page of the articles that have matching paragraphs."""

    total: Annotated[int, doc("The number of articles on all pages.", 12)]
    index: AnsweringIndex
    articles: Annotated[tuple[ArticleSummary, ...], doc("The items on this page.", [])]
    next: Annotated[
        str | None,
        doc("The URL of the next page; null on the last page.", "/api/v1/articles?page=2"),
    ]
    notices: Notices = UNSET
