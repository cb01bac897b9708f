import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.query.repair import MAX_NESTING, plain_words, repair

FIELDS = ("title", "date")


def codes(typed: str) -> list[tuple[str, int, int]]:
    return [(n.code, n.start, n.end) for n in repair(typed, FIELDS).notices]


@pytest.mark.parametrize(
    "typed",
    [
        'oil "real economy" title:gas',
        "(a OR (b c)) d*",
        "date:[2023-01-01 TO 2023-02-01]",
        "title:(a b)",
        '"a (b: c"',
        "word~2 x^3",
    ],
)
def test_a_sound_query_is_left_as_it_is(typed: str) -> None:
    assert repair(typed, FIELDS).text == typed
    assert codes(typed) == []


@pytest.mark.parametrize(
    ("typed", "repaired", "notices"),
    [
        ('a "b c', "a  b c", [("unclosed_quote", 2, 3)]),
        ('"a" "', '"a"  ', [("unclosed_quote", 4, 5)]),
        ("(a", " a", [("stray_bracket", 0, 1)]),
        ("a) b", "a  b", [("stray_bracket", 1, 2)]),
        ("[a b]", " a b ", [("stray_bracket", 0, 1), ("stray_bracket", 4, 5)]),
        ("foo:bar", "foo bar", [("unknown_field", 0, 4)]),
        ("http://x", "http //x", [("unknown_field", 0, 5)]),
        ("10:30", "10 30", []),
        ("title:", "title ", [("field_without_value", 0, 6)]),
        ("who said it?", "who said it ", []),
    ],
)
def test_what_is_stray_is_made_plain_and_told(
    typed: str, repaired: str, notices: list[tuple[str, int, int]]
) -> None:
    assert repair(typed, FIELDS).text == repaired
    assert codes(typed) == notices


@pytest.mark.parametrize("typed", ["“real economy”", "„real economy“", "«real economy»"])
def test_every_kind_of_quotation_mark_quotes(typed: str) -> None:
    assert repair(typed, FIELDS).text == '"real economy"'


def test_brackets_nest_only_so_deep() -> None:
    deep = "(" * 200 + "a" + ")" * 200
    depth = repair(deep, FIELDS).text.count("(")
    assert depth == MAX_NESTING


@given(st.text(st.sampled_from('ab "()[]{}:*?~^-’“”\x00\n')) | st.text())
def test_the_repaired_text_is_as_long_and_balanced(typed: str) -> None:
    repaired = repair(typed, FIELDS)
    assert len(repaired.text) == len(typed)
    assert repaired.text.count('"') % 2 == 0
    for notice in repaired.notices:
        assert 0 <= notice.start < notice.end <= len(typed)


def test_plain_words_hold_no_operator() -> None:
    assert plain_words('a AND "b"* -c').split() == ["a", "and", "b", "c"]
