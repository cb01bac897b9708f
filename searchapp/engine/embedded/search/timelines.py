"""Timelines: paragraphs counted by day, and the days summed up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.facet_values import Numbers
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.models.analytics import Bucket, Series, Timeline, TimelineBase
from searchapp.models.intervals import first_day, fitting, label, last_day, spans
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many paragraphs are dated on each day, and how many are undated.

    ``before[i]`` paragraphs are dated before the day ``first + i``, which is a
    ``date.toordinal()``; ``before`` ends with the number of all dated ones.
    """

    first: int
    before: Numbers
    undated: int

    @classmethod
    def of(cls, day: npt.NDArray[np.int32]) -> DayCounts:
        """Return the counts of paragraphs with these day numbers."""
        dated = day[day != NO_DAY]
        first = int(dated.min()) if len(dated) else 0
        counts = np.bincount(dated - np.int32(first)) if len(dated) else np.empty(0, np.int64)
        return cls(first, offsets(counts), len(day) - len(dated))

    @property
    def total(self) -> int:
        """The number of paragraphs, the undated included."""
        return int(self.before[-1]) + self.undated

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and last day that a paragraph is dated on, or None."""
        if len(self.before) == 1:
            return None
        last = self.first + len(self.before) - 2
        return datetime.date.fromordinal(self.first), datetime.date.fromordinal(last)

    def between(self, starts: Numbers, ends: Numbers) -> list[int]:
        """Return how many are dated from each of *starts* to each of *ends*, inclusive."""
        low = np.clip(starts - self.first, 0, len(self.before) - 1)
        high = np.clip(ends - self.first + 1, 0, len(self.before) - 1)
        counted: list[int] = (self.before[high] - self.before[low]).tolist()
        return counted


def timelines(
    counted: Sequence[DayCounts],
    out_of: Sequence[DayCounts],
    base: TimelineBase,
    request: SearchRequest,
) -> list[Timeline]:
    """Return the timeline of each of *counted*, beside *out_of*; all have the same buckets.

    The buckets reach from the first to the last day that any of *counted* has, in whole
    intervals, but not beyond the days that *request* asks for.
    """
    reached = [span for counts in counted if (span := counts.span)]
    if not reached:
        return [
            Timeline("day", (), counts.undated, base_counts.undated, base)
            for counts, base_counts in zip(counted, out_of, strict=True)
        ]
    first = min(start for start, _ in reached)
    last = max(end for _, end in reached)
    interval = fitting(first, last)
    # The days matched lie within those asked for, so a cut never crosses.
    first = max(first_day(first, interval), request.date_from or datetime.date.min)
    last = min(last_day(last, interval), request.date_to or datetime.date.max)
    days = spans(first, last, interval)
    starts = np.array([start.toordinal() for start, _ in days], np.int64)
    ends = np.array([end.toordinal() for _, end in days], np.int64)
    return [
        Timeline(
            interval,
            tuple(
                Bucket(label(start, interval), start, end, count, of)
                for (start, end), count, of in zip(
                    days,
                    counts.between(starts, ends),
                    base_counts.between(starts, ends),
                    strict=True,
                )
            ),
            counts.undated,
            base_counts.undated,
            base,
        )
        for counts, base_counts in zip(counted, out_of, strict=True)
    ]


def timeline_base(request: SearchRequest) -> TimelineBase:
    """Return whose paragraphs the counts of a timeline are a share of."""
    if request.speakers:
        return "speaker_and_source" if request.sources else "speaker"
    return "source" if request.sources else "archive"


def compared(
    request: SearchRequest,
    names: Mapping[str, str],
    counted: Sequence[DayCounts],
    out_of: Sequence[DayCounts],
) -> tuple[Series, ...]:
    """Return each speaker of *request* with a timeline, *names* by id as far as known.

    ``counted[i]`` of the paragraphs ``out_of[i]`` are those of its i-th speaker that match.
    """
    made = timelines(counted, out_of, timeline_base(request), request)
    return tuple(
        Series(
            id=slug(asked),
            name=names.get(slug(asked)) or asked,
            count=when.total,
            out_of=of.total,
            timeline=when,
        )
        for asked, when, of in zip(request.speakers, made, out_of, strict=True)
    )
