"""Records of what many paragraphs tell together: timelines, speakers, comparisons.

A timeline counts paragraphs by date, and beside each count the paragraphs that it is a
share of: all of the archive, or all of the speakers and sources that are asked about.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from searchapp.models.articles import SpeakerKind
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
    """How often and when: buckets without a gap from the first to the last that counts.

    ``buckets`` is empty where no paragraph counted is dated. ``undated`` of
    ``undated_out_of`` paragraphs have no date. ``base`` says whose paragraphs the
    ``out_of`` are.
    """

    interval: Interval
    buckets: tuple[Bucket, ...]
    undated: int
    undated_out_of: int
    base: TimelineBase

    @property
    def total(self) -> int:
        """The number of paragraphs counted, the undated included."""
        return sum(bucket.count for bucket in self.buckets) + self.undated


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """A speaker of the archive: ``count`` paragraphs report their words.

    The dates are those of the first and last dated one, None where all are undated.
    """

    id: str
    name: str
    kind: SpeakerKind
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class SpeakersRequest:
    """Which speakers to list: those with ``name`` in their names, whatever case and accents."""

    name: str = ""
    sort: SpeakerOrder = "count"
    page: int = 1
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SpeakerList:
    """One page of speakers; ``total`` counts those of all pages."""

    request: SpeakersRequest
    index: IndexInfo
    total: int
    speakers: tuple[SpeakerSummary, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What articles call a speaker, in how many paragraphs, and from when to when.

    Spellings that differ in case and accents are one role, shown as it is mostly spelled.
    """

    role: str
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A word that a speaker's paragraphs have more often than others.

    ``word`` is as it is mostly spelled; ``count`` of the ``out_of`` paragraphs looked at
    have it. ``score`` is how much it stands out.
    """

    word: str
    count: int
    out_of: int
    score: float


@dataclass(frozen=True, slots=True)
class CoQuoted:
    """Somebody who is quoted in ``articles`` articles that quote the speaker, too."""

    id: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class SpeakerProfile:
    """What the archive has of a speaker.

    ``roles`` come the latest first, ``terms`` and ``co_quoted`` the strongest first.
    ``sources`` are those that report the speaker's words, with the number of paragraphs.
    """

    index: IndexInfo
    summary: SpeakerSummary
    roles: tuple[Role, ...]
    timeline: Timeline
    terms: tuple[Term, ...]
    co_quoted: tuple[CoQuoted, ...]
    sources: tuple[tuple[str, int], ...]


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
    """Speakers beside each other under one request; their timelines have the same buckets."""

    request: SearchRequest
    index: IndexInfo
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """A paragraph, and those before and after it in its article, nearest last and first."""

    index: IndexInfo
    before: tuple[Hit, ...]
    paragraph: Hit
    after: tuple[Hit, ...]
