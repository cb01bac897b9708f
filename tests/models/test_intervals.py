import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.models.intervals import Interval, first_day, fitting, label, last_day, spans

INTERVALS = st.sampled_from(["day", "month", "year", "decade"])


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "last", "interval"),
    [
        ("2023-03-10", "2023-03-10", "day"),
        ("2023-03-01", "2023-05-01", "day"),
        ("2023-03-01", "2023-05-02", "month"),
        ("2019-01-31", "2023-12-01", "month"),
        ("2019-01-31", "2024-01-01", "year"),
        ("1925-12-31", "2024-01-01", "year"),
        ("1924-12-31", "2024-01-01", "decade"),
        ("0001-01-01", "9999-12-31", "decade"),
    ],
)
def test_the_finest_interval_with_few_enough_bars_is_chosen(
    first: str, last: str, interval: Interval
) -> None:
    assert fitting(day(first), day(last)) == interval


@pytest.mark.parametrize(
    ("interval", "first", "last", "name"),
    [
        ("day", "2024-02-10", "2024-02-10", "2024-02-10"),
        ("month", "2024-02-01", "2024-02-29", "2024-02"),
        ("year", "2024-01-01", "2024-12-31", "2024"),
        ("decade", "2020-01-01", "2029-12-31", "2020s"),
    ],
)
def test_each_interval_has_its_days_and_its_name(
    interval: Interval, first: str, last: str, name: str
) -> None:
    middle = day("2024-02-10")
    assert first_day(middle, interval) == day(first)
    assert last_day(middle, interval) == day(last)
    assert label(middle, interval) == name


def test_the_first_and_last_year_of_the_calendar_work() -> None:
    assert first_day(datetime.date.min, "decade") == datetime.date.min
    assert last_day(datetime.date.max, "decade") == datetime.date.max
    assert spans(day("9999-12-30"), datetime.date.max, "day")[-1][1] == datetime.date.max


@given(st.dates(), st.dates())
def test_intervals_are_consecutive_from_the_first_day_to_the_last(
    one: datetime.date, other: datetime.date
) -> None:
    first, last = min(one, other), max(one, other)
    interval = fitting(first, last)
    intervals = spans(first, last, interval)
    assert (intervals[0][0], intervals[-1][1]) == (first, last)
    for (_, end), (start, _) in pairwise(intervals):
        assert start - end == datetime.timedelta(days=1)
    for start, end in intervals:
        assert start <= end
        assert label(start, interval) == label(end, interval)
    assert len(intervals) <= 1001
    if interval != "decade":
        assert len(intervals) <= 100


@given(st.dates(), INTERVALS)
def test_a_day_is_within_its_interval(one: datetime.date, interval: Interval) -> None:
    assert first_day(one, interval) <= one <= last_day(one, interval)
