import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq

from searchapp.models.articles import Span
from searchapp.query.boosts import BOOSTS
from searchapp.query.compiler import FIELD_NAMES
from searchapp.query.errors import QueryError
from searchapp.query.parsed_query import parse


def unboosted(tree: object) -> str:
    """Return *tree* as text, without the boost of speakers' names."""
    return re.sub(rf"\^{BOOSTS.speaker}0*(?=[ )]|$)", "", str(tree))


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        (
            "industrial internet",
            "((text:industri OR text:industrialinternet^0.3 OR speaker_name:industrial)"
            " AND (text:internet OR text:industrialinternet^0.3 OR speaker_name:internet))",
        ),
        ('"we will not"', '(exact:"we will not" OR speaker_name:"we will not")'),
        ("“We Will”", '(exact:"we will" OR speaker_name:"we will")'),
        (
            "high-end",
            '(text:"high end" OR text:highend^0.3 OR speaker_name:"high end"'
            " OR speaker_name:highend^0.075)",
        ),
        ("manufactur*", "(exact:manufactur* OR speaker_name:manufactur*)"),
        ("Mül?er", "(exact:mul?er OR speaker_name:mul?er)"),
        ("stret~", "(exact:stret~ OR speaker_name:stret~)"),
        ("stret~9", "(exact:stret~2 OR speaker_name:stret~2)"),
        ("speaker:xi", "speaker_name:xi"),
        ('speaker:"Xi Jinping"', 'speaker_name:"xi jinping"'),
        ("title:economies", "title:economi"),
        ('title:"high-end sectors"', 'title_exact:"high end sectors"'),
        ("quotation:direct source:Reuters", "(quotation:direct AND source:reuters)"),
        ("a OR title:b", "(text:a OR speaker_name:a OR title:b)"),
        ("oil NOT gas", "((text:oil OR speaker_name:oil) AND NOT (text:gas OR speaker_name:gas))"),
        ("R & D", "((text:r OR speaker_name:r) AND (text:d OR speaker_name:d))"),
    ],
)
def test_what_is_typed_becomes_a_tree(typed: str, body: str) -> None:
    assert unboosted(parse(typed).body) == body


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
    headline = unboosted(parse("oil NOT gas").headline)
    assert headline == "(title:oil AND NOT (title:gas OR text:gas OR speaker_name:gas))"


@pytest.mark.parametrize("typed", ["", "  ", "*", "*:*", '"*'])
def test_nothing_and_a_star_ask_for_everything(typed: str) -> None:
    assert str(parse(typed).body) == "None:*"
    assert parse(typed).headline is None


@pytest.mark.parametrize("typed", ['"', "&&", "()", "-", '""', "date:soon"])
def test_what_holds_no_word_is_an_error(typed: str) -> None:
    with pytest.raises(QueryError, match="nothing to search for"):
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


_plain_words = st.text("aIs the\u5236 x2\u00e9\t", max_size=30)


@settings(max_examples=300, deadline=None)
@given(_plain_words)
def test_plain_words_are_read_as_whoosh_reads_them(typed: str) -> None:
    def read(text: str) -> list[tuple[str, Span]] | str:
        try:
            parsed = parse(text, TODAY)
        except QueryError:
            return "nothing"
        return [(str(clause.node.text), clause.span) for clause in parsed.clauses]

    # A bracket that holds nothing takes the long way and changes nothing else.
    if typed.strip():
        assert read(typed) == read(f"{typed} ()")


