from collections.abc import Callable

import pytest

from searchapp.models.articles import Attribution

Speakers = Callable[..., list[list[str]]]


def test_a_label_speaks_the_whole_paragraph(speakers: Speakers) -> None:
    assert speakers(
        "The talk of Ana Ruiz, a deputy, follows.", "RUIZ: The mill is old.", "LIND: I know."
    ) == [[], ["Ana Ruiz"], []]


def test_a_label_that_returns_is_a_speaker(speakers: Speakers) -> None:
    assert speakers("VANTELL: It is old.", "VANTELL: It is.") == [["Vantell"], ["Vantell"]]


def test_a_label_that_stands_once_may_be_anything(speakers: Speakers) -> None:
    assert speakers("NOTE: The mill is old.") == [[]]


def test_brackets_at_the_end_credit_a_source(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((credit,),) = attributed("“The mill closes soon.” [Oban Post.]")
    assert (credit.speaker.name, credit.speaker.kind, credit.rule) == (
        "Oban Post",
        "organization",
        "credit",
    )
    assert credit.spans == ((0, 23),)


def test_a_headline_is_no_label_for_the_name_within_it(speakers: Speakers) -> None:
    (headline, _) = speakers("Mill Board Blames Ruiz: It Is Old", "Ana Ruiz came.")
    assert "Ana Ruiz" not in headline


def test_a_label_for_anybody_names_nobody(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((one,), _) = attributed("QUESTION: Is it old?", "QUESTION: Is it?")
    assert (one.speaker.name, one.speaker.kind) == ("QUESTION", "unnamed")


def test_a_tweet_belongs_to_who_signs_it(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((tweet,),) = attributed("We close the mill. So sad! — Ana Q. Ruiz (@anaruiz) May 3, 2016")
    assert (tweet.speaker.name, tweet.speaker.kind, tweet.rule) == (
        "Ana Q. Ruiz",
        "person",
        "tweet",
    )
    assert tweet.spans == ((0, 26),)


def test_a_handle_within_a_text_signs_nothing(speakers: Speakers) -> None:
    assert speakers(
        "It is old — see (@anaruiz) for more of it, and then wait until the very end of this"
        " long text, where nobody signs."
    ) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        '"We will close the mill in May. Ana Ruiz, mill owner."',
        '"We will close the mill in May. Former mill owner Ana Ruiz."',
        "“Will we close the mill in May? Ana Ruiz.”",
    ],
)
def test_a_quotation_set_apart_is_signed_within_its_marks(
    text: str, attributed: Callable[..., list[tuple[Attribution, ...]]]
) -> None:
    ((said,),) = attributed(text)
    assert (said.speaker.name, said.rule) == ("Ana Ruiz", "credit")
    ((start, end),) = said.spans
    assert text[start:end].strip('“"').startswith("W")
    assert text[start:end].rstrip(".?").endswith("in May")


def test_a_quotation_that_ends_with_a_sentence_on_somebody_is_not_signed(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    assert attributed('"We close the mill in May. He is Ana Ruiz, they say."') == [()]


def test_a_number_after_a_label_is_no_speech(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    assert attributed("Ana Ruiz: 2,316.") == [()]
