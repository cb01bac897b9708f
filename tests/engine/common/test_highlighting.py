from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.common.highlighting import MatchedTerms, Phrase, best_window, find_matches

TEXT = "The standards are standard. “We will not,” they said; will not we?"


def marked(text: str, sought: MatchedTerms) -> list[str]:
    return [text[start:end] for start, end in find_matches(text, sought)]


def test_a_stem_marks_its_inflected_forms() -> None:
    assert marked(TEXT, MatchedTerms(stems=frozenset({"standard"}))) == ["standards", "standard"]


def test_a_word_marks_only_itself_whatever_its_case() -> None:
    assert marked(TEXT, MatchedTerms(words=frozenset({"standard", "the"}))) == ["The", "standard"]


def test_a_phrase_is_marked_as_a_unit_and_its_stray_words_are_not() -> None:
    sought = MatchedTerms(word_phrases=(Phrase(("we", "will", "not")),))
    assert marked(TEXT, sought) == ["We will not"]


def test_a_loose_phrase_marks_its_words() -> None:
    text = "a b x c a x x x c"
    sought = MatchedTerms(word_phrases=(Phrase(("a", "c"), slop=3),))
    assert find_matches(text, sought) == ((0, 1), (6, 7))


def test_overlapping_matches_merge() -> None:
    sought = MatchedTerms(
        words=frozenset({"b"}), word_phrases=(Phrase(("a", "b")), Phrase(("b", "c")))
    )
    assert marked("a b c", sought) == ["a b c"]


def test_accents_do_not_hide_a_match() -> None:
    assert marked("Frau Müller", MatchedTerms(words=frozenset({"muller"}))) == ["Müller"]


def test_nothing_sought_marks_nothing() -> None:
    assert find_matches(TEXT, MatchedTerms()) == ()


_words = st.sampled_from(["a", "b", "c", "trade", "trades", "Müller"])


@given(
    st.lists(_words, max_size=30).map(" ".join),
    st.sets(_words, max_size=3),
    st.lists(st.lists(_words, min_size=1, max_size=3).map(tuple), max_size=3),
    st.integers(1, 3),
)
def test_matches_are_whole_words_in_order_and_disjoint(
    text: str, words: set[str], phrases: list[tuple[str, ...]], slop: int
) -> None:
    sought = MatchedTerms(
        words=frozenset(words), word_phrases=tuple(Phrase(words, slop) for words in phrases)
    )
    spans = find_matches(text, sought)
    assert list(spans) == sorted(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert start == 0 or text[start - 1] == " "
        assert end == len(text) or text[end] == " "
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start


def test_a_short_text_is_shown_whole() -> None:
    assert best_window("short", [(0, 5)]) == (0, 5)


def test_a_long_text_is_shown_where_most_matches_are() -> None:
    text = "oil " + "word " * 300 + "oil oil oil " + "word " * 300
    at = text.index("oil oil")
    start, end = best_window(text, [(0, 3), (at, at + 3), (at + 4, at + 7), (at + 8, at + 11)])
    assert start <= at < at + 11 <= end
    assert end - start < 600


@given(st.lists(_words, min_size=1, max_size=300).map(" ".join), st.integers(0, 500))
def test_a_window_cuts_no_word(text: str, at: int) -> None:
    at = min(at, len(text) - 1)
    start, end = best_window(text, [(at, at + 1)], longest=100)
    assert start <= at
    assert start == 0 or text[start - 1] == " "
    assert end == len(text) or text[end] == " "


def test_the_window_of_a_text_with_many_matches_is_found_at_once() -> None:
    text = "oil " * 200_000
    matches = [(at, at + 3) for at in range(0, len(text), 4)]
    start, end = best_window(text, matches)
    assert end - start < 600
