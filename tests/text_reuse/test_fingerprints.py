"""Passages that share words in a row share fingerprints."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.text_reuse.fingerprints import MAX_SHORT_WORDS, WINDOW, Fingerprints

words = st.sampled_from([f"{letter}{n}x" for letter in "bcdfg" for n in range(40)])
texts = st.lists(words, max_size=30)
shared_words = st.lists(words, min_size=WINDOW + 2, max_size=20)


def hashes(passage: list[str]) -> set[int]:
    return set(Fingerprints.of([passage]).hashes.tolist())


@given(texts, texts, shared_words, texts, texts)
def test_eight_words_in_a_row_leave_a_fingerprint_in_both(
    before: list[str], behind: list[str], shared: list[str], other: list[str], rest: list[str]
) -> None:
    assert hashes(before + shared + behind) & hashes(other + shared + rest)


@given(st.lists(texts, max_size=8))
def test_passages_are_fingerprinted_independently_of_one_another(passages: list[list[str]]) -> None:
    together = Fingerprints.of(passages)
    pairs = set(zip(together.hashes.tolist(), together.rows.tolist(), strict=True))
    assert pairs == {(h, row) for row, passage in enumerate(passages) for h in hashes(passage)}
    assert (np.diff(together.hashes.astype(np.int64)) >= 0).all()


def test_all_trigrams_of_a_short_passage_are_fingerprints() -> None:
    short = [f"w{n}" for n in range(MAX_SHORT_WORDS)]
    assert len(hashes(short)) == MAX_SHORT_WORDS - 2
    assert len(hashes([*short, *(f"v{n}" for n in range(60))])) < 40


def test_trigrams_of_function_words_are_left_out_where_there_are_others() -> None:
    assert len(hashes(["it", "was", "of", "the", "crude", "oil", "price"])) == 2
    assert len(hashes(["it", "was", "of", "the"])) == 2


@given(st.lists(texts, max_size=6), st.integers(0, 6))
def test_parts_joined_are_the_whole(passages: list[list[str]], cut: int) -> None:
    whole = Fingerprints.of(passages)
    first, second = Fingerprints.of(passages[:cut]), Fingerprints.of(passages[cut:])
    shifted = Fingerprints(second.hashes, second.rows + min(cut, len(passages)))
    joined = Fingerprints.joined([first, shifted])
    assert joined.hashes.tolist() == whole.hashes.tolist()
    assert joined.rows.tolist() == whole.rows.tolist()
