"""Passages are the sentences of reported speech, of eight words or more."""

import pytest

from searchapp.models.articles import Act, Attribution, Paragraph, Span, Speaker
from searchapp.text_reuse.passages import passages_of

ANN = Speaker("ann-lee", "Ann Lee", "person")


def paragraph(text: str, *spans: Span, act: Act = "speech") -> Paragraph:
    return Paragraph(1, text, (Attribution(ANN, "", "said", "direct", spans, act),))


def passages(text: str, *spans: Span) -> list[str]:
    read = passages_of(paragraph(text, *spans or ((0, len(text)),)))
    return [text[passage.start : passage.end] for passage in read]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We go home before the rain.", []),
        ("We will all go home before the rain.", ["We will all go home before the rain"]),
        (
            "that they will all go home before the rain",
            ["they will all go home before the rain"],
        ),
        (
            "The first sentence has eight words in it. The second one has eight words in it.",
            ["The first sentence has eight words in it", "The second one has eight words in it"],
        ),
        (
            "Never again. We will all go home before the rain. So it is.",
            ["Never again. We will all go home before the rain. So it is"],
        ),
        (
            "Mr. Lee and J. B. Okafor will sail to Port Ellory",
            ["Mr. Lee and J. B. Okafor will sail to Port Ellory"],
        ),
    ],
)
def test_sentences_of_eight_words_are_passages(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


def test_a_sentence_goes_on_behind_its_cue() -> None:
    text = "“We will all go home,” she said, “before the rain comes.”"
    (passage,) = passages_of(paragraph(text, (0, 22), (33, len(text))))
    assert passage.key == "we will all go home before the rain comes"
    assert text[passage.start : passage.end].endswith("rain comes")


def test_words_belong_to_the_innermost_attribution() -> None:
    text = "the paper wrote that the mayor would leave town on the next boat"
    outer = Attribution(ANN, "", "said", "indirect", ((0, len(text)),))
    inner = Attribution(ANN, "", "wrote", "indirect", ((21, len(text)),))
    (passage,) = passages_of(Paragraph(1, text, (outer, inner)))
    assert passage.attribution == 1
    assert text[passage.start :].startswith("the mayor")


def test_thoughts_are_no_passages() -> None:
    text = "the mayor would leave town on the next boat"
    assert passages_of(paragraph(text, (0, len(text)), act="thought")) == ()


def test_numbers_and_names_are_specific() -> None:
    text = "The ship brought 400 tonnes of coal to Port Ellory in two days"
    (passage,) = passages_of(paragraph(text, (0, len(text))))
    assert [passage.forms[i] for i in sorted(passage.specific)] == ["400", "port", "ellory", "two"]
