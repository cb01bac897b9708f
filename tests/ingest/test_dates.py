import datetime

import pytest

from searchapp.ingest.dates import (
    ImpossibleDateError,
    date_in_file_name,
    first_date,
    parse_date,
    parse_timestamp,
)

TENTH = datetime.date(2023, 3, 10)


@pytest.mark.parametrize(
    "text",
    [
        "March 10, 2023",
        "2023-03-10",
        "10 March 2023",
        "Mar. 10, 2023",
        "Friday, March 10, 2023",
        "Fri 10 Mar 2023",
        "10th March 2023",
        " march 10 2023 ",
        "2023-03-10T23:59:59-11:00",
        "2023-03-10 00:30:00Z",
    ],
)
def test_a_date_is_the_day_as_written(text: str) -> None:
    assert parse_date(text) == TENTH


@pytest.mark.parametrize(
    "text",
    ["May", "March 2023", "10/03/2023", "2023", "On March 10, 2023 it rained", "", "x" * 500],
)
def test_text_in_no_form_of_a_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text", ["31 February 2023", "2023-02-31", "February 29, 2023", "0000-01-01", "2023-13-01"]
)
def test_a_date_that_is_not_in_the_calendar_is_an_error(text: str) -> None:
    with pytest.raises(ImpossibleDateError, match="no day"):
        parse_date(text)


def test_a_file_name_may_contain_the_date() -> None:
    assert date_in_file_name("desk-2023-03-10-late") == TENTH
    assert date_in_file_name("12023-03-10") is None
    assert date_in_file_name("notes") is None


@pytest.mark.parametrize(
    "text",
    [
        "20230310",
        "20230310T233000-0500",
        "Fri, 10 Mar 2023 23:30:00 -0500",
        "2023-03-10T23:30:00.123+14:00",
        "2023-03-10",
    ],
)
def test_a_timestamp_gives_its_day_without_conversion_of_time_zones(text: str) -> None:
    assert parse_timestamp(text) == TENTH


@pytest.mark.parametrize("text", ["soon", "", "12345", "x" * 100, "Fri, 99 Foo 2023 00:00:00 GMT"])
def test_text_in_no_form_of_a_timestamp_gives_none(text: str) -> None:
    assert parse_timestamp(text) is None


def test_the_first_candidate_that_is_a_timestamp_decides() -> None:
    candidates = [("a", "soon"), ("b", "2023-02-31"), ("c", "2023-03-10"), ("d", "2001-01-01")]
    assert first_date(candidates) == (TENTH, "c")
    assert first_date(candidates[:2]) == (None, "")
