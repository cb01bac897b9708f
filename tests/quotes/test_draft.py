"""Quotations of a draft, where they stand, and whom the draft attributes them to."""

import pytest

from searchapp.quotes.draft import quotations_in, with_claimed_speakers

DRAFT = (
    "The harbour is a sore point.\n\n"
    "“We will not go,” said Ann Lee, the harbour master.\n\n"
    'He calls it "a mess". Later "nobody told us of the storm", Ben Okafor said.\n'
)


def test_quotations_come_with_their_speakers() -> None:
    quotations = quotations_in(DRAFT)
    assert {quotation.claimed_speaker for quotation in quotations} == {""}
    claimed = with_claimed_speakers(DRAFT, quotations)
    assert [(quotation.text, quotation.claimed_speaker) for quotation in claimed] == [
        ("We will not go", "Ann Lee"),
        ("nobody told us of the storm", "Ben Okafor"),
    ]


def test_offsets_are_those_of_the_draft() -> None:
    for quotation in quotations_in(DRAFT):
        assert DRAFT[quotation.start : quotation.end] == quotation.text


@pytest.mark.parametrize("text", ["We will go", "  “We will go,” ", "'We will go'"])
def test_a_text_that_is_one_quotation_needs_no_marks(text: str) -> None:
    [quotation] = quotations_in(text)
    assert quotation.text == "We will go"
    assert text[quotation.start : quotation.end] == "We will go"


@pytest.mark.parametrize("text", ["", " \n\n ", "“”", '"'])
def test_a_text_without_words_has_no_quotation(text: str) -> None:
    assert [q for q in quotations_in(text) if q.text] == []
