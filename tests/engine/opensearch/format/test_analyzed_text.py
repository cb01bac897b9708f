"""Text as it is sent to the cluster: the tokens of the schema's analyzers, in their positions."""

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.format.analyzed_text import (
    MAX_TOKEN_CHARACTERS,
    POSITION_FILLER,
    analyze,
)
from searchapp.engine.schema import paragraph_schema
from searchapp.query.analysis import markers


def test_tokens_are_folded_or_stemmed_and_joined_by_spaces() -> None:
    assert analyze("exact", "Prices rose, Hervé said") == "prices rose herve said"
    assert analyze("text", "Trading prices") == "trade price"


def test_the_markers_of_a_text_follow_its_tokens() -> None:
    assert analyze("exact", "Prices rose, Müller said") == "prices rose muller said MUELLER"
    assert analyze("text", "The US grew 5%").split(" ")[4:] == ["US", "PERCENT"]


@given(text=st.text(max_size=60), field=st.sampled_from(["text", "exact", "title", "role"]))
def test_every_token_keeps_its_position(text: str, field: str) -> None:
    sent = analyze(field, text).split(" ")
    words = sent[: len(sent) - len(markers(text))]
    analyzer = paragraph_schema()[field].analyzer
    tokens = {t.pos: t.text for t in analyzer(text, positions=True, mode="index")}
    no_token = (POSITION_FILLER, "")
    assert {pos: token for pos, token in enumerate(words) if token not in no_token} == tokens


def test_no_token_is_longer_than_the_cluster_accepts() -> None:
    assert len(analyze("exact", "x" * 20_000)) == MAX_TOKEN_CHARACTERS