TODAY = datetime.date(2024, 3, 15)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("date:2023", "2023-01-01", "2023-12-31"),
        ("date:2023-02", "2023-02-01", "2023-02-28"),
        ("date:2023-03-10", "2023-03-10", "2023-03-10"),
        ('date:"10 March 2023"', "2023-03-10", "2023-03-10"),
        ("date:[2023-03-01 TO 2023-03-31]", "2023-03-01", "2023-03-31"),
        ("date:{2023-03-01 TO 2023-03-31}", "2023-03-02", "2023-03-30"),
        ("date:[TO 2023-03]", None, "2023-03-31"),
        ("date:>=2023-03-01", "2023-03-01", None),
        ("date:>2023-03", "2023-04-01", None),
        ("date:<2023-03", None, "2023-02-28"),
        ("date:<=2023", None, "2023-12-31"),
        ('date:"last month"', "2024-02-01", "2024-02-29"),
        ("date:'last week'", "2024-03-04", "2024-03-10"),
        ("date:yesterday", "2024-03-14", "2024-03-14"),
        ('date:>="last year"', "2023-01-01", None),
    ],
)
def test_dates_are_calendar_days(typed: str, first: str | None, last: str | None) -> None:
    [clause] = parse(typed, TODAY).clauses
    days = tuple(day.isoformat() if day else None for day in clause.node.days)
    assert days == (first, last)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("the price of oil", "price oil"),
        ("The (price of oil)", "(price oil)"),
        ("the speaker:xi", "speaker:xi"),
        ("‘we will not’", '"we will not"'),
        ("'we will not'", '"we will not"'),
        ("«we will not»", '"we will not"'),
        ("„we will not“", '"we will not"'),
        ("O’Neill", "O'Neill"),
        ("China’s oil", "China oil"),
        ("said:xi", "speaker:xi"),
        ("oil AND gas", "oil gas"),
        ("oil AND", "oil"),
        ("OR oil", "oil"),
        ("oil AND OR gas", "oil gas"),
        ("oil *", "oil"),
        ("a > oil", "a oil"),
        ("oil OR gas price", "(oil OR gas) price"),
        ("oil AND gas OR coal", "(oil AND gas) OR coal"),
        ("NOT oil OR gas", "(NOT oil) OR gas"),
        ("制造业*", "制造业"),
        ("（oil　OR　gas）", "(oil OR gas)"),
    ],
)
def test_two_ways_to_type_the_same(typed: str, same: str) -> None:
    assert parse(typed).body == parse(same).body
    assert parse(typed).headline == parse(same).headline


@pytest.mark.parametrize("typed", ["to be or not to be", "the", "the -oil", "the OR oil"])
def test_stop_words_count_where_there_is_nothing_else(typed: str) -> None:
    assert typed.split()[0] in str(parse(typed).body)


@pytest.mark.parametrize(
    ("typed", "code", "place"),
    [
        ('oil "we will', "unclosed_quote", '"'),
        ("oil (gas", "stray_bracket", "("),
        ("oil ]", "stray_bracket", "]"),
        ("oil AND", "lone_operator", "AND"),
        ("OR oil", "lone_operator", "OR"),
        ("oil NOT", "lone_operator", "NOT"),
        ("AND", "lone_operator", "AND"),
        ("colour:red oil", "unknown_field", "colour:"),
        ("speaker: oil", "field_without_value", "speaker:"),
        ("date:>= oil", "field_without_value", "date:"),
        ("date:soon oil", "bad_date", "date:soon"),
        ("date:2023-02-31 oil", "bad_date", "date:2023-02-31"),
        ("oil date:[2024 TO 2023]", "bad_date", "date:[2024 TO 2023]"),
        ("quotation:dircet oil", "unknown_value", "quotation:dircet"),
    ],
)
def test_every_mistake_is_told_with_its_place(typed: str, code: str, place: str) -> None:
    [notice] = parse(typed).notices
    assert notice.code == code
    assert typed[notice.start : notice.end] == place


@pytest.mark.parametrize(
    ("typed", "cut"),
    [
        ("oil gas coal", ["gas coal", "oil coal", "oil gas"]),
        ('oil "the gas" -coal', ['"the gas" -coal', "oil -coal", 'oil "the gas"']),
        ("oil AND gas", ["gas", "oil"]),
        ("oil AND NOT gas", ["NOT gas", "oil"]),
        ("speaker:(xi OR zhou) oil^2", ["oil^2", "speaker:(xi OR zhou)"]),
        ("oil OR gas date:[2023 TO 2024]", ["date:[2023 TO 2024]", "oil OR gas"]),
        ('"a b"~3 stret~2', ["stret~2", '"a b"~3']),
        ("the oil gas", ["the gas", "the oil"]),
    ],
)
def test_each_part_can_be_cut_out(typed: str, cut: list[str]) -> None:
    clauses = parse(typed).clauses
    left = [(typed[: p.cut[0]] + typed[p.cut[1] :]).strip() for p in clauses]
    assert left == cut


@pytest.mark.parametrize("typed", ["economy^" + "9" * 400, "(economy trade)^" + "9" * 400])
def test_a_boost_stays_finite(typed: str) -> None:
    body = parse(typed).body
    assert "inf" not in str(body)


@pytest.mark.parametrize(("q", "fixed"), [("a~2/3", 1), ("stret~2/3", 3)])
def test_the_letters_that_a_fuzzy_word_keeps_are_at_most_its_own(q: str, fixed: int) -> None:
    # Whoosh raises an IndexError for a fixed prefix that is longer than the word.
    fuzzy = [leaf for leaf in parse(q).body.leaves() if isinstance(leaf, wq.FuzzyTerm)]
    assert fuzzy
    assert {leaf.prefixlength for leaf in fuzzy} == {fixed}


def test_a_long_fuzzy_word_is_searched_as_it_stands() -> None:
    assert parse("x" * 41 + "~2").body == parse("x" * 41).body
