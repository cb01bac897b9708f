import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import (
    AmbiguousDateError,
    ImpossibleDateError,
    date_in_file_name,
    field_date,
    first_date,
    is_zero_date,
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
    ["May", "March 2023", "2023", "On March 10, 2023 it rained", "", "x" * 500],
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
    assert date_in_file_name("report_2023_03_10") == TENTH
    for name in ("12023-03-10", "2023_03-10", "tel-555-2023-13-45", "20230310", "0000-00-00"):
        assert date_in_file_name(name) is None
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
    assert first_date(candidates) == (TENTH, "c", "")
    assert first_date(candidates[:2]) == (None, "", "there is no day '2023-02-31'")


@pytest.mark.parametrize(
    "text",
    [
        "10. März 2023",
        "Freitag, den 10. März 2023, 14:05 Uhr",
        "10 mars 2023 à 14h05",
        "vendredi 10 mars 2023",
        "10 de marzo de 2023",
        "10 marzo 2023, ore 14:05",
        "Sexta-feira, 10 de março de 2023",
        "vrijdag 10 maart 2023",
        "2023年3月10日(金)",
        "2023/3/10 15:07:41",
        "Fri, 10 Mar. 2023 10:00:00 +0200",
        "March 10, 2023, 10:30 a.m.",
        "10:30 p.m. EST, March 10, 2023",
        "March 10, 2023 at 9 AM ET",
        "10.03.2023",
        "10-Mar-2023",
        "10-Mar-23",
        "10.03.23",
        "8:15 Uhr, 10.3.23",
        "2023. 3. 10.",
        "Published: 10 March 2023",
        "Last updated on March 10, 2023, 9 a.m. ET",
        "Publié le 10 mars 2023 à 14h05",
        "Stand: 10.03.2023",
        "Pubblicato il 10 marzo 2023",
        "(10 March 2023)",
        "10 March 2023 | 14:05",
        "2023-03-10T14:05:00+01:00[Europe/Berlin]",
        "２０２３年３月１０日",
    ],
)
def test_dates_of_other_languages_and_with_times_are_read(text: str) -> None:
    assert parse_date(text) == TENTH


@pytest.mark.parametrize("text", ["13/10/2023", "10/13/2023"])
def test_a_number_above_12_is_the_day(text: str) -> None:
    assert parse_date(text) == datetime.date(2023, 10, 13)


def test_the_order_of_day_and_month_has_to_be_known() -> None:
    assert parse_date("10/03/2023", "day") == TENTH
    assert parse_date("03/10/2023", "month") == TENTH
    for text in ("10/03/2023", "10/03/23", "13/04/20"):
        with pytest.raises(AmbiguousDateError, match="SEARCHAPP_DATE_ORDER"):
            parse_date(text)


@pytest.mark.parametrize(
    "text",
    ["0000-00-00", "0000-00-00 00:00:00", "-0001-11-30T00:00:00+00:00",
     "Mon, 30 Nov -0001 00:00:00 +0000", "0000/00/00", "00/00/0000", "1900-01-00",
     "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000", "1899-12-30T00:00:00"],
)  # fmt: skip
def test_a_zero_date_is_no_date(text: str) -> None:
    assert is_zero_date(text)
    assert parse_timestamp(text) is None
    assert field_date(text, "x") == (None, "", "")


@pytest.mark.parametrize("text", ["1970-01-01", "1899-12-30"])
def test_a_day_that_is_the_first_of_some_clock_is_still_a_day(text: str) -> None:
    assert str(parse_timestamp(text)) == text


@pytest.mark.parametrize("text", ["1678458600", "1678458600000", "1678458600.5"])
def test_unix_time_is_a_timestamp(text: str) -> None:
    assert parse_timestamp(text) == TENTH
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["10 марта 2023 г.", "10 marca 2023", "10 mars 2023"])
def test_months_of_further_languages_are_read_in_fields(text: str) -> None:
    assert field_date(text, "x").date == TENTH


@pytest.mark.parametrize(
    ("text", "order", "date"),
    [
        ("10/03/23", "day", "2023-03-10"),
        ("3/10/23", "month", "2023-03-10"),
        ("12/31/99", "", "1999-12-31"),
        ("10-Mar-68", "", "1968-03-10"),
    ],
)
def test_a_year_of_two_digits_is_one_from_1950_to_2049(text: str, order: str, date: str) -> None:
    assert str(parse_date(text, order)) == date  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1 January 0001", "29991231"])
def test_a_year_without_newspapers_is_no_day_of_publication(text: str) -> None:
    date, _, problem = field_date(text, "x")
    assert date is None
    assert "expected a year from 1600 to 2100" in problem


def test_a_field_that_is_no_date_is_a_problem_and_a_blank_one_is_not() -> None:
    assert "expected a day such as" in field_date("tomorrow", "x").problem
    assert field_date("  ", "x").problem == ""
    assert field_date("0", "x") == (None, "", "")


@given(st.text(alphabet="0123456789/-.: ,TZamj年月日é", max_size=40))
def test_no_text_raises_another_error(text: str) -> None:
    try:
        parse_date(text)
    except ImpossibleDateError as error:
        assert str(error)
