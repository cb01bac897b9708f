"""The terms that a query highlights."""

from whoosh import query as wq

from searchapp.engine.common.matched_terms import (
    HighlightSpec,
    MatchedTerms,
    Phrase,
    highlight_spec,
    positive_leaves,
)
from searchapp.query.parsed_query import parse


def spec(q: str) -> HighlightSpec:
    """Return what *q* highlights, its patterns as the word ``expanded``."""
    return highlight_spec(parse(q), lambda leaf: (frozenset({"expanded"}), ()))


def test_a_word_is_highlighted_by_its_stem_in_texts_and_as_it_is_in_names() -> None:
    assert spec("standards").text.stems == {"standard"}
    assert spec("standards").title.stems == {"standard"}
    assert spec("standards").speaker.words == {"standards"}


def test_a_quoted_phrase_is_highlighted_word_for_word() -> None:
    text = spec('"we will not"').text
    assert text == MatchedTerms(word_phrases=(Phrase(("we", "will", "not")),))


def test_a_pattern_is_highlighted_by_what_it_expands_to() -> None:
    assert "expanded" in spec("harb*").text.words


def test_words_below_a_not_are_not_highlighted() -> None:
    assert spec("harbour NOT storm").text.stems == {"harbour", "harbor"}
    a, b = wq.Term("text", "a"), wq.Term("text", "b")
    assert list(positive_leaves(wq.AndNot(a, b))) == [a]
    assert list(positive_leaves(wq.And([a, wq.Not(b)]))) == [a]


def test_an_empty_query_highlights_nothing() -> None:
    assert spec("") == HighlightSpec()
    assert not MatchedTerms()
