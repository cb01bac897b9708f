"""Translation of every kind of query tree into the query DSL, or an error that names it."""

from typing import Any

import pytest
from whoosh import query as wq

from searchapp.engine.opensearch.query.query_dsl import (
    MATCH_NONE,
    MAX_GAPPED_PHRASES,
    UntranslatableError,
    to_query_dsl,
)
from searchapp.query.errors import QueryError
from searchapp.query.parsed_query import parse

OIL = wq.Term("exact", "oil")
GAS = wq.Term("exact", "gas", boost=2.0)
OIL_CLAUSE = {"term": {"exact": {"value": "oil", "boost": 1.0}}}
GAS_CLAUSE = {"term": {"exact": {"value": "gas", "boost": 2.0}}}

TRANSLATIONS: list[tuple[wq.Query, dict[str, Any]]] = [
    (wq.NullQuery, MATCH_NONE),
    (wq.Every(), {"match_all": {"boost": 0.0}}),
    (OIL, OIL_CLAUSE),
    (wq.And([OIL, GAS]), {"bool": {"must": [OIL_CLAUSE, GAS_CLAUSE]}}),
    (
        wq.And([OIL, wq.Not(GAS)]),
        {"bool": {"must": [OIL_CLAUSE], "must_not": [GAS_CLAUSE]}},
    ),
    (
        wq.Or([OIL, GAS]),
        {"bool": {"should": [OIL_CLAUSE, GAS_CLAUSE], "minimum_should_match": 1}},
    ),
    (wq.AndNot(OIL, GAS), {"bool": {"must": [OIL_CLAUSE], "must_not": [GAS_CLAUSE]}}),
    (wq.AndMaybe(OIL, GAS), {"bool": {"must": [OIL_CLAUSE], "should": [GAS_CLAUSE]}}),
    (wq.Require(OIL, GAS), {"bool": {"must": [OIL_CLAUSE], "filter": [GAS_CLAUSE]}}),
    (
        wq.DisjunctionMax([OIL, GAS], tiebreak=0.3),
        {"dis_max": {"queries": [OIL_CLAUSE, GAS_CLAUSE], "tie_breaker": 0.3, "boost": 1.0}},
    ),
    (
        wq.Prefix("exact", "oi"),
        {"constant_score": {"filter": {"prefix": {"exact": {"value": "oi"}}}, "boost": 1.0}},
    ),
    (
        wq.Wildcard("exact", "o*l\\"),
        {"constant_score": {"filter": {"wildcard": {"exact": {"value": "o*l\\\\"}}}, "boost": 1.0}},
    ),
    (
        wq.TermRange("exact", "a", "m", startexcl=True),
        {"constant_score": {"filter": {"range": {"exact": {"gt": "a", "lte": "m"}}}, "boost": 1.0}},
    ),
    (
        wq.ConstantScoreQuery(OIL, 3.0),
        {"constant_score": {"filter": OIL_CLAUSE, "boost": 3.0}},
    ),
]


@pytest.mark.parametrize(("tree", "clause"), TRANSLATIONS, ids=lambda value: type(value).__name__)
def test_a_tree_is_translated_into_its_clause(tree: wq.Query, clause: dict[str, Any]) -> None:
    assert to_query_dsl(tree) == clause


def test_a_phrase_with_gaps_becomes_one_exact_phrase_for_each_combination() -> None:
    adjacent = to_query_dsl(wq.Phrase("exact", ["oil", "gas"]))
    assert adjacent["bool"]["filter"] == [{"match_phrase": {"exact": {"query": "oil gas"}}}]
    with_gaps = to_query_dsl(wq.Phrase("exact", ["oil", "gas"], slop=3))
    (any_phrase,) = with_gaps["bool"]["filter"]
    assert [c["match_phrase"]["exact"]["query"] for c in any_phrase["bool"]["should"]] == [
        "oil gas",
        "oil . gas",
        "oil . . gas",
    ]


def test_a_phrase_with_too_many_combinations_of_gaps_becomes_intervals() -> None:
    wide = to_query_dsl(wq.Phrase("exact", ["oil", "gas"], slop=MAX_GAPPED_PHRASES + 1))
    assert list(wide["bool"]["filter"][0]) == ["intervals"]


UNTRANSLATABLE = [
    wq.Regex("exact", "o.l"),
    wq.Variations("exact", "oil"),
    wq.Otherwise(OIL, GAS),
    wq.Ordered([OIL, GAS]),
    wq.SpanNear(OIL, GAS),
    wq.SpanFirst(OIL),
    wq.NestedParent(OIL, GAS),
    wq.Sequence([OIL, GAS]),
]


@pytest.mark.parametrize("tree", UNTRANSLATABLE, ids=lambda tree: type(tree).__name__)
def test_the_error_names_the_kind_of_node_without_a_translation(tree: wq.Query) -> None:
    with pytest.raises(UntranslatableError, match=type(tree).__name__) as error:
        to_query_dsl(wq.And([OIL, tree]))
    assert isinstance(error.value, QueryError)


@pytest.mark.parametrize(
    "q",
    [
        "oil", "oil gas", '"oil gas"', '"oil gas"~5', "oil OR gas", "oil NOT gas", "-gas oil",
        "oil^2", "oi*", "o?l", "oil~", "date:1987", "date:[1987 TO 1988]", "speaker:[a TO m]",
        "title:oil", "(oil OR gas) AND trade", "quotation:direct", "speaker:*", "*", "",
    ],
)  # fmt: skip
def test_every_query_that_a_reader_can_write_is_translated(q: str) -> None:
    query = parse(q)
    assert to_query_dsl(query.body)
    if query.headline is not None:
        assert to_query_dsl(query.headline)
