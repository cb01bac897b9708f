"""What is sent to the cluster: the words of the schema's analyzers, each at its position."""

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.write.analyzed_text import HOLE, MAX_WORD_CHARACTERS, indexed_words
from searchapp.engine.schema import paragraph_schema


def test_words_are_stemmed_here_and_told_apart_by_spaces() -> None:
    assert indexed_words("exact", "Prices rose, Müller said") == "prices rose muller said"
    assert indexed_words("text", "Trading prices") == "trade price"


@given(text=st.text(max_size=60), field=st.sampled_from(["text", "exact", "title", "role"]))
def test_every_word_stands_at_its_position_in_the_schema(text: str, field: str) -> None:
    words = indexed_words(field, text).split(" ")
    analyzer = paragraph_schema()[field].analyzer
    tokens = {t.pos: t.text for t in analyzer(text, positions=True, mode="index")}
    assert {pos: word for pos, word in enumerate(words) if word not in (HOLE, "")} == tokens


def test_no_word_is_longer_than_the_cluster_takes() -> None:
    assert len(indexed_words("exact", "x" * 20_000)) == MAX_WORD_CHARACTERS
