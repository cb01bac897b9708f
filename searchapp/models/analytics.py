"""Records of aggregations over paragraphs: timelines, speakers, comparisons.

A timeline counts paragraphs by date, each count together with the number of paragraphs
that it is a share of: all of the archive, or all of the speakers and sources filtered by.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import FormCount, Join
from searchapp.models.intervals import Interval
from searchapp.models.search import Hit, IndexInfo, SearchRequest

SpeakerOrder = Literal["count", "name", "latest"]
TimelineBase = Literal["archive", "speaker", "source", "speaker_and_source"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bar of a timeline: ``count`` of ``out_of`` paragraphs dated from ``start`` to ``end``.

    ``label`` names the interval (``2023-03``); ``end`` is inclusive. The first and last
    bucket may be cut short by a filter on dates.
    """

    label: str
    start: datetime.date
    end: datetime.date
    count: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts by date: consecutive buckets from the first to the last with a paragraph.

    ``buckets`` is empty where all counted paragraphs are undated. ``undated`` of
    ``undated_out_of`` paragraphs have no date. ``base`` names the set of paragraphs that
    ``out_of`` counts.
    """

    interval: Interval
    buckets: tuple[Bucket, ...]
    undated: int
    undated_out_of: int
    base: TimelineBase

    @property
    def total(self) -> int:
        """The number of paragraphs counted, including undated ones."""
        return sum(bucket.count for bucket in self.buckets) + self.undated


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """A speaker of the archive: ``count`` paragraphs report their words.

    The dates are those of the first and last dated paragraph, None where all are undated.
    """

    id: str
    name: str
    kind: SpeakerKind
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


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


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a speaker: its number of paragraphs, and its first and last date.

    Spellings that differ in case and accents are one role, in its most frequent spelling.
    """

    role: str
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A significant term: more frequent in a speaker's paragraphs than in others.

    ``word`` is its most frequent spelling; ``count`` of the ``out_of`` sampled paragraphs
    have it. ``score`` is its significance.
    """

    word: str
    count: int
    out_of: int
    score: float


@dataclass(frozen=True, slots=True)
class CoQuoted:
    """Another speaker, quoted in ``articles`` of the articles that quote the speaker."""

    id: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source, and the number of a speaker's paragraphs that it published."""

    source: str
    count: int


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


@dataclass(frozen=True, slots=True)
class Series:
    """One speaker in a comparison: ``count`` of the speaker's ``out_of`` paragraphs match."""

    id: str
    name: str
    count: int
    out_of: int
    timeline: Timeline


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
