"""Clauses of queries, relaxed ones among them: their size, and the tiers of scores."""

from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.joined_speakers import JoinedSpeakers
from searchapp.engine.opensearch.query.query_clauses import QueryClauses
from searchapp.engine.opensearch.query.query_dsl import MAX_LEAVES, leaf_count
from searchapp.engine.opensearch.query.request_builder import ResultSet
from searchapp.engine.opensearch.search.relaxation import TieredMatches, tier_of, tiered_matches
from searchapp.engine.opensearch.trails.table import TrailTable
from searchapp.models.search import SearchRequest
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.parsed_query import parse


def words(count: int) -> str:
    """Return a query of different words without other forms."""
    letters = "bcdfghklmnpqrtvw"
    return " ".join(f"{a}o{b}o" for a, b in islice(product(letters, letters), count))


def result_set(q: str) -> ResultSet:
    return ResultSet(SearchRequest(q=q), parse(q), "paragraphs", JoinedSpeakers(), TrailTable())


def test_a_query_of_few_words_is_scored_in_text_headline_and_article() -> None:
    scores = str(QueryClauses(parse("ferry steel")).scores)
    for field in ("'text'", "'speaker_name'", "'title'", "'article_text'", "'quotation'"):
        assert field in scores


@pytest.mark.parametrize(
    ("q", "is_joined"),
    [
        ("ferry", False),
        ("ferry +steel (quay OR bridge)", False),
        ("ferr*", True),
        ('"ferry captain"', True),
        ("ferry quotation:direct", True),
        ("ferry -source:one", True),
    ],
)
def test_matches_of_plain_words_need_no_join_of_paragraphs(q: str, is_joined: bool) -> None:
    assert ("has_child" in str(QueryClauses(parse(q)).complete)) is is_joined


@pytest.mark.parametrize("count", [60, 120, 190])
def test_a_long_query_stays_within_what_the_cluster_takes(count: int) -> None:
    assert leaf_count(result_set(words(count)).hits) <= MAX_LEAVES


def test_a_query_of_too_many_words_is_refused() -> None:
    with pytest.raises(QueryTooExpensiveError, match="Remove some"):
        _ = result_set(words(256)).hits


def test_a_query_is_relaxed_only_where_the_cluster_takes_it() -> None:
    assert tiered_matches(result_set(words(40)), total=0) is not None
    assert tiered_matches(result_set(words(200)), total=0) is None


def test_a_query_is_relaxed_where_a_word_or_a_phrase_is_left_without_the_optional_word() -> None:
    for q in ("ferry", '"ferry steel"', "+ferry +steel", "ferry -steel", "source:one ferry"):
        assert tiered_matches(result_set(q), total=0) is None, q
    for q in ("ferry steel", '"ferry" steel', "+ferry steel", "source:one +ferry steel"):
        assert tiered_matches(result_set(q), total=0) is not None, q


@given(score=st.floats(2.0**-20, 2.0**59, width=32))
def test_scores_of_different_tiers_stay_apart(score: float) -> None:
    matches = TieredMatches(result_set("ferry steel"))
    functions = matches.query["function_score"]["functions"]
    products = [float(np.float32(score) * np.float32(f["weight"])) for f in functions]
    assert products == sorted(products, reverse=True)
    assert [tier_of({"_score": product}) for product in products] == ["all", "article", "some"]


def test_missing_words_are_those_whose_names_a_hit_lacks() -> None:
    clauses = QueryClauses(parse("ferry steel noon"), named=True)
    assert clauses.missing(["0", "2"]) == ("steel",)
