"""Timelines compared with counting days one by one."""

import datetime
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.common.timelines import (
    DayCounts,
    build_timelines,
    speaker_series,
    timeline_base,
)
from searchapp.models.search import SearchRequest

FIRST = datetime.date(2020, 1, 1)


def day_counts(days: list[datetime.date], undated: int = 0) -> DayCounts:
    """Return the counts of paragraphs dated on *days*."""
    if not days:
        return DayCounts(0, np.zeros(1, np.int64), undated)
    ordinals = [day.toordinal() for day in days]
    first = min(ordinals)
    totals = np.cumsum(np.bincount(np.array(ordinals) - first))
    return DayCounts(first, np.concatenate([[0], totals]).astype(np.int64), undated)


_days = st.lists(
    st.integers(0, 900).map(lambda days: FIRST + datetime.timedelta(days=days)), max_size=30
)


@given(matching=st.lists(_days, min_size=1, max_size=3), undated=st.integers(0, 3))
def test_buckets_count_the_days_in_them_and_reach_from_the_first_to_the_last(
    matching: list[list[datetime.date]], undated: int
) -> None:
    counts = [day_counts(days, undated) for days in matching]
    timelines = build_timelines(counts, counts, "archive", SearchRequest())
    edges = {tuple((b.start, b.end) for b in timeline.buckets) for timeline in timelines}
    assert len(edges) == 1
    dated = [day for days in matching for day in days]
    for days, timeline in zip(matching, timelines, strict=True):
        assert timeline.undated == timeline.undated_out_of == undated
        assert sum(bucket.count for bucket in timeline.buckets) == len(days)
        by_day = Counter(days)
        for bucket in timeline.buckets:
            in_bucket = [n for day, n in by_day.items() if bucket.start <= day <= bucket.end]
            assert bucket.count == bucket.out_of == sum(in_bucket)
    if dated:
        buckets = timelines[0].buckets
        assert buckets[0].start <= min(dated) <= buckets[0].end
        assert buckets[-1].start <= max(dated) <= buckets[-1].end


def test_buckets_do_not_reach_beyond_the_date_filter() -> None:
    days = [FIRST + datetime.timedelta(days=20 * n) for n in range(10)]
    request = SearchRequest(date_from=days[0], date_to=days[-1])
    [timeline] = build_timelines([day_counts(days)], [day_counts(days)], "archive", request)
    assert (timeline.buckets[0].start, timeline.buckets[-1].end) == (days[0], days[-1])


@pytest.mark.parametrize(
    ("request_", "base"),
    [
        (SearchRequest(q="oil"), "archive"),
        (SearchRequest(speakers=("a",)), "speaker"),
        (SearchRequest(sources=("a",)), "source"),
        (SearchRequest(speakers=("a",), sources=("a",)), "speaker_and_source"),
    ],
)
def test_the_base_is_all_paragraphs_of_the_filtered_speakers_and_sources(
    request_: SearchRequest, base: str
) -> None:
    assert timeline_base(request_) == base


def test_a_speaker_without_a_known_name_keeps_that_of_the_request() -> None:
    request = SearchRequest(speakers=("ana-ruiz", "Bo Øst"))
    counts = [day_counts([FIRST], undated=2), day_counts([])]
    ana, bo = speaker_series(request, {"ana-ruiz": "Ana Ruiz"}, counts, counts)
    assert (ana.id, ana.name, ana.count) == ("ana-ruiz", "Ana Ruiz", 3)
    assert (bo.id, bo.name, bo.count) == ("bo-ost", "Bo Øst", 0)
