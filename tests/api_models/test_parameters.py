import datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import SORTS, read_request
from searchapp.api_models.query_strings import query_string
from searchapp.models.articles import QUOTATIONS
from searchapp.models.search import SearchRequest


def read(*pairs: tuple[str, str]) -> SearchRequest:
    return read_request(pairs, max_query_characters=100)


def test_no_parameters_are_the_default_request() -> None:
    assert read() == SearchRequest()
    assert read(("q", " "), ("page", ""), ("utm_source", "elsewhere")) == SearchRequest()


def test_repeated_parameters_are_alternatives_without_duplicates() -> None:
    request = read(("speaker", "b"), ("speaker", "a"), ("speaker", "b"), ("year", "undated"))
    assert request.speakers == ("b", "a")
    assert request.years == ("undated",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "1000001"),
        ("page", "-1"),
        ("page", "two"),
        ("page", "٣"),
        ("page", "9" * 5000),
        ("limit", "101"),
        ("limit", "0"),
        ("sort", "up"),
        ("quotation", "shouted"),
        ("year", "23"),
        ("year", "２０２３"),
        ("from", "2023-02-31"),
        ("from", "yesterday"),
        ("to", "20230310"),
        ("speaker", "x" * 501),
        ("q", "x" * 101),
    ],
)
def test_an_invalid_value_is_named_with_its_parameter_and_the_allowed_ones(
    name: str, value: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        read((name, value))
    assert caught.value.parameter == name
    assert caught.value.allowed
    assert len(str(caught.value)) < 300


def test_from_may_not_be_later_than_to() -> None:
    with pytest.raises(ParameterError, match="no later"):
        read(("from", "2023-03-11"), ("to", "2023-03-10"))
    assert read(("from", "2023-03-10"), ("to", "2023-03-10")).date_to is not None


def test_a_single_parameter_may_occur_once() -> None:
    with pytest.raises(ParameterError, match="only once"):
        read(("page", "1"), ("page", "2"))


def test_decomposed_accents_are_composed() -> None:
    assert read(("q", "Mu\u0308ller")).q == "Müller"


_words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20).map(
    lambda text: read_request([("q", text)], max_query_characters=1000).q
)
_values = st.lists(_words.filter(str.strip), max_size=3, unique=True).map(tuple)
_days = st.none() | st.dates(datetime.date(1000, 1, 1))
_requests = st.builds(
    SearchRequest,
    q=_words,
    speakers=_values,
    sources=_values,
    quotations=st.lists(st.sampled_from(QUOTATIONS), unique=True).map(tuple),
    years=st.lists(st.sampled_from(["2023", "1987", "undated"]), unique=True).map(tuple),
    date_from=_days,
    date_to=st.none(),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 1_000_000),
    limit=st.integers(1, 100),
)


@given(_requests)
def test_a_request_is_equal_after_a_round_trip_through_its_query_string(
    request: SearchRequest,
) -> None:
    written = query_string(request)
    assert read_request(parse_qsl(written), max_query_characters=1000) == request
