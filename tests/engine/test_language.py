from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.qparser import QueryParser

from searchapp.engine.language import FIELD_NAMES, QueryError, parse


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        (
            "industrial internet",
            "((text:industri OR speaker_name:industrial)"
            " AND (text:internet OR speaker_name:internet))",
        ),
        ('"we will not"', '(exact:"we will not" OR speaker_name:"we will not")'),
        ("“We Will”", '(exact:"we will" OR speaker_name:"we will")'),
        ("high-end", '(text:"high end" OR speaker_name:"high end")'),
        ("manufactur*", "(exact:manufactur* OR speaker_name:manufactur*)"),
        ("Mül?er", "(exact:mul?er OR speaker_name:mul?er)"),
        ("stret~", "(exact:stret~ OR speaker_name:stret~)"),
        ("stret~9", "(exact:stret~2 OR speaker_name:stret~2)"),
        ("speaker:xi", "speaker_name:xi"),
        ('speaker:"Xi Jinping"', 'speaker_name:"xi jinping"'),
        ("title:economies", "title:economi"),
        ('title:"high-end sectors"', 'title_exact:"high end sectors"'),
        ("quotation:direct source:Reuters", "(quotation:direct AND source:Reuters)"),
        ("a OR title:b", "(text:a OR speaker_name:a OR title:b)"),
        ("oil NOT gas", "((text:oil OR speaker_name:oil) AND NOT (text:gas OR speaker_name:gas))"),
        ("R & D", "((text:r OR speaker_name:r) AND (text:d OR speaker_name:d))"),
    ],
)
def test_what_is_typed_becomes_a_tree(typed: str, body: str) -> None:
    assert str(parse(typed).body) == body


def test_a_minus_is_a_not() -> None:
    assert parse("oil -gas").body == parse("oil NOT gas").body
    assert parse('-"real economy" oil').body == parse('NOT "real economy" oil').body


def test_a_day_a_month_and_a_range_are_dates() -> None:
    month = parse("date:2023-03").body
    assert month == parse("date:[2023-03-01 TO 2023-03-31]").body


def test_headlines_are_searched_for_the_words_without_a_field() -> None:
    assert str(parse("oil title:gas").headline) == "(title:oil AND title:gas)"
    assert parse("title:gas").headline is None
    assert parse("NOT oil").headline is None


def test_what_is_excluded_stands_neither_in_the_headline_nor_below() -> None:
    headline = str(parse("oil NOT gas").headline)
    assert headline == "(title:oil AND NOT (title:gas OR text:gas OR speaker_name:gas))"


@pytest.mark.parametrize("typed", ["", "  ", "*", "*:*", '"*'])
def test_nothing_and_a_star_ask_for_everything(typed: str) -> None:
    assert str(parse(typed).body) == "None:*"
    assert parse(typed).headline is None


@pytest.mark.parametrize("typed", ['"', "&&", "()", "-", '""', "date:soon"])
def test_what_holds_no_word_is_an_error(typed: str) -> None:
    with pytest.raises(QueryError, match="no word to search for"):
        parse(typed)


@pytest.mark.parametrize("typed", ["oil date:2023-02-31", "oil date:foo", "oil date:2023*"])
def test_a_bad_date_is_passed_over_and_told(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.body == parse("oil").body
    [notice] = parsed.notices
    assert notice.code == "bad_date"
    assert notice.start >= 4


@pytest.mark.parametrize("typed", ["AND", "OR", "NOT", "AND AND", "x AND", "OR x", "NOT NOT x"])
def test_a_lone_operator_does_no_harm(typed: str) -> None:
    assert parse(typed).body


_pieces = st.sampled_from(
    [*FIELD_NAMES, "AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE", "(", ")", '"', "[", "]"]
    + [":", "*", "?", "~", "~3", "^2", "-", " ", " TO ", "oil", "2023-03", "é", "’", "{", "}", "\\"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_pieces, max_size=14).map("".join) | st.text(max_size=30))
def test_nothing_that_can_be_typed_breaks_the_parser(typed: str) -> None:
    try:
        parsed = parse(typed)
    except QueryError as error:
        assert str(error)
        return
    for notice in parsed.notices:
        assert 0 <= notice.start <= notice.end <= len(typed)


@pytest.mark.parametrize("operator", ["ANDNOT", "ANDMAYBE", "REQUIRE"])
def test_a_chain_of_operators_makes_each_piece_once(
    operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = QueryParser.term_query

    def count(parser: QueryParser, *arguments: Any, **options: Any) -> Any:
        made.append(arguments[1])
        return make(parser, *arguments, **options)

    monkeypatch.setattr(QueryParser, "term_query", count)
    parse(f" {operator} ".join(["a"] * 60))
    assert len(made) < 60 * 8


@pytest.mark.parametrize("typed", ["economy^" + "9" * 400, "(economy trade)^" + "9" * 400])
def test_a_boost_stays_finite(typed: str) -> None:
    body = parse(typed).body
    assert "inf" not in str(body)


def test_a_long_fuzzy_word_is_searched_as_it_stands() -> None:
    assert parse("x" * 41 + "~2").body == parse("x" * 41).body
