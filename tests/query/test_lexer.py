"""Tokens of queries, and the notices about what is stray in them."""

import sys
import time
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.query.lexer import Lexer
from searchapp.query.parsed_query import parse
from searchapp.settings import MAX_QUERY_CHARACTERS, MAX_QUERY_NESTING

_TIMER_MILLISECONDS = 20
"""Differences below this are the machine's."""


def codes(typed: str) -> list[tuple[str, int, int]]:
    return sorted((n.code, n.start, n.end) for n in Lexer(typed).notices)


def kinds(typed: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in Lexer(typed).tokens[:-1]]


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
def test_a_well_formed_query_has_no_notices(typed: str) -> None:
    assert codes(typed) == []


@pytest.mark.parametrize(
    ("typed", "tokens", "notices"),
    [
        (
            'a "b c',
            [("word", "a"), ("word", "b"), ("word", "c")],
            [("unclosed_quote", 2, 3)],
        ),
        ('"a" "', [("phrase", "a")], [("unclosed_quote", 4, 5)]),
        ("(a", [("word", "a")], [("stray_bracket", 0, 1)]),
        ("a) b", [("word", "a"), ("word", "b")], [("stray_bracket", 1, 2)]),
        (
            "[a b]",
            [("word", "a"), ("word", "b")],
            [("stray_bracket", 0, 1), ("stray_bracket", 4, 5)],
        ),
        ("foo:bar", [("word", "foo"), ("word", "bar")], [("unknown_field", 0, 4)]),
        ("http://x?a:b", [("word", "http://x?a:b")], []),
        ("10:30", [("word", "10"), ("word", "30")], []),
        ("title:", [("word", "title")], [("field_without_value", 0, 6)]),
        ("said it?", [("word", "said"), ("word", "it")], []),
        ("said it? <", [("word", "said"), ("word", "it")], []),
        ("sa?d", [("word", "sa"), ("wild", "?"), ("word", "d")], []),
        ("date:>=2023", [("field", "date"), ("word", "2023")], []),
        ("x.title:y^2", [("word", "x."), ("field", "title"), ("word", "y"), ("boost", "^2")], []),
        ("-a NOT b-c", [("minus", "-"), ("word", "a"), ("not", "NOT"), ("word", "b-c")], []),
        ("a AND OR b", [("word", "a"), ("word", "b")], [("lone_operator", 2, 5)] * 2),
    ],
)
def test_stray_characters_are_blanks_with_a_notice(
    typed: str, tokens: list[tuple[str, str]], notices: list[tuple[str, int, int]]
) -> None:
    assert kinds(typed) == tokens
    assert [code for code, *_ in codes(typed)] == [code for code, *_ in notices]
    assert codes(typed)[:1] == notices[:1]


@pytest.mark.parametrize("typed", ["“real economy”", "„real economy“", "«real economy»"])
def test_every_kind_of_quotation_mark_quotes(typed: str) -> None:
    assert kinds(typed) == [("phrase", "real economy")]


def test_brackets_nest_only_to_the_limit() -> None:
    deep = "(" * 200 + "a" + ")" * 200
    assert [kind for kind, _ in kinds(deep)].count("open") == MAX_QUERY_NESTING
    assert str(parse(deep).body) == str(parse("a").body)


@given(st.text(st.sampled_from('ab "()[]{}:*?~^-’“”\x00\n')) | st.text())
def test_tokens_are_in_order_and_their_chunks_hold_them(typed: str) -> None:
    lexer = Lexer(typed)
    end = 0
    for token in lexer.tokens[:-1]:
        assert end <= token.start < token.end <= len(typed)
        start, stop = lexer.chunks[token.chunk]
        assert start <= token.start < token.end <= stop
        end = token.end
    brackets = [token.kind for token in lexer.tokens if token.kind in ("open", "close")]
    assert brackets.count("open") == brackets.count("close")
    for notice in lexer.notices:
        assert 0 <= notice.start < notice.end <= len(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "oil " * 250_000,
        "(" * 100_000,
        "()" * 50_000,
        '"' * 100_000,
        '" ' * 50_000,
        "[" * 100_000,
        "[ TO " * 20_000,
        "NOT " * 25_000,
        "AND " * 25_000,
        "'a " * 33_000,
        "~" * 100_000,
        "^1" * 50_000,
        "title:" * 16_000,
        "x" * 100_000,
    ],
    ids=lambda typed: f"{typed[:8]!r}x{len(typed)}",
)
def test_a_huge_query_is_parsed_or_refused_in_linear_time(typed: str) -> None:
    def milliseconds(typed: str) -> float:
        start = time.thread_time()
        try:
            parse(typed)
        except QueryError as error:
            assert str(error)
        return 1000 * (time.thread_time() - start)

    # A quarter of the text takes a quarter of the time, and a quadratic parser a sixteenth.
    quarter = min(milliseconds(typed[: len(typed) // 4]) for _ in range(3))
    whole = min(milliseconds(typed) for _ in range(3))
    assert whole < 10 * quarter + _TIMER_MILLISECONDS


@pytest.mark.parametrize(
    "typed",
    ["oil " * 250_000, "x" * 1_000_000, "(" * 100_000, "()" * 50_000, "[]" * 50_000]
    + ['"' * 100_000, "“a” " * 25_000, "„ " * 50_000],
    ids=lambda typed: f"{typed[:4]!r}x{len(typed)}",
)
def test_a_million_characters_or_100_000_marks_are_refused_in_a_few_steps(typed: str) -> None:
    steps = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        with pytest.raises(QueryTooExpensiveError, match=r"Remove some|Shorten it"):
            parse(typed)
    finally:
        sys.setprofile(None)
    # A step for each character, mark or word would be 25,000 at least; a quotation mark that
    # is replaced by a plain one takes one step.
    assert steps < (60_000 if "“a”" in typed else 500)


def test_a_query_beyond_every_setting_is_refused_with_its_length() -> None:
    with pytest.raises(QueryTooExpensiveError, match=f"at most {MAX_QUERY_CHARACTERS:,}"):
        parse("a" * (MAX_QUERY_CHARACTERS + 1))
