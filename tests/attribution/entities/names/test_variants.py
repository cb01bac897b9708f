import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.attribution.entities.names.variants import (
    is_misspelling,
    names_with_acronym,
    ticker_end,
)
from searchapp.attribution.syntax.tokens import tokenize


@pytest.mark.parametrize(
    ("word", "other", "misspelled"),
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
def test_a_misspelling_is_one_edit_or_one_transposition(
    word: str, other: str, misspelled: bool
) -> None:
    assert is_misspelling(word, other) is misspelled
    assert is_misspelling(other, word) is misspelled


def _misspells(word: str, other: str) -> bool:
    """The definition of a misspelling, by comparing every position."""
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < 5:
        return False
    if len(shorter) == len(longer):
        differing = [k for k, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        transposed = (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and sorted(word) == sorted(other)
        )
        return transposed or (len(differing) == 1 and differing[0] > 0 and len(word) >= 6)
    shortened = {longer[:k] + longer[k + 1 :] for k in range(1, len(longer))}
    return len(longer) >= 6 and shorter in shortened


_NAMES = st.text("ab", min_size=4, max_size=8)


@given(_NAMES, _NAMES)
def test_a_misspelling_agrees_with_its_definition(word: str, other: str) -> None:
    assert is_misspelling(word, other) is _misspells(word, other)


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
    names = [text[tokens.starts[start] : tokens.ends[stop - 1]] for start, stop in spans]
    assert names == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("Oban Mills <OBM.L> said", 5),
        ("Oban Mills <Oban> said", 2),
        ("<OBM.L> said", 0),
        ("Oban Mills <", 2),
    ],
)
def test_a_ticker_follows_a_name(text: str, stop: int) -> None:
    tokens = tokenize(text)
    assert ticker_end(tokens, tokens.words.index("<")) == stop
