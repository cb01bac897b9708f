"""View models of timeline charts, drawn as SVG bars with a table behind them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence

from searchapp.models.analytics import Bucket, Timeline, TimelineBase
from searchapp.models.intervals import Interval
from searchapp.models.search import UNDATED, SearchRequest
from searchapp.web.presenters.formatting import long_date
from searchapp.web.presenters.urls import search_url

SLOT = 10
HEIGHT = 100
"""Width of a bar with its gap, and height of the chart, in units of its view box."""

_MIN_HEIGHT = 3
_BASES: dict[TimelineBase, str] = {
    "archive": "all paragraphs of the archive",
    "speaker": "all that these speakers say",
    "source": "all paragraphs of these sources",
    "speaker_and_source": "all that these speakers say in these sources",
}

Narrow = Callable[[datetime.date, datetime.date], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart; ``x``, ``height`` and ``share_height`` are in chart units.

    ``url`` narrows the search to the days of its bucket; empty for a count of 0.
    """

    bucket: Bucket
    label: str
    url: str
    x: int
    height: float
    share_height: float

    @property
    def percent(self) -> str:
        """The bucket's share as a percentage."""
        bucket = self.bucket
        return f"{bucket.count / bucket.out_of:.1%}" if bucket.out_of else "–"


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A chart; ``peak`` and ``peak_share`` are the values of full height."""

    interval: Interval
    bars: tuple[Bar, ...]
    peak: int
    peak_share: str
    base: str
    undated: int
    undated_out_of: int
    undated_url: str

    @property
    def width(self) -> int:
        """Width of the chart in its units."""
        return SLOT * len(self.bars)


def interval_label(start: datetime.date, interval: Interval) -> str:
    """Return the label of an interval: ``March 2023``."""
    match interval:
        case "day":
            return long_date(start)
        case "month":
            return f"{start:%B} {start.year}"
        case "year":
            return str(start.year)
        case "decade":
            return f"{start.year // 10}0s"


def _share(bucket: Bucket) -> float:
    return bucket.count / bucket.out_of if bucket.out_of else 0.0


def _height(value: float, peak: float) -> float:
    return max(_MIN_HEIGHT, round(value / peak * HEIGHT, 1)) if value else 0.0


def peak_of(timelines: Sequence[Timeline]) -> int:
    """Return the largest count of any bucket of *timelines*."""
    return max((b.count for timeline in timelines for b in timeline.buckets), default=0)


def chart(timeline: Timeline, request: SearchRequest, peak: int = 0) -> Chart:
    """Return the chart of *timeline*, whose bars link to *request* narrowed to their days.

    *peak* is the count of a bar of full height; 0 for the largest of the timeline.
    """
    peak = peak or peak_of([timeline])
    peak_share = max(map(_share, timeline.buckets), default=0.0)
    return Chart(
        timeline.interval,
        tuple(
            Bar(
                bucket,
                interval_label(bucket.start, timeline.interval),
                search_url(request, date_from=bucket.start, date_to=bucket.end, years=())
                if bucket.count
                else "",
                x=SLOT * position,
                height=_height(bucket.count, peak),
                share_height=_height(_share(bucket), peak_share),
            )
            for position, bucket in enumerate(timeline.buckets)
        ),
        peak,
        f"{peak_share:.1%}",
        _BASES[timeline.base],
        timeline.undated,
        timeline.undated_out_of,
        search_url(request, years=(UNDATED,), date_from=None, date_to=None),
    )
