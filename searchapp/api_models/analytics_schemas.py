"""JSON objects of timelines, speakers, comparisons and contexts, as types.

``analytics_convert.py`` builds them from the records of ``models/analytics.py``.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

from searchapp.api_models.schemas import DAY, Day, Hit, Index, described
from searchapp.models.analytics import TimelineBase
from searchapp.models.articles import SpeakerKind
from searchapp.models.intervals import Interval

_INDEX = {"version": "7", "built_at": "2024-03-21T09:30:00Z"}


class Bucket(TypedDict):
    """A bar of a timeline."""

    label: Annotated[str, described("The interval's name.", "2023-03")]
    start: Annotated[Day, described("Its first day.", "2023-03-01", **DAY)]
    end: Annotated[Day, described("Its last day, inclusive.", "2023-03-31", **DAY)]
    count: Annotated[int, described("How many matching paragraphs are dated in it.", 12)]
    out_of: Annotated[int, described("How many paragraphs `base` has in it.", 340)]


class Timeline(TypedDict):
    """Counts by date, in consecutive buckets."""

    interval: Annotated[Interval, described("How long a bucket is.", "month")]
    base: Annotated[TimelineBase, described("Whose paragraphs `out_of` counts.", "archive")]
    total: Annotated[int, described("All paragraphs counted, including undated ones.", 245)]
    undated: Annotated[int, described("How many of them have no date.", 3)]
    undated_out_of: Annotated[int, described("How many of `base` have no date.", 20)]
    buckets: Annotated[list[Bucket], described("The bars, the earliest first.", [])]


class TimelineAnswer(TypedDict):
    """The timeline of the matching paragraphs."""

    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    timeline: Annotated[Timeline, described("The counts by date.", {"interval": "month"})]


class SpeakerSummary(TypedDict):
    """A speaker of the archive."""

    id: Annotated[str, described("What the filter `speaker` takes.", "zhou-yunjie")]
    name: Annotated[str, described("The speaker's name.", "Zhou Yunjie")]
    kind: Annotated[SpeakerKind, described("What kind of source it is.", "person")]
    count: Annotated[int, described("How many paragraphs report their words.", 2)]
    first_date: Annotated[Day | None, described("The first dated day.", "2023-03-10", **DAY)]
    last_date: Annotated[Day | None, described("The last dated day.", "2023-03-10", **DAY)]


class SpeakersAnswer(TypedDict):
    """One page of speakers."""

    total: Annotated[int, described("How many there are on all pages.", 31)]
    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    speakers: Annotated[list[SpeakerSummary], described("Those of this page.", [])]
    next: Annotated[
        str | None,
        described("Where the next page is; null at the end.", "/api/v1/speakers?page=2"),
    ]


class Role(TypedDict):
    """A role of a speaker, in the words of articles."""

    role: Annotated[str, described("In the article's words.", "deputy to the 14th NPC")]
    count: Annotated[int, described("In how many paragraphs.", 2)]
    first_date: Annotated[Day | None, described("From this day.", "2023-03-10", **DAY)]
    last_date: Annotated[Day | None, described("To this day.", "2023-03-10", **DAY)]


class Term(TypedDict):
    """A significant term: more frequent in a speaker's paragraphs than in others."""

    word: Annotated[str, described("The word, in its most frequent spelling.", "industrial")]
    count: Annotated[int, described("How many of the paragraphs looked at have it.", 2)]
    out_of: Annotated[int, described("How many were looked at.", 2)]
    score: Annotated[float, described("How much it stands out.", 4.2)]


class CoQuoted(TypedDict):
    """Another speaker who is quoted in the same articles."""

    id: Annotated[str, described("What the filter `speaker` takes.", "li-dongsheng")]
    name: Annotated[str, described("The name.", "Li Dongsheng")]
    articles: Annotated[int, described("In how many articles.", 1)]


class SourceCount(TypedDict):
    """A source that quotes a speaker."""

    source: Annotated[str, described("The source.", "Northern Courier")]
    count: Annotated[int, described("In how many paragraphs.", 2)]


class SpeakerAnswer(TypedDict):
    """A speaker's profile."""

    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    speaker: Annotated[SpeakerSummary, described("Who it is.", {"id": "zhou-yunjie"})]
    roles: Annotated[list[Role], described("What articles call them, the latest first.", [])]
    timeline: Annotated[Timeline, described("When they speak.", {"interval": "year"})]
    terms: Annotated[list[Term], described("What stands out, the strongest first.", [])]
    co_quoted: Annotated[list[CoQuoted], described("Who is quoted beside them.", [])]
    sources: Annotated[list[SourceCount], described("Who reports their words.", [])]


class Series(TypedDict):
    """One speaker of a comparison."""

    id: Annotated[str, described("What the filter `speaker` takes.", "zhou-yunjie")]
    name: Annotated[str, described("The name.", "Zhou Yunjie")]
    count: Annotated[int, described("How many of their paragraphs match.", 2)]
    out_of: Annotated[int, described("How many they have.", 2)]
    timeline: Annotated[Timeline, described("When those are dated.", {"interval": "year"})]


class CompareAnswer(TypedDict):
    """Several speakers under one query; their timelines have the same buckets."""

    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    series: Annotated[list[Series], described("The speakers, in the order of the request.", [])]


class ContextAnswer(TypedDict):
    """A paragraph with its neighbours in the article."""

    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    before: Annotated[list[Hit], described("Those before, in order.", [])]
    paragraph: Annotated[Hit, described("The paragraph.", {"id": "a#p8"})]
    after: Annotated[list[Hit], described("Those after, in order.", [])]


class ArticleSummary(TypedDict):
    """An article with matching paragraphs."""

    id: Annotated[str, described("Its id.", "2023-03-10-high-end-manufacturing")]
    url: Annotated[str, described("Where a reader finds its best paragraph.", "/articles/a#p8")]
    title: Annotated[str, described("Its headline.", "Industry leaders underline innovation")]
    date: Annotated[Day | None, described("Its day; null: undated.", "2023-03-10", **DAY)]
    source: Annotated[str, described("Who published it, or empty.", "Northern Courier")]
    author: Annotated[str, described("Who wrote it, or empty.", "Ana Ferreira")]
    paragraphs: Annotated[
        list[int], described("The numbers of its matching paragraphs, the best first.", [8, 9])
    ]


class ArticlesAnswer(TypedDict):
    """One page of the articles that have matching paragraphs."""

    total: Annotated[int, described("How many articles there are on all pages.", 12)]
    index: Annotated[Index, described("The generation that answered.", _INDEX)]
    articles: Annotated[list[ArticleSummary], described("Those of this page.", [])]
    next: Annotated[
        str | None,
        described("Where the next page is; null at the end.", "/api/v1/articles?page=2"),
    ]
