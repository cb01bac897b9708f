import time

import pytest

from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.limits import (
    Limits,
    check,
    checkpoint,
    exempt,
    half_remaining,
    limited,
)
from searchapp.query.parsed_query import parse


def test_without_a_limit_anything_may_be_spent() -> None:
    checkpoint(10**9)


def test_words_and_time_are_limited_inside_only() -> None:
    with limited(Limits(expansion=5, milliseconds=60_000)):
        checkpoint()
        checkpoint(5)
        with pytest.raises(QueryTooExpensiveError, match="more than 5 words"):
            checkpoint(6)
    with (
        limited(Limits(milliseconds=0)),
        pytest.raises(QueryTooExpensiveError, match="limit of 0 milliseconds"),
    ):
        checkpoint()
    checkpoint()


def test_what_began_earlier_is_not_given_more_time() -> None:
    longer = Limits(milliseconds=60_000)
    with limited(Limits(milliseconds=0)), limited(longer), pytest.raises(QueryTooExpensiveError):
        checkpoint()


def test_what_is_prepared_for_all_is_not_counted() -> None:
    with limited(Limits(milliseconds=500)):
        with exempt():
            busy_for(0.6)
            checkpoint()
        checkpoint()
        busy_for(0.6)
        with pytest.raises(QueryTooExpensiveError):
            checkpoint()


def busy_for(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_half_of_no_time_is_none_and_the_rest_stays() -> None:
    with half_remaining():
        checkpoint()
    with limited(Limits(milliseconds=60_000)):
        with half_remaining():
            checkpoint()
        checkpoint()
    with limited(Limits(milliseconds=0)), half_remaining(), pytest.raises(QueryTooExpensiveError):
        checkpoint()


@pytest.mark.parametrize(
    ("q", "limits", "says"),
    [
        ("a1 b1 c1", Limits(clauses=2), "has 3 words"),
        ("(a1 OR (b1 c1)) d1", Limits(nesting=1), "2 deep"),
        ("stret~2", Limits(fuzzy_distance=1), "allows 2 different letters"),
    ],
)
def test_a_query_that_is_too_large_is_told_what_to_leave_out(
    q: str, limits: Limits, says: str
) -> None:
    check(parse(q), Limits())
    with pytest.raises(QueryTooExpensiveError, match=says):
        check(parse(q), limits)
