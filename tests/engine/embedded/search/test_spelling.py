"""Near spellings compared with a slow look at every word."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.search.spelling import SpellingSuggester
from searchapp.engine.embedded.whoosh.codec import EXTENSION
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import fold
from searchapp.query import analysis


def near(texts: Sequence[str], word: str, speakers: Sequence[str] = ()) -> list[str]:
    """Return the near spellings of *word* in an index of *texts* with two segments."""
    with TemporaryDirectory() as name:
        attributions = tuple(
            Attribution(Speaker(n.lower(), n, "person"), "", "said", "indirect", ())
            for n in speakers
        )
        half = len(texts) // 2
        for part, start in ((texts[:half], 0), (texts[half:], half)):
            writer = SegmentWriter(Path(name), policy=MergePolicy(merge_factor=0))
            for number, text in enumerate(part, start):
                writer.add(Article(f"a{number}", "-", None, (Paragraph(1, text, attributions),)))
            writer.commit()
        files = [SegmentReader(path) for path in sorted(Path(name).glob(f"*{EXTENSION}"))]
        return [other for other, _ in SpellingSuggester(files).near_spellings(word)]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("manufcturing", "manufacturing"),
        ("manfacuring", "manufacturing"),
        ("tarde", "trade"),
        ("Müler", "muller"),
        ("krämr", "kramer"),
    ],
)
def test_a_misspelled_word_is_near_the_word_meant(word: str, other: str) -> None:
    assert near(["manufacturing trade", "Müller and Krämer"], word)[0] == other


def test_words_of_speakers_names_are_near_spellings_too() -> None:
    assert near(["we will"], "yunje", speakers=["Zhou Yunjie"]) == ["yunjie"]


def test_a_word_of_the_index_needs_a_near_spelling_ten_times_as_frequent() -> None:
    assert near(["ecomony", *["economy"] * 9], "ecomony") == []
    assert near(["ecomony", *["economy"] * 10], "ecomony") == ["economy"]


def test_a_word_of_the_index_keeps_its_first_letter() -> None:
    assert near(["ball", *["wall"] * 30], "ball") == []


@pytest.mark.parametrize("word", ["wat", "an", "2023", "x", ""])
def test_stop_words_numbers_and_single_letters_have_no_near_spellings(word: str) -> None:
    assert near(["what was an 2024 xy"] * 3, word) == []


def reference(texts: list[str], word: str) -> set[str]:
    """Return the near spellings of *word* among *texts*, each of one word."""
    stems = [analysis.stem(fold(text)) for text in texts]
    own = stems.count(analysis.stem(word))
    edits = 2 if len(word) >= 6 else 1
    return {
        other
        for other in map(fold, texts)
        if 0 < damerau_levenshtein(word, other, edits) <= edits
        and analysis.stem(other) != analysis.stem(word)
        and stems.count(analysis.stem(other)) >= 10 * own
        and other not in analysis.STOP_WORDS
        and (not own or other[0] == word[0] or other[:2] == word[1::-1])
    }


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.text("abcdeé", min_size=3, max_size=7), min_size=2, max_size=12),
    st.text("abcde", min_size=3, max_size=7),
    st.integers(1, 11),
)
def test_near_spellings_are_those_of_the_reference(texts: list[str], word: str, times: int) -> None:
    repeated = [*texts, *texts[:1] * times]
    spellings = near(repeated, word)
    expected = reference(repeated, word)
    assert set(spellings) <= expected
    assert len(spellings) == min(len(expected), 8)
