"""View models of the filter on dates: years with their months, and spans counted from the end."""

from __future__ import annotations

import datetime
from collections import Counter

from msgspec import Struct

from searchapp.common.messages import N_
from searchapp.models.analytics import Timeline
from searchapp.models.intervals import first_day, last_day
from searchapp.models.search import Facet, IndexInfo, SearchRequest
from searchapp.web.presenters.links import Link, toggle_url, value_label
from searchapp.web.presenters.translation import current_language, gettext
from searchapp.web.presenters.urls import search_url

_PRESETS = (
    (N_("Latest month"), 30),
    (N_("Latest year"), 365),
    (N_("Latest five years"), 5 * 365),
)
"""Spans of days that end with the archive's last day."""


class YearLinks(Struct, frozen=True):
    """A year as a link that toggles it, and its months, which narrow to their days."""

    year: Link
    months: tuple[Link, ...]


def year_links(
    request: SearchRequest, facet: Facet, timeline: Timeline | None
) -> tuple[YearLinks, ...]:
    """Return the years of *facet*, newest first, with the months that *timeline* has.

    A timeline has months, or days of them, where the search covers few years.
    """
    months = _months(timeline) if timeline else {}
    values = sorted(facet.values, key=lambda value: value.id, reverse=True)
    return tuple(
        YearLinks(
            Link(
                value_label("year", value),
                toggle_url(request, "year", value),
                value.selected,
                value.count,
            ),
            tuple(
                _month_link(request, month, count)
                for month, count in sorted(months.items())
                if value.id == f"{month.year:04}"
            ),
        )
        for value in values
    )


def _months(timeline: Timeline) -> dict[datetime.date, int]:
    """Return the counts of *timeline* by the first day of the month; none where it has years."""
    counts: Counter[datetime.date] = Counter()
    if timeline.interval in ("day", "month"):
        for bucket in timeline.buckets:
            if bucket.count:
                counts[first_day(bucket.start, "month")] += bucket.count
    return counts


def _month_link(request: SearchRequest, month: datetime.date, count: int) -> Link:
    end = last_day(month, "month")
    selected = request.date_from == month and request.date_to == end
    days = (None, None) if selected else (month, end)
    url = search_url(request, date_from=days[0], date_to=days[1], years=())
    return Link(current_language().month(month), url, selected, count)


def preset_links(request: SearchRequest, index: IndexInfo) -> tuple[Link, ...]:
    """Return links to the latest month and years, those that are shorter than the archive."""
    first, last = index.first_date, index.last_date
    if first is None or last is None:
        return ()
    everything = search_url(request, date_from=None, date_to=None, years=())
    links = [Link(gettext("All dates"), everything)]
    for label, days in _PRESETS:
        if (last - first).days > days:
            start = last - datetime.timedelta(days - 1)
            url = search_url(request, date_from=start, date_to=last, years=())
            selected = (request.date_from, request.date_to) == (start, last)
            links.append(Link(gettext(label), url, selected))
    return tuple(links) if len(links) > 1 else ()
