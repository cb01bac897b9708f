import pytest

from searchapp.attribution.entities.name_variants import (
    is_misspelling,
    names_with_acronym,
    ticker_end,
)
from searchapp.attribution.syntax.tokens import tokenize


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("lindqvist", "lindqivst", True),
        ("lindqvist", "lindqvst", True),
        ("lindqvist", "lindqwist", True),
        ("oebcd", "eobcd", True),
        ("lindqvist", "lindqvist", False),
        ("lindqvist", "mindqvist", False),
        ("ruiz", "riuz", False),
        ("lind", "linde", False),
        ("lindqvist", "lindgren", False),
    ],
)
def test_a_slip_is_one_letter_or_one_swap(one: str, other: str, same: bool) -> None:
    assert is_misspelling(one, other) is same
    assert is_misspelling(other, one) is same


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was the Alliance to Weave Our Cloth (AWOC).", "Alliance to Weave Our Cloth"),
        ("So the Board of Oban Mills (B.O.M.) said.", "Board of Oban Mills"),
        ("It was the Oban Board (2016).", ""),
        ("It was the Oban Board (AWOC).", ""),
        ("They wove our cloth (TWOC).", ""),
    ],
)
def test_an_acronym_in_brackets_explains_the_name_before_it(text: str, name: str) -> None:
    tokens = tokenize(text)
    spans = names_with_acronym(tokens).items()
    found = [text[tokens.starts[start] : tokens.ends[stop - 1]] for start, stop in spans]
    assert found == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("Oban Mills <OBM.L> said", 5),
        ("Oban Mills <Oban> said", 2),
        ("<OBM.L> said", 0),
        ("Oban Mills <", 2),
    ],
)
def test_an_exchanges_sign_stands_behind_a_name(text: str, stop: int) -> None:
    tokens = tokenize(text)
    assert ticker_end(tokens, tokens.words.index("<")) == stop
