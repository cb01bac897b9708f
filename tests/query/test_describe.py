"""Descriptions of queries: the sentence and its clauses."""

import datetime
from typing import Any

import pytest

from searchapp.models.search import Facet, FacetValue, QueryDescription, SearchRequest
from searchapp.query.describe import days_in_words, describe_query
from searchapp.query.parsed_query import parse

TODAY = datetime.date(2024, 3, 15)
ZHOU = Facet("speaker", (FacetValue("zhou-yunjie", "Zhou Yunjie", 3, selected=True),), 1)


def describe(q: str = "", **filters: object) -> QueryDescription:
    request = SearchRequest(q=q, **filters)  # type: ignore[arg-type]
    return describe_query(request, parse(q, TODAY), (ZHOU,))


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("", "all paragraphs"),
        (
            'standard "industrial internet" speaker:"Zhou Yunjie" date:2023-03',
            "paragraphs with a form of ‘standard’ and exactly ‘industrial internet’,"
            " said by Zhou Yunjie, in March 2023",
        ),
        ("oil -gas", "paragraphs with a form of ‘oil’ but without a form of ‘gas’"),
        ("-gas", "paragraphs without a form of ‘gas’"),
        ("oil OR gas", "paragraphs with a form of ‘oil’ or a form of ‘gas’"),
        (
            "coal oil OR gas",
            "paragraphs with a form of ‘coal’ and (a form of ‘oil’ or a form of ‘gas’)",
        ),
        ("the price of oil", "paragraphs with a form of ‘price’ and a form of ‘oil’"),
        ("manufactur*", "paragraphs with a word starting with ‘manufactur’"),
        ("wom?n", "paragraphs with a word like ‘wom?n’"),
        ("stret~", "paragraphs with a word spelled almost like ‘stret’"),
        ('"a b"~3', "paragraphs with ‘a b’ in order, words at most 3 apart"),
        ("title:oil", "paragraphs with a form of ‘oil’ in the headline"),
        ("speaker:xi quotation:direct", "paragraphs said by xi, quoted"),
        ("mentions:xi NOT said:zhou", "paragraphs naming xi and not said by zhou"),
        ("role:chairman", "paragraphs said by a speaker with the role ‘chairman’"),
        ('source:"The Post"', "paragraphs published by The Post"),
        ("date:2023", "paragraphs in 2023"),
        ("date:>=2023-03-01", "paragraphs since 1 March 2023"),
        ("date:<2023-03-01", "paragraphs until 28 February 2023"),
        ('date:"last month"', "paragraphs in February 2024 (last month)"),
        ("date:yesterday oil", "paragraphs with a form of ‘oil’, on 14 March 2024 (yesterday)"),
    ],
)
def test_a_query_is_described_in_one_sentence(q: str, sentence: str) -> None:
    assert describe(q).sentence == sentence


def test_filters_are_described_by_their_labels() -> None:
    description = describe(
        "oil",
        speakers=("zhou-yunjie", "Ann Lee"),
        quotations=("direct",),
        sources=("The Post",),
        years=("2023", "undated"),
    )
    assert description.sentence == (
        "paragraphs with a form of ‘oil’, said by Zhou Yunjie or Ann Lee, quoted and"
        " published by The Post, in 2023 or without a date"
    )


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"kinds": ("person", "group")}, "paragraphs said by a person or a group"),
        (
            {"speakers": ("zhou-yunjie",), "kinds": ("person",)},
            "paragraphs said by Zhou Yunjie and said by a person",
        ),
        (
            {"acts": ("refusal",), "speakers": ("zhou-yunjie",)},
            "paragraphs with a refusal to comment, by Zhou Yunjie",
        ),
        (
            {"acts": ("speech", "refusal"), "kinds": ("organization",)},
            "paragraphs with refusals to comment included, by an organization",
        ),
    ],
)
def test_kinds_of_speakers_and_refusals_are_described(
    filters: dict[str, Any], sentence: str
) -> None:
    description = describe("", **filters)
    assert description.sentence == sentence
    for part in description.parts:
        field = {"speaker": "speakers", "kind": "kinds", "act": "acts"}[part.parameter]
        assert getattr(part.without, field) != filters[field]


def test_each_clause_can_be_removed_by_itself() -> None:
    description = describe('oil AND "gas price" date:2023', speakers=("zhou-yunjie",), page=3)
    without = {part.text: part.without for part in description.parts}
    assert without["a form of ‘oil’"].q == '"gas price" date:2023'
    assert without["exactly ‘gas price’"].q == "oil date:2023"
    assert without["in 2023"].q == 'oil AND "gas price"'
    assert without["said by Zhou Yunjie"].speakers == ()
    assert {request.page for request in without.values()} == {1}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2023, 1, 1), (2023, 12, 31), "in 2023"),
        ((2024, 2, 1), (2024, 2, 29), "in February 2024"),
        ((2023, 2, 1), (2023, 3, 31), "from 1 February 2023 to 31 March 2023"),
        ((2023, 2, 3), (2023, 2, 3), "on 3 February 2023"),
    ],
)
def test_days_are_described_by_month_or_year_where_possible(
    first: tuple[int, int, int], last: tuple[int, int, int], words: str
) -> None:
    assert days_in_words(datetime.date(*first), datetime.date(*last)) == words
