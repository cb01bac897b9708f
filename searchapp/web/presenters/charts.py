"""View models of timeline charts, drawn as SVG bars with a table behind them.

All lengths are percentages of the drawing, so that the style sheet sets its size.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import count

from msgspec import Struct, structs

from searchapp.common.messages import N_
from searchapp.models.analytics import Bucket, Timeline, TimelineBase
from searchapp.models.intervals import Interval
from searchapp.models.search import UNDATED, SearchRequest
from searchapp.web.presenters.formatting import interval_label, thousands
from searchapp.web.presenters.translation import current_language, gettext
from searchapp.web.presenters.urls import search_url

TOP = 17
BASELINE = 82
"""Where the tallest bar ends and where all bars stand, from the top of the drawing."""

_MIN_SLOTS = 8
"""A chart of fewer bars leaves the rest of its width empty."""
_BAR_SHARE_OF_SLOT = 0.8
_MIN_HEIGHT = 2
_MAX_LABELS = 8
_TOPS = (4, 6, 8, 10, 20)
"""The least values of a full height, whose halves are whole; then the same tens, hundreds."""
_BASES: dict[TimelineBase, str] = {
    "archive": N_("Share of all paragraphs"),
    "speaker": N_("Share of all paragraphs with these speakers"),
    "source": N_("Share of all paragraphs from these sources"),
    "speaker_and_source": N_("Share of all paragraphs with these speakers in these sources"),
}
_INTERVALS: dict[Interval, str] = {
    "day": N_("Day"),
    "month": N_("Month"),
    "year": N_("Year"),
    "decade": N_("Decade"),
}
_NUMBERS: dict[Interval, str] = {
    "day": N_("Number by day"),
    "month": N_("Number by month"),
    "year": N_("Number by year"),
    "decade": N_("Number by decade"),
}


class Bar(Struct, frozen=True):
    """A bar of the chart: left edge, width and heights in percent of the drawing.

    ``url`` narrows the search to the days of its bucket; empty for a count of 0. ``tick`` is
    the label below it, empty for most; a ``minor`` one is left out where there is little room.
    ``anchor`` aligns the value above the bar.
    """

    bucket: Bucket
    label: str
    url: str
    x: float
    width: float
    height: float
    share_height: float
    tick: str = ""
    minor: bool = False

    @property
    def percent(self) -> str:
        """The bucket's share as a percentage."""
        bucket = self.bucket
        return _percent(bucket.count / bucket.out_of) if bucket.out_of else "–"

    @property
    def anchor(self) -> str:
        """The alignment of a text at the bar, which must not leave the drawing."""
        return "start" if self.x < 20 else "end" if self.x > 70 else "middle"

    @property
    def text_x(self) -> float:
        """Where a text at the bar is aligned."""
        part = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return round(self.x + part * self.width, 2)

    @property
    def y(self) -> float:
        """The upper edge of the bar."""
        return round(BASELINE - self.height, 1)

    @property
    def share_y(self) -> float:
        """The upper edge of the bar of shares."""
        return round(BASELINE - self.share_height, 1)


class Axis(Struct, frozen=True):
    """The labels of a vertical axis, at its full and its half height."""

    top: str
    half: str


class Chart(Struct, frozen=True):
    """A chart; ``peak`` is its largest count, ``slot`` the width of a bar with its gap."""

    interval: Interval
    bars: tuple[Bar, ...]
    slot: float
    peak: int
    axis: Axis
    share_axis: Axis
    base: TimelineBase
    undated: int
    undated_out_of: int
    undated_url: str

    @property
    def interval_name(self) -> str:
        """What one bar stands for, as the heading of a column."""
        return gettext(_INTERVALS[self.interval])

    @property
    def number_label(self) -> str:
        """What the bars show as numbers."""
        return gettext(_NUMBERS[self.interval])

    @property
    def share_label(self) -> str:
        """What the bars show as shares."""
        return gettext(_BASES[self.base])


def _percent(share: float) -> str:
    return current_language().percent(share, decimals=1)


