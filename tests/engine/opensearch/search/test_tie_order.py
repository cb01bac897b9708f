"""The order of hits of near-equal score, compared with a slow and obvious key."""

import datetime
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.opensearch.search.tie_order import TieOrder
from searchapp.models.articles import Attribution, QuotationType, Speaker
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.parsed_query import parse

WORDS = ["ferry", "steel", "glacier", "mayor"]
SPEAKER = Speaker("ana-ruiz", "Ana Ruiz", "person")


def hit(
    number: int,
    text: str,
    *,
    title: str = "",
    day: int | None = None,
    quotation: QuotationType | None = None,
    score: float = 10.0,
) -> Hit:
    quoted = quotation and Attribution(SPEAKER, "", "said", quotation, ((0, 1),))
    date = None if day is None else datetime.date(2020, 1, day)
    attributions = (quoted,) if quoted else ()
    return Hit("a", number, title, text, date, "", "", attributions, score=score)


def order(q: str, *hits: Hit, sort: str = "relevance") -> list[int]:
    request = SearchRequest(q=q, sort="newest" if sort == "newest" else "relevance")
    return [hit.number for hit in TieOrder(request, parse(q)).ordered(hits)]


def test_what_decides_between_near_equal_scores_in_turn() -> None:
    hits = (
        hit(8, "steel and a ferry", score=10.1),
        hit(7, "steel and a ferry", day=1),
        hit(6, "steel and a ferry", day=2),
        hit(5, "steel and a ferry", quotation="indirect"),
        hit(4, "steel and a ferry", quotation="direct"),
        hit(3, "steel and a ferry", title="A ferry"),
        hit(2, "steel, ferry"),
        hit(1, "ferry steel", score=9.9),
    )
    assert order("ferry steel", *hits) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert order("ferry steel", *hits, sort="newest") == [hit.number for hit in hits]


def test_a_clearly_higher_score_comes_first_whatever_the_text() -> None:
    hits = hit(1, "steel and a ferry", score=11.0), hit(2, "ferry steel")
    assert order("ferry steel", *hits) == [1, 2]


def test_ignored_words_stand_for_any_word_in_a_phrase() -> None:
    hits = hit(1, "ferry steel of"), hit(2, "ferry with steel")
    assert order("ferry of steel", *hits) == [2, 1]


@pytest.mark.parametrize(("ties", "expected"), [("newest", [2, 1]), ("oldest", [1, 2])])
def test_the_setting_says_which_date_comes_first(ties: str, expected: list[int]) -> None:
    query = replace(parse("ferry"), tie_order="newest" if ties == "newest" else "oldest")
    hits = hit(1, "ferry", day=1), hit(2, "ferry", day=2)
    in_order = TieOrder(SearchRequest(q="ferry"), query).ordered(hits)
    assert [hit.number for hit in in_order] == expected


def shortest_window(text: list[str], words: set[str]) -> int:
    present = words & set(text)
    windows = [
        end - start
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if present <= set(text[start:end])
    ]
    return min(windows) if len(present) > 1 else 1000


def is_in(text: list[str], typed: list[str]) -> bool:
    return any(text[at : at + len(typed)] == typed for at in range(len(text)))


@settings(deadline=None)
@given(
    typed=st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True),
    texts=st.lists(st.lists(st.sampled_from([*WORDS, "ice"]), min_size=1, max_size=7), max_size=6),
)
def test_phrases_come_first_and_then_shorter_windows(
    typed: list[str], texts: list[list[str]]
) -> None:
    hits = tuple(hit(number, " ".join(text)) for number, text in enumerate(texts))
    ordered = [texts[number] for number in order(" ".join(typed), *hits)]
    for a, b in pairwise(ordered):
        keys = [(not is_in(text, typed), shortest_window(text, {*typed})) for text in (a, b)]
        assert keys == sorted(keys)
