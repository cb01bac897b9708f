"""Other forms of words."""

from __future__ import annotations

from searchapp.query.analysis import indexed_words, markers
from searchapp.query.word_forms import WordForm, joined_forms, other_forms, typed_form


def words(text: str) -> list[tuple[str, ...]]:
    return [form.words for form in other_forms(text)]


def test_irregular_forms_have_the_same_order_in_every_process() -> None:
    # Scores are sums in this order, and a cluster caches requests by their bytes.
    assert words("choose") == [("chose",), ("chosen",)]
    assert words("bitten") == [("bite",), ("bit",)]
    assert words("going") == [("go",), ("went",), ("gone",), ("goes",)]


def test_us_is_the_country_only_in_capitals() -> None:
    assert typed_form("US") == WordForm(("us",), "US")
    assert typed_form("us") == WordForm(("us",))
    assert ("united", "states") in words("US")
    assert words("us") == []


def test_neighbours_share_the_forms_that_stand_for_both() -> None:
    ten, thousand, of, bees = joined_forms(("10", "000", "of", "bees"))
    assert WordForm(("10000",)) in ten
    assert WordForm(("10000",)) in thousand
    assert WordForm(("10,000",)) in ten
    assert WordForm(("10000",)) not in of
    assert WordForm(("ofbees",)) in bees


def test_an_address_is_searched_without_its_scheme() -> None:
    bare = typed_form("example.org/a-b?c=1")
    assert bare.words == ("example", "org", "a", "b", "c", "1")
    assert typed_form("https://www.example.org/a-b?c=1") == bare
    assert other_forms("https://example.org/a-b") == ()
    assert words("https://example.org/caf%C3%A9") == [("example", "org", "cafe")]


def test_markers_are_in_capitals_and_follow_the_words() -> None:
    text = "The US gave Müller 5 % of 3.5% in US bonds."
    assert markers(text) == ("US", "PERCENT", "MUELLER")
    assert indexed_words(text)[-3:] == [b"US", b"PERCENT", b"MUELLER"]
    assert markers("Us and them, Mueller, café, % of USA") == ()


def test_a_word_has_few_forms() -> None:
    # A cluster limits the clauses of a query.
    for word in ("U.S.-led", "overtime", "understand", "take-over-bid", "aeoeueaeoeue", "$1.2bn"):
        assert len(other_forms(word)) <= 16
