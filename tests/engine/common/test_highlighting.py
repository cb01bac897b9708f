from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.common.highlighting import best_window, find_matches
from searchapp.engine.common.matched_terms import MatchedTerms, Phrase
from searchapp.query import analysis

TEXT = "The standards are standard. “We will not,” they said; will not we?"


def marked(text: str, terms: MatchedTerms) -> list[str]:
    return [text[start:end] for start, end in find_matches(text, terms)]


def test_a_stem_marks_its_inflected_forms() -> None:
    assert marked(TEXT, MatchedTerms(stems=frozenset({"standard"}))) == ["standards", "standard"]


def test_a_word_marks_itself_in_any_case_and_no_other_form() -> None:
    assert marked(TEXT, MatchedTerms(words=frozenset({"standard", "the"}))) == ["The", "standard"]


def test_a_phrase_is_marked_whole_and_its_words_elsewhere_are_not() -> None:
    terms = MatchedTerms(word_phrases=(Phrase(("we", "will", "not")),))
    assert marked(TEXT, terms) == ["We will not"]


def test_a_phrase_with_a_slop_marks_its_words() -> None:
    text = "a b x c a x x x c"
    terms = MatchedTerms(word_phrases=(Phrase(("a", "c"), slop=3),))
    assert find_matches(text, terms) == ((0, 1), (6, 7))


def test_overlapping_matches_merge() -> None:
    terms = MatchedTerms(
        words=frozenset({"b"}), word_phrases=(Phrase(("a", "b")), Phrase(("b", "c")))
    )
    assert marked("a b c", terms) == ["a b c"]


def test_a_word_marks_itself_with_accents() -> None:
    assert marked("Frau Müller", MatchedTerms(words=frozenset({"muller"}))) == ["Müller"]


def test_no_terms_mark_nothing() -> None:
    assert find_matches(TEXT, MatchedTerms()) == ()


_SUFFIXES = """s es ed ied ies ing ying ingly ly y al ally ability ibility bility ational ization
izer iveness fulness ousli logi icate ment e"""
_inflected = st.builds(
    str.__add__, st.text("abdeilnrtvwy", max_size=4), st.sampled_from(_SUFFIXES.split())
)
_tokens = _inflected | st.sampled_from(["a", "1.5", "2,000", "_", "C++", "é", "1987"])
_separators = st.sampled_from(["", " ", " ", "-", "_", ". "])


@given(st.data(), st.lists(st.tuples(_tokens, _separators), max_size=20))
def test_words_that_begin_as_a_match_are_those_that_all_words_of_a_text_have(
    data: st.DataObject, pieces: list[tuple[str, str]]
) -> None:
    text = "".join(token.title() + separator for token, separator in pieces)
    words = [analysis.folded(word) for word in analysis.words_of(text)] or ["a"]
    some = st.lists(st.sampled_from(words) | _inflected, max_size=3)
    phrases = st.lists(st.sampled_from(words), min_size=2, max_size=3)
    phrase = Phrase(tuple(map(analysis.stem, data.draw(phrases))), data.draw(st.integers(1, 2)))
    terms = MatchedTerms(
        stems=frozenset(map(analysis.stem, data.draw(some))),
        words=frozenset(data.draw(some)),
        stem_phrases=(phrase,) if data.draw(st.booleans()) else (),
    )
    # With a pattern each word of the text is tested.
    reference = replace(terms, patterns=(lambda word: False,))
    assert find_matches(text, terms) == find_matches(text, reference)


def test_a_word_right_after_a_decimal_number_is_marked() -> None:
    assert marked("1.5bn, 15bn", MatchedTerms(words=frozenset({"bn"}))) == ["bn"]


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
    terms = MatchedTerms(
        words=frozenset(words), word_phrases=tuple(Phrase(words, slop) for words in phrases)
    )
    spans = find_matches(text, terms)
    assert list(spans) == sorted(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert start == 0 or text[start - 1] == " "
        assert end == len(text) or text[end] == " "
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start


def test_a_short_text_is_shown_whole() -> None:
    assert best_window("short", [(0, 5)]) == (0, 5)


def test_a_long_text_is_shown_where_it_has_most_matches() -> None:
    text = "oil " + "word " * 300 + "oil oil oil " + "word " * 300
    at = text.index("oil oil")
    start, end = best_window(text, [(0, 3), (at, at + 3), (at + 4, at + 7), (at + 8, at + 11)])
    assert start <= at < at + 11 <= end
    assert end - start < 600


@given(st.lists(_words, min_size=1, max_size=300).map(" ".join), st.integers(0, 500))
def test_a_window_begins_and_ends_between_words(text: str, at: int) -> None:
    at = min(at, len(text) - 1)
    start, end = best_window(text, [(at, at + 1)], max_length=100)
    assert start <= at
    assert start == 0 or text[start - 1] == " "
    assert end == len(text) or text[end] == " "


def test_the_window_of_a_text_with_many_matches_is_found_at_once() -> None:
    text = "oil " * 200_000
    matches = [(at, at + 3) for at in range(0, len(text), 4)]
    start, end = best_window(text, matches)
    assert end - start < 600
