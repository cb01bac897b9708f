import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.query.dates import days_of, is_relative

TODAY = datetime.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2024/02/29", "2024-02-29", "2024-02-29"),
        ("20240229", "2024-02-29", "2024-02-29"),
        ("March 2023", "2023-03-01", "2023-03-31"),
        ("10 mar 2023", "2023-03-10", "2023-03-10"),
        ("Sept. 3, 2021", "2021-09-03", "2021-09-03"),
        ("today", "2024-03-31", "2024-03-31"),
        ("this week", "2024-03-25", "2024-03-31"),
        ("last week", "2024-03-18", "2024-03-24"),
        ("Last  Month", "2024-02-01", "2024-02-29"),
        ("this month", "2024-03-01", "2024-03-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("last 7 days", "2024-03-25", "2024-03-31"),
        ("past 1 month", "2024-03-01", "2024-03-31"),
        ("2 months ago", "2024-01-01", "2024-01-31"),
    ],
)
def test_a_date_expression_is_a_range_of_days(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in days_of(text, TODAY)] == [first, last]


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2023-13", "2023-02-29", "0000", "March", "31 April 2023", "this 3 days"]
    + ["９９９９", "1 march 10000", "999 years ago 5", "last 0x days", "٢٠٢٣"],
)
def test_an_invalid_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        days_of(text, TODAY)


@given(st.dates())
def test_every_day_of_the_calendar_is_parsed(day: datetime.date) -> None:
    assert days_of(day.isoformat(), TODAY) == (day, day)


@given(st.text("0123456789-/ aglostdyswekmnrhi", max_size=16), st.dates())
def test_no_text_breaks_the_date_parser(text: str, today: datetime.date) -> None:
    try:
        first, last = days_of(text, today)
    except ValueError:
        return
    assert first <= last


@pytest.mark.parametrize(("text", "relative"), [("last week", True), ("2023", False), ("x", False)])
def test_relative_dates_are_distinguished_from_fixed_ones(text: str, relative: bool) -> None:
    assert is_relative(text) is relative
