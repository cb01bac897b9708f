"""Quotations are aligned with the nearest stretch of a paragraph, and differences are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from searchapp.quotes.alignment import align, changes
from searchapp.quotes.pieces import fit, pieces_of
from searchapp.text_reuse.words import words_with_offsets

PASSAGE = "The harbour of Port Ellory will not be closed before the storm of 1987, she said."


def differences(quoted: str, passage: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    found = changes(words_with_offsets(quoted), quoted, words_with_offsets(passage), passage)
    for change in found:
        assert quoted[change.start : change.end] == change.quoted
    return [(change.kind, change.quoted, change.archive, change.flags) for change in found]


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("of Port Ellory will not be closed", []),
        ("of port ellory, WILL NOT be closed", []),
        ("of Port Ellory will be closed", [("missing", "", "not", ("negation",))]),
        ("of Port Ellory will not ever be closed", [("added", "ever", "", ())]),
        ("of Port Mallory will not be closed", [("replaced", "Mallory", "Ellory", ())]),
        ("the storm of 1978", [("replaced", "1978", "1987", ("number",))]),
        ("of Port Ellory might be closed", [("replaced", "might", "will not", ("negation",))]),
    ],
)
def test_differences_are_named_and_flagged(quoted: str, expected: object) -> None:
    words = [word.form for word in words_with_offsets(quoted)]
    passage = words_with_offsets(PASSAGE)
    stretch = align(words, [word.form for word in passage])
    text = PASSAGE[passage[stretch.first].start : passage[stretch.last - 1].end]
    assert differences(quoted, text) == expected


def similarity(quoted: str, passage: str) -> float:
    return fit(pieces_of(quoted), quoted, words_with_offsets(passage), passage).similarity


def test_the_same_words_in_another_order_are_far_apart() -> None:
    passage = "the harbour will be closed before the storm"
    assert similarity("closed harbour the storm will before be", passage) < 0.3
    assert similarity("harbour the will be closed", passage) > 0.3
    assert similarity("will be closed harbour", passage) < 0.6


words = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20)


@given(words, st.data())
def test_every_stretch_of_a_passage_is_verbatim(passage: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(passage) - 1))
    last = data.draw(st.integers(first + 1, len(passage)))
    assert align(passage[first:last], passage).distance == 0


@given(words, words)
def test_the_distance_is_never_below_that_of_the_best_stretch(
    quoted: list[str], passage: list[str]
) -> None:
    best = min(
        Levenshtein.distance(quoted, passage[first:last])
        for first in range(len(passage) + 1)
        for last in range(first, len(passage) + 1)
    )
    assert align(quoted, passage).distance >= best
