"""Ellipses and bracketed insertions are understood by the rules of newspapers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.quotes.pieces import fit, max_similarity, pieces_of
from searchapp.text_reuse.words import forms, words_with_offsets

PASSAGE = "We will not build ships in the harbour, and they know it, because it is old."


@pytest.mark.parametrize(
    ("quotation", "pieces"),
    [
        ("We will go", ["We will go"]),
        ("We ... will go", ["We", "will go"]),
        ("… we will . . . go …", ["we will", "go"]),
        ("We [the crew] will go", ["We", "will go"]),
        ("[T]he crew will go", ["T]he crew will go"]),
        ("We will [sic] go", ["We will", "go"]),
        ("We […] go", ["We", "go"]),
        ("...", []),
    ],
)
def test_a_quotation_is_parted_at_its_gaps(quotation: str, pieces: list[str]) -> None:
    found = pieces_of(quotation)
    assert [quotation[p.words[0].start : p.words[-1].end] for p in found] == pieces


@pytest.mark.parametrize(
    ("quotation", "verbatim"),
    [
        ("We will not build ships ... because it is old", True),
        ("We will not build ships [here], and they know it", True),
        ("We will not build ships [here] in the harbour", True),
        ("[T]hey know it", True),
        ("and they know it, because [the harbour] is old", True),
        ("We will ... build ships", False),
        ("We will [certainly] build ships", False),
        ("because it is old ... We will not build ships", False),
    ],
)
def test_a_gap_may_hide_words_but_no_negation(quotation: str, verbatim: bool) -> None:
    found = fit(pieces_of(quotation), quotation, words_with_offsets(PASSAGE), PASSAGE)
    assert found.verbatim is verbatim


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("Some [5,000] tonnes were landed", ("replaced", "[5,000]", "4,000", ("number",))),
        ("tonnes were [not] landed", ("added", "[not]", "", ("negation",))),
        ("were [never] in May", ("replaced", "[never]", "landed", ("negation",))),
    ],
)
def test_an_insertion_that_changes_the_meaning_is_flagged(
    quotation: str, expected: tuple[object, ...]
) -> None:
    passage = "Some 4,000 tonnes were landed in May."
    [change] = fit(pieces_of(quotation), quotation, words_with_offsets(passage), passage).changes
    assert (change.kind, change.quoted, change.archive, change.flags) == expected


def test_an_insertion_may_explain_with_a_number() -> None:
    quotation, passage = "landed in May [1987] at the quay", "It was landed in May at the quay."
    assert fit(pieces_of(quotation), quotation, words_with_offsets(passage), passage).verbatim


def test_a_hidden_negation_is_a_change_at_the_gap() -> None:
    quotation = "We will ... build ships"
    found = fit(pieces_of(quotation), quotation, words_with_offsets(PASSAGE), PASSAGE)
    [change] = found.changes
    assert (change.kind, change.quoted, change.archive) == ("missing", "...", "not")
    assert change.flags == ("negation",)


@given(
    st.lists(
        st.sampled_from(["we", "will", "not", "go", "10", "000", "co", "operation"]), min_size=1
    ),
    st.lists(
        st.sampled_from(["we", "will", "go", "10,000", "10", "cooperation", "co"]), min_size=1
    ),
)
def test_no_alignment_is_more_similar_than_the_words_that_both_have(
    quoted: list[str], passage: list[str]
) -> None:
    text, passage_text = " ".join(quoted), " ".join(passage)
    pieces, words = pieces_of(text), words_with_offsets(passage_text)
    fitted = fit(pieces, text, words, passage_text)
    assert fitted.similarity <= max_similarity(pieces, forms(words)) + 1e-9
