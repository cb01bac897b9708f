"""Synonyms in the syntax tree of a query, and in its description."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.models.search import SearchRequest
from searchapp.query.ast import QueryNode
from searchapp.query.describe import describe_query
from searchapp.query.parsed_query import parse
from searchapp.query.synonyms import MAX_SYNONYMS, Synonyms, expanded_terms

SYNONYMS = Synonyms(
    [
        ("SPD", ("Social Democrats",)),
        ("Social Democrats", ("SPD",)),
        ("social", ("communal",)),
        ("House of Commons", ("parliament",)),
        ("lorry", ("truck",)),
    ]
)


def terms(q: str, *without: str) -> dict[str, tuple[str, ...]]:
    """Return the terms of *q* that are searched as more than typed."""
    clauses = parse(q, None, SYNONYMS, without).clauses
    nodes = (node for clause in clauses for node in expanded_terms(clause.node))
    return {node.text: node.synonyms for node in nodes}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("spd", {"spd": ("Social Democrats",)}),
        ("lorries", {"lorries": ("truck",)}),
        ("the social democrats won", {"social democrats": ("SPD",)}),
        ("house of commons vote", {"house of commons": ("parliament",)}),
        ("social spd", {"social": ("communal",), "spd": ("Social Democrats",)}),
        ("social AND democrats", {"social": ("communal",)}),
        ("spd OR (social democrats)", {"spd": ("Social Democrats",), "social democrats": ("SPD",)}),
        ("vote -spd", {"spd": ("Social Democrats",)}),
        ("title:lorry text:lorry", {"lorry": ("truck",)}),
        ("title:(social democrats)", {"social democrats": ("SPD",)}),
        ("title:social democrats", {"social": ("communal",)}),
        ("commons house", {}),
    ],
)
def test_words_and_terms_of_several_words_have_their_synonyms(
    q: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert terms(q) == expected


@pytest.mark.parametrize(
    "q", ['"spd"', "+spd", "spd*", "spd~", "said:spd", '"social democrats"', "source:spd", "sp?d"]
)
def test_whatever_is_exact_is_left_as_typed(q: str) -> None:
    assert terms(q) == {}
    assert parse(q, None, SYNONYMS).key == parse(q).key


def test_synonyms_can_be_left_out_for_one_term_or_for_all() -> None:
    assert terms("lorries spd", "lorry") == {"spd": ("Social Democrats",)}
    assert terms("lorries spd", "*") == {}


def test_a_query_has_a_bounded_number_of_synonyms() -> None:
    many = Synonyms((f"w{n}", tuple(f"s{n}x{k}" for k in range(40))) for n in range(5))
    clauses = parse("w0 w1 w2 w3 w4", None, many).clauses
    assert sum(len(clause.node.synonyms) for clause in clauses) == MAX_SYNONYMS // 40 * 40


def test_queries_with_and_without_synonyms_have_different_keys() -> None:
    assert parse("spd", None, SYNONYMS).key != parse("spd").key


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("spd", "paragraphs with a form of ‘spd’ or a synonym (‘Social Democrats’)"),
        (
            "social democrats vote",
            "paragraphs with forms of ‘social democrats’ or a synonym (‘SPD’) and a form of ‘vote’",
        ),
        (
            "vote -lorry",
            "paragraphs with a form of ‘vote’ but without a form of ‘lorry’ or a synonym (‘truck’)",
        ),
        (
            "vote OR lorry",
            "paragraphs with a form of ‘vote’ or a form of ‘lorry’"
            " or a synonym of ‘lorry’ (‘truck’)",
        ),
    ],
)
def test_the_description_names_the_synonyms(q: str, sentence: str) -> None:
    request = SearchRequest(q)
    description = describe_query(request, parse(q, None, SYNONYMS))
    assert description.sentence == sentence
    (part,) = (part for part in description.parts if part.parameter == "no_synonyms")
    assert part.without.q == q
    assert part.without.no_synonyms == tuple(terms(q))


def test_a_long_list_of_synonyms_is_shortened_in_the_description() -> None:
    many = Synonyms([("a1", tuple(f"b{n}" for n in range(7)))])
    sentence = describe_query(SearchRequest("a1"), parse("a1", None, many)).sentence
    assert sentence.endswith("or a synonym (‘b0’, ‘b1’, ‘b2’, ‘b3’, ‘b4’, …)")


@given(st.lists(st.sampled_from(["spd", "social", "democrats", "OR", "-", "(", ")", "lorry", "x"])))
def test_the_typed_leaves_stay_as_they_are_whatever_is_typed(words: list[str]) -> None:
    q = " ".join(words) + " end"
    plain, expanded = parse(q).clauses, parse(q, None, SYNONYMS).clauses

    def typed(node: QueryNode) -> list[str]:
        own = [node.text] if not node.children else []
        return own + [text for child in node.children for text in typed(child)]

    assert [t for c in plain for t in typed(c.node)] == [t for c in expanded for t in typed(c.node)]
    for clause in expanded:
        assert 0 <= clause.span[0] < clause.span[1] <= len(q)
