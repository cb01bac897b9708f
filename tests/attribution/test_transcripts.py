from collections.abc import Callable

from searchapp.records import Attribution

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
