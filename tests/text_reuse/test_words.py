"""Words are compared whatever their case, accents, marks and spacing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.text_reuse.words import find_verbatim, forms, words_with_offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We WON'T go", ["we", "wont", "go"]),
        ("We won’t go—never.", ["we", "wont", "go", "never"]),
        ("10,000 tonnes, 3.5%", ["10000", "tonnes", "35"]),
        ("Müller’s café", ["mullers", "cafe"]),
        ("the dogs' bowls", ["the", "dogs", "bowls"]),
        ("", []),
    ],
)
def test_words_are_folded_and_keep_no_marks(text: str, expected: list[str]) -> None:
    assert forms(words_with_offsets(text)) == expected


@given(st.text())
def test_offsets_are_those_of_the_text_in_order(text: str) -> None:
    words = words_with_offsets(text)
    ends = [0, *(word.end for word in words)]
    for before, word in zip(ends, words, strict=False):
        assert before <= word.start < word.end <= len(text)


@pytest.mark.parametrize(
    ("quoted", "passage", "expected"),
    [
        ("co operation is dear", "their cooperation is dear", (1, 4)),
        ("10 000 ships", "some 10,000 ships sail", (1, 3)),
        ("art is", "the part is art is", (3, 5)),
        ("we go", "we stay", None),
    ],
)
def test_spacing_does_not_count(quoted: str, passage: str, expected: object) -> None:
    words = forms(words_with_offsets(quoted)), forms(words_with_offsets(passage))
    assert find_verbatim(*words) == expected


letters = st.lists(st.sampled_from(["a", "ab", "b", "ba", "c"]), max_size=12)


@given(st.lists(st.sampled_from(["a", "ab", "b", "ba"]), min_size=1, max_size=4), letters)
def test_the_first_stretch_is_found_as_by_trying_every_one(
    quoted: list[str], passage: list[str]
) -> None:
    stretches = (
        (first, last)
        for first in range(len(passage) + 1)
        for last in range(first, len(passage) + 1)
        if "".join(passage[first:last]) == "".join(quoted)
    )
    assert find_verbatim(quoted, passage) == next(stretches, None)
