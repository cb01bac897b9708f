"""Records of aggregations over paragraphs: timelines, speakers, comparisons.

A timeline counts paragraphs by date, each count together with the number of paragraphs
that it is a share of: all of the archive, or all of the speakers and sources filtered by.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Struct

from searchapp.models.articles import Kind, SpeakerKind
from searchapp.models.fields import Day, SpeakerId, doc
from searchapp.models.identity import FormCount, Join
from searchapp.models.intervals import Interval
from searchapp.models.search import Hit, IndexInfo, SearchRequest

SpeakerOrder = Literal["count", "name", "latest"]
TimelineBase = Literal["archive", "speaker", "source", "speaker_and_source"]


class Bucket(Struct, frozen=True):
    """A bar of a timeline."""

    label: Annotated[str, doc("The label of the interval.", "2023-03")]
    start: Annotated[datetime.date, doc("The first day of the interval.", "2023-03-01")]
    end: Annotated[datetime.date, doc("The last day of the interval, inclusive.", "2023-03-31")]
    count: Annotated[int, doc("The number of matching paragraphs in the interval.", 12)]
    out_of: Annotated[
        int, doc("The number of all paragraphs in the interval, as `base` defines them.", 340)
    ]


class Timeline(Struct, frozen=True):
    """Counts by date, in consecutive buckets."""

    interval: Annotated[Interval, doc("The length of each interval.", "month")]
    base: Annotated[TimelineBase, doc("Which paragraphs `out_of` counts.", "archive")]
    total: Annotated[int, doc("The number of matching paragraphs, including undated ones.", 245)]
    undated: Annotated[int, doc("The number of matching paragraphs without a date.", 3)]
    undated_out_of: Annotated[int, doc("The number of paragraphs in `base` without a date.", 20)]
    buckets: Annotated[tuple[Bucket, ...], doc("The intervals, earliest first.", [])]


class SpeakerSummary(Struct, frozen=True):
    """A speaker of the archive."""

    id: SpeakerId
    name: Annotated[str, doc("The name of the speaker.", "Zhou Yunjie")]
    kind: Kind
    count: Annotated[int, doc("The number of paragraphs with words of this speaker.", 2)]
    first_date: Annotated[Day, doc("The date of the earliest dated paragraph.", "2023-03-10")]
    last_date: Annotated[Day, doc("The date of the latest dated paragraph.", "2023-03-10")]


@dataclass(frozen=True, slots=True)
class SpeakersRequest:
    """A page of speakers: those whose names contain ``name``, ignoring case and accents.

    ``kinds`` limits the list to speakers of these kinds; empty for all.
    """

    name: str = ""
    kinds: tuple[SpeakerKind, ...] = ()
    sort: SpeakerOrder = "count"
    page: int = 1
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SpeakerList:
    """One page of speakers; ``total`` counts the speakers of all pages."""

    request: SpeakersRequest
    index: IndexInfo
    total: int
    speakers: tuple[SpeakerSummary, ...]


class Role(Struct, frozen=True):
    """A role of a speaker, in the words of articles."""

    role: Annotated[str, doc("The role as articles give it.", "deputy to the 14th NPC")]
    count: Annotated[int, doc("The number of paragraphs.", 2)]
    first_date: Annotated[Day, doc("The earliest date.", "2023-03-10")]
    last_date: Annotated[Day, doc("The latest date.", "2023-03-10")]


class Term(Struct, frozen=True):
    """A significant term: more frequent in a speaker's paragraphs than in others."""

    word: Annotated[str, doc("The word, in its most frequent spelling.", "industrial")]
    count: Annotated[int, doc("The number of sampled paragraphs with the word.", 2)]
    out_of: Annotated[int, doc("The number of sampled paragraphs.", 2)]
    score: Annotated[
        float, doc("How distinctive the word is for this speaker; higher is more distinctive.", 4.2)
    ]


class CoQuoted(Struct, frozen=True):
    """Another speaker who is quoted in the same articles."""

    id: SpeakerId
    name: Annotated[str, doc("The name.", "Li Dongsheng")]
    articles: Annotated[int, doc("The number of articles.", 1)]


class SourceCount(Struct, frozen=True):
    """A source that quotes a speaker."""

    source: Annotated[str, doc("The source.", "Northern Courier")]
    count: Annotated[int, doc("The number of paragraphs.", 2)]


@dataclass(frozen=True, slots=True)
class SpeakerProfile:
    """A speaker's roles, timeline, significant terms, co-quoted speakers and sources.

    ``roles`` are in order of date, the latest first; ``terms`` and ``co_quoted`` by falling
    score and count. ``sources`` are pairs of a source and its number of paragraphs. ``forms``
    are the names that the archive has for the speaker, the speaker's own first, if there are
    several; ``joins`` say why they are one speaker. ``same_as`` are URLs that identify
    the speaker elsewhere. ``namesakes`` says why several people may have the name.
    """

    index: IndexInfo
    summary: SpeakerSummary
    roles: tuple[Role, ...]
    timeline: Timeline
    terms: tuple[Term, ...]
    co_quoted: tuple[CoQuoted, ...]
    sources: tuple[SourceCount, ...]
    forms: tuple[FormCount, ...] = ()
    joins: tuple[Join, ...] = ()
    same_as: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()


class Series(Struct, frozen=True):
    """One speaker of a comparison."""

    id: SpeakerId
    name: Annotated[str, doc("The name.", "Zhou Yunjie")]
    count: Annotated[int, doc("The number of the speaker's matching paragraphs.", 2)]
    out_of: Annotated[int, doc("The number of all the speaker's paragraphs.", 2)]
    timeline: Annotated[
        Timeline,
        doc("The number of the speaker's matching paragraphs by date.", {"interval": "year"}),
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several speakers under one request; their timelines have the same buckets."""

    request: SearchRequest
    index: IndexInfo
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """A paragraph with its neighbours in the article, each side in reading order."""

    index: IndexInfo
    before: tuple[Hit, ...]
    paragraph: Hit
    after: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SimilarParagraphs:
    """The paragraphs that share the rare ``terms`` of a paragraph, the best first.

    The terms are words of the paragraph as written, the rarest first; ``hits`` mark them.
    """

    index: IndexInfo
    paragraph: Hit
    terms: tuple[str, ...]
    hits: tuple[Hit, ...]
