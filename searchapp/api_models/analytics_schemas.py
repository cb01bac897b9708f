"""JSON objects of timelines, speakers, comparisons and contexts."""

from __future__ import annotations

import datetime
from typing import Annotated

from msgspec import Struct

from searchapp.api_models.schemas import (
    AnsweringIndex,
    ArticleDay,
    ArticleId,
    Author,
    Day,
    Hit,
    Kind,
    Source,
    SpeakerId,
    Title,
    doc,
)
from searchapp.models.analytics import TimelineBase
from searchapp.models.intervals import Interval


class Bucket(Struct, frozen=True):
    """A bar of a timeline."""

    label: Annotated[str, doc("The interval's name.", "2023-03")]
    start: Annotated[datetime.date, doc("Its first day.", "2023-03-01")]
    end: Annotated[datetime.date, doc("Its last day, inclusive.", "2023-03-31")]
    count: Annotated[int, doc("How many matching paragraphs are dated in it.", 12)]
    out_of: Annotated[int, doc("How many paragraphs `base` has in it.", 340)]


class Timeline(Struct, frozen=True):
    """Counts by date, in consecutive buckets."""

    interval: Annotated[Interval, doc("How long a bucket is.", "month")]
    base: Annotated[TimelineBase, doc("Whose paragraphs `out_of` counts.", "archive")]
    total: Annotated[int, doc("All paragraphs counted, including undated ones.", 245)]
    undated: Annotated[int, doc("How many of them have no date.", 3)]
    undated_out_of: Annotated[int, doc("How many of `base` have no date.", 20)]
    buckets: Annotated[tuple[Bucket, ...], doc("The bars, the earliest first.", [])]


class TimelineAnswer(Struct, frozen=True):
    """The timeline of the matching paragraphs."""

    index: AnsweringIndex
    timeline: Annotated[Timeline, doc("The counts by date.", {"interval": "month"})]


class SpeakerSummary(Struct, frozen=True):
    """A speaker of the archive."""

    id: SpeakerId
    name: Annotated[str, doc("The speaker's name.", "Zhou Yunjie")]
    kind: Kind
    count: Annotated[int, doc("How many paragraphs report their words.", 2)]
    first_date: Annotated[Day, doc("The first dated day.", "2023-03-10")]
    last_date: Annotated[Day, doc("The last dated day.", "2023-03-10")]


class SpeakersAnswer(Struct, frozen=True):
    """One page of speakers."""

    total: Annotated[int, doc("How many there are on all pages.", 31)]
    index: AnsweringIndex
    speakers: Annotated[tuple[SpeakerSummary, ...], doc("Those of this page.", [])]
    next: Annotated[
        str | None, doc("Where the next page is; null at the end.", "/api/v1/speakers?page=2")
    ]


class Role(Struct, frozen=True):
    """A role of a speaker, in the words of articles."""

    role: Annotated[str, doc("In the article's words.", "deputy to the 14th NPC")]
    count: Annotated[int, doc("In how many paragraphs.", 2)]
    first_date: Annotated[Day, doc("From this day.", "2023-03-10")]
    last_date: Annotated[Day, doc("To this day.", "2023-03-10")]


class Term(Struct, frozen=True):
    """A significant term: more frequent in a speaker's paragraphs than in others."""

    word: Annotated[str, doc("The word, in its most frequent spelling.", "industrial")]
    count: Annotated[int, doc("How many of the paragraphs looked at have it.", 2)]
    out_of: Annotated[int, doc("How many were looked at.", 2)]
    score: Annotated[float, doc("How much it stands out.", 4.2)]


class CoQuoted(Struct, frozen=True):
    """Another speaker who is quoted in the same articles."""

    id: SpeakerId
    name: Annotated[str, doc("The name.", "Li Dongsheng")]
    articles: Annotated[int, doc("In how many articles.", 1)]


class SourceCount(Struct, frozen=True):
    """A source that quotes a speaker."""

    source: Annotated[str, doc("The source.", "Northern Courier")]
    count: Annotated[int, doc("In how many paragraphs.", 2)]


class SpeakerAnswer(Struct, frozen=True, rename={"summary": "speaker"}):
    """A speaker's profile."""

    index: AnsweringIndex
    summary: Annotated[SpeakerSummary, doc("Who it is.", {"id": "zhou-yunjie"})]
    roles: Annotated[tuple[Role, ...], doc("What articles call them, the latest first.", [])]
    timeline: Annotated[Timeline, doc("When they speak.", {"interval": "year"})]
    terms: Annotated[tuple[Term, ...], doc("What stands out, the strongest first.", [])]
    co_quoted: Annotated[tuple[CoQuoted, ...], doc("Who is quoted beside them.", [])]
    sources: Annotated[tuple[SourceCount, ...], doc("Who reports their words.", [])]


class Series(Struct, frozen=True):
    """One speaker of a comparison."""

    id: SpeakerId
    name: Annotated[str, doc("The name.", "Zhou Yunjie")]
    count: Annotated[int, doc("How many of their paragraphs match.", 2)]
    out_of: Annotated[int, doc("How many they have.", 2)]
    timeline: Annotated[Timeline, doc("When those are dated.", {"interval": "year"})]


class CompareAnswer(Struct, frozen=True):
    """Several speakers under one query; their timelines have the same buckets."""

    index: AnsweringIndex
    series: Annotated[tuple[Series, ...], doc("The speakers, in the order of the request.", [])]


class ContextAnswer(Struct, frozen=True):
    """A paragraph with its neighbours in the article."""

    index: AnsweringIndex
    before: Annotated[tuple[Hit, ...], doc("Those before, in order.", [])]
    paragraph: Annotated[Hit, doc("The paragraph.", {"id": "a#p8"})]
    after: Annotated[tuple[Hit, ...], doc("Those after, in order.", [])]


class ArticleSummary(Struct, frozen=True):
    """An article with matching paragraphs."""

    id: ArticleId
    url: Annotated[str, doc("Where a reader finds its best paragraph.", "/articles/a#p8")]
    title: Title
    date: ArticleDay
    source: Source
    author: Author
    paragraphs: Annotated[
        tuple[int, ...], doc("The numbers of its matching paragraphs, the best first.", [8, 9])
    ]


class ArticlesAnswer(Struct, frozen=True):
    """One page of the articles that have matching paragraphs."""

    total: Annotated[int, doc("How many articles there are on all pages.", 12)]
    index: AnsweringIndex
    articles: Annotated[tuple[ArticleSummary, ...], doc("Those of this page.", [])]
    next: Annotated[
        str | None, doc("Where the next page is; null at the end.", "/api/v1/articles?page=2")
    ]