def _tick_label(start: datetime.date, interval: Interval, *, with_year: bool) -> str:
    """Return the short label below a bar."""
    if interval in ("day", "month"):
        return current_language().short_interval(start, interval, year=with_year)
    return interval_label(start, interval)


def _tops() -> Iterator[int]:
    yield from (2, *_TOPS)
    for power in count(1):
        yield from (top * 10**power for top in _TOPS)


def full_height(peak: float) -> int:
    """Return the value of a full height for a largest value of *peak*: round, and even.

    It is at least 4, so that a single hit is not as tall as many.
    """
    return next(top for top in _tops() if top >= max(peak, 4))


def _share(bucket: Bucket) -> float:
    return bucket.count / bucket.out_of if bucket.out_of else 0.0


def _height(value: float, top: float) -> float:
    height = value / top * (BASELINE - TOP)
    return max(_MIN_HEIGHT, round(height, 1)) if value else 0.0


def peak_of(timelines: Sequence[Timeline]) -> int:
    """Return the largest count of any bucket of *timelines*."""
    return max((b.count for timeline in timelines for b in timeline.buckets), default=0)


def _ticks(timeline: Timeline) -> dict[int, str]:
    """Return labels by the position of their bar, at even distances; a new year is named."""
    buckets = timeline.buckets
    step = -(-len(buckets) // _MAX_LABELS)
    # A label starts at its bar: one of the last bars may have no room for its own.
    last = len(buckets) - step // 2 if step > 1 else len(buckets)
    ticks: dict[int, str] = {}
    year = 0
    for position in range(0, max(last, min(len(buckets), 1)), step or 1):
        start = buckets[position].start
        ticks[position] = _tick_label(start, timeline.interval, with_year=start.year != year)
        year = start.year
    return ticks


def chart(timeline: Timeline, request: SearchRequest, peak: int = 0) -> Chart:
    """Return the chart of *timeline*, whose bars link to *request* narrowed to their days.

    *peak* is the largest count of all charts with the same axis; 0 for a chart of its own.
    """
    peak = peak or peak_of([timeline])
    top = full_height(peak)
    # Shares are drawn in tenths of a percent.
    share_top = full_height(max(map(_share, timeline.buckets), default=0.0) * 1000) / 1000
    slot = 100 / max(len(timeline.buckets), _MIN_SLOTS)
    ticks = _ticks(timeline)
    minor = list(ticks)[1::2]
    return Chart(
        timeline.interval,
        tuple(
            Bar(
                bucket,
                interval_label(bucket.start, timeline.interval),
                search_url(request, date_from=bucket.start, date_to=bucket.end, years=())
                if bucket.count
                else "",
                x=round(slot * position, 2),
                width=round(slot * _BAR_SHARE_OF_SLOT, 2),
                height=_height(bucket.count, top),
                share_height=_height(_share(bucket), share_top),
                tick=ticks.get(position, ""),
                minor=position in minor,
            )
            for position, bucket in enumerate(timeline.buckets)
        ),
        slot=round(slot, 2),
        peak=peak,
        axis=Axis(thousands(top), thousands(top // 2)),
        share_axis=Axis(_percent(share_top), _percent(share_top / 2)),
        base=timeline.base,
        undated=timeline.undated,
        undated_out_of=timeline.undated_out_of,
        undated_url=search_url(request, years=(UNDATED,), date_from=None, date_to=None),
    )


def grouped_bars(charts: Sequence[Chart]) -> list[tuple[int, Bar]]:
    """Return the bars of *charts* side by side in their slots, each with its chart's number.

    The charts have the same buckets and the same axis.
    """
    return [
        (
            number + 1,
            structs.replace(
                bar,
                x=round(bar.x + number * bar.width / len(charts), 2),
                width=round(bar.width / len(charts), 2),
                tick=bar.tick if number == 0 else "",
            ),
        )
        for bars in zip(*(chart.bars for chart in charts), strict=True)
        for number, bar in enumerate(bars)
    ]
