"""Ranking of near spellings."""

from collections.abc import Sequence

import pytest

from searchapp.engine.common.spelling import is_correctable, max_edits, rank_candidates


def rank(word: str, counts: dict[str, int]) -> list[str]:
    """Return the words of *counts*, their numbers of paragraphs, that *word* may stand for."""

    def count_paragraphs(words: Sequence[str]) -> dict[str, int]:
        return {each: counts.get(each, 0) for each in words}

    return [near for near, _ in rank_candidates(word, counts, count_paragraphs)]


def test_candidates_rank_by_distance_then_first_letter_then_frequency() -> None:
    counts = {"harbour": 1, "harbours": 1, "arbours": 9, "harbors": 2, "harvest": 9}
    assert rank("harbuors", counts) == ["harbors", "harbours", "harbour", "arbours"]


def test_exchanged_first_letters_count_as_the_same_start() -> None:
    assert rank("rtade", {"trade": 1, "grade": 5}) == ["trade"]


def test_a_word_of_the_index_needs_a_candidate_ten_times_as_frequent() -> None:
    assert rank("causal", {"causal": 2, "casual": 19}) == []
    assert rank("causal", {"causal": 2, "casual": 20}) == ["casual"]


def test_a_word_of_the_index_is_not_corrected_in_its_first_letter() -> None:
    assert rank("ball", {"ball": 1, "wall": 30}) == []
    assert rank("ball", {"wall": 30}) == ["wall"]


def test_other_forms_of_the_word_stop_words_and_numbers_are_no_candidates() -> None:
    assert rank("trades", {"trade": 50, "trades": 0}) == []
    assert rank("thes", {"the": 50}) == []
    assert rank("b2b", {"b3b": 50}) == []


@pytest.mark.parametrize(("word", "edits"), [("trade", 1), ("traded", 2)])
def test_words_of_six_letters_may_differ_by_two_edits(word: str, edits: int) -> None:
    assert max_edits(word) == edits


@pytest.mark.parametrize(
    ("word", "correctable"),
    [("ab", False), ("abc", True), ("a" * 40, True), ("a" * 41, False), ("ab1", False)],
)
def test_short_long_and_mixed_words_are_not_corrected(word: str, correctable: bool) -> None:
    assert is_correctable(word) is correctable
