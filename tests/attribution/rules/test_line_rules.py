from collections.abc import Callable

import pytest

from searchapp.models.articles import Attribution

Speakers = Callable[..., list[list[str]]]


def test_a_label_is_the_speaker_of_its_whole_paragraph(speakers: Speakers) -> None:
    assert speakers(
        "The talk of Ana Ruiz, a deputy, follows.", "RUIZ: The mill is old.", "LIND: I know."
    ) == [[], ["Ana Ruiz"], []]


def test_a_label_of_two_paragraphs_is_a_speaker(speakers: Speakers) -> None:
    assert speakers("VANTELL: It is old.", "VANTELL: It is.") == [["Vantell"], ["Vantell"]]


def test_a_label_of_one_paragraph_that_names_no_person_is_no_speaker(speakers: Speakers) -> None:
    assert speakers("NOTE: The mill is old.") == [[]]


def test_a_name_in_brackets_at_the_end_is_credited_with_the_quotation(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((credit,),) = attributed("“The mill closes soon.” [Oban Post.]")
    assert (credit.speaker.name, credit.speaker.kind, credit.rule) == (
        "Oban Post",
        "organization",
        "credit",
    )
    assert credit.spans == ((0, 23),)


def test_a_headline_with_a_colon_is_no_label_for_a_name_in_it(speakers: Speakers) -> None:
    (headline, _) = speakers("Mill Board Blames Ruiz: It Is Old", "Ana Ruiz came.")
    assert "Ana Ruiz" not in headline


def test_a_label_such_as_question_is_an_unnamed_speaker(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((question,), _) = attributed("QUESTION: Is it old?", "QUESTION: Is it?")
    assert (question.speaker.name, question.speaker.kind) == ("QUESTION", "unnamed")


def test_a_tweet_is_attributed_to_its_signature(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    ((tweet,),) = attributed("We close the mill. So sad! — Ana Q. Ruiz (@anaruiz) May 3, 2016")
    assert (tweet.speaker.name, tweet.speaker.kind, tweet.rule) == (
        "Ana Q. Ruiz",
        "person",
        "tweet",
    )
    assert tweet.spans == ((0, 26),)


def test_a_handle_within_a_paragraph_is_no_signature(speakers: Speakers) -> None:
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
def test_a_pull_quote_may_be_signed_within_its_quotation_marks(
    text: str, attributed: Callable[..., list[tuple[Attribution, ...]]]
) -> None:
    ((attribution,),) = attributed(text)
    assert (attribution.speaker.name, attribution.rule) == ("Ana Ruiz", "credit")
    ((start, end),) = attribution.spans
    assert text[start:end].strip('“"').startswith("W")
    assert text[start:end].rstrip(".?").endswith("in May")


def test_a_last_sentence_with_a_verb_is_no_signature_of_a_pull_quote(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    assert attributed('"We close the mill in May. He is Ana Ruiz, they say."') == [()]


def test_a_number_after_a_label_is_no_speech(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    assert attributed("Ana Ruiz: 2,316.") == [()]
