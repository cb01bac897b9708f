"""Timelines: the buckets of days that both engines sum their daily counts into."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.models.analytics import Bucket, Series, Timeline, TimelineBase
from searchapp.models.intervals import first_day, fitting, label, last_day, spans
from searchapp.models.normalize import slug
from searchapp.models.search import SPEECH, SearchRequest

Ordinals = npt.NDArray[np.int64]
"""Day numbers as ``date.toordinal()`` gives them, or counts of paragraphs."""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The number of paragraphs dated on each day, as running totals, and of undated ones.

    ``before[i]`` paragraphs are dated before the day ``first + i``, where ``first`` is a
    ``date.toordinal()``; the last item of ``before`` is the number of all dated ones.
    """

    first: int
    before: Ordinals
    undated: int

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

    def between(self, starts: Ordinals, ends: Ordinals) -> list[int]:
        """Return the number of paragraphs dated in each range *starts[i]* to *ends[i]*, inclusive.

        Days are ``date.toordinal()`` numbers.
        """
        low = np.clip(starts - self.first, 0, len(self.before) - 1)
        high = np.clip(ends - self.first + 1, 0, len(self.before) - 1)
        counts: list[int] = (self.before[high] - self.before[low]).tolist()
        return counts


def build_timelines(
    matching: Sequence[DayCounts],
    totals: Sequence[DayCounts],
    base: TimelineBase,
    request: SearchRequest,
) -> list[Timeline]:
    """Return one timeline for each of *matching*, with the same buckets for all of them.

    ``totals[i]`` counts the paragraphs that ``matching[i]`` is a share of, and *base* says
    which these are. The buckets reach from the first to the last day that any of *matching*
    has, in whole intervals, but not beyond the dates that *request* filters by.
    """
    dated = [span for counts in matching if (span := counts.span)]
    if not dated:
        return [
            Timeline("day", base, counts.total, counts.undated, total.undated, ())
            for counts, total in zip(matching, totals, strict=True)
        ]
    first = min(start for start, _ in dated)
    last = max(end for _, end in dated)
    interval = fitting(first, last)
    # Matching days lie within the date filter, so the cut never leaves first after last.
    first = max(first_day(first, interval), request.date_from or datetime.date.min)
    last = min(last_day(last, interval), request.date_to or datetime.date.max)
    days = spans(first, last, interval)
    labels = [label(start, interval) for start, _ in days]
    starts = np.array([start.toordinal() for start, _ in days], np.int64)
    ends = np.array([end.toordinal() for _, end in days], np.int64)
    timelines = []
    for counts, total in zip(matching, totals, strict=True):
        in_buckets = zip(
            labels, days, counts.between(starts, ends), total.between(starts, ends), strict=True
        )
        buckets = (
            Bucket(name, start, end, count, out_of)
            for name, (start, end), count, out_of in in_buckets
        )
        undated = (counts.undated, total.undated)
        timelines.append(Timeline(interval, base, counts.total, *undated, tuple(buckets)))
    return timelines


def base_request(request: SearchRequest) -> SearchRequest:
    """Return the request for all paragraphs that the counts of *request* are a share of.

    These are the paragraphs of its speakers and sources. Refusals are a share of all that
    a speaker says or refuses to say.
    """
    acts = tuple(dict.fromkeys((*SPEECH, *request.acts)))
    return SearchRequest(speakers=request.speakers, sources=request.sources, acts=acts)


def timeline_base(request: SearchRequest) -> TimelineBase:
    """Return which paragraphs a timeline's counts are a share of."""
    if request.speakers:
        return "speaker_and_source" if request.sources else "speaker"
    return "source" if request.sources else "archive"


def speaker_series(
    request: SearchRequest,
    names: Mapping[str, str],
    matching: Sequence[DayCounts],
    totals: Sequence[DayCounts],
) -> tuple[Series, ...]:
    """Return one timeline for each speaker of *request*, in its order.

    *names* maps ids of speakers to their names; a speaker that is not in it keeps the name
    in the request. ``matching[i]`` counts the paragraphs of the i-th speaker that match and
    ``totals[i]`` all of that speaker's.
    """
    timelines = build_timelines(matching, totals, timeline_base(request), request)
    return tuple(
        Series(
            id=slug(speaker),
            name=names.get(slug(speaker)) or speaker,
            count=counts.total,
            out_of=total.total,
            timeline=timeline,
        )
        for speaker, timeline, counts, total in zip(
            request.speakers, timelines, matching, totals, strict=True
        )
    )
