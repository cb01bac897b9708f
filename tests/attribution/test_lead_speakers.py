from collections.abc import Callable

import pytest

Speakers = Callable[..., list[list[str]]]

_NAMED = "Ana Ruiz, the deputy minister, told reporters the looms were old."


@pytest.mark.parametrize(
    "lead",
    [
        "The mill in Oban will close in May, an official said on Monday.",
        "A deputy minister said on Monday that the mill in Oban would close.",
        "Ben Lind's closest ally said on Monday that the mill would close.",
    ],
)
def test_a_lead_may_describe_the_speaker_whom_the_next_paragraph_names(
    lead: str, speakers: Speakers
) -> None:
    assert speakers(lead, _NAMED) == [["Ana Ruiz"], ["Ana Ruiz"]]


@pytest.mark.parametrize(
    ("lead", "following"),
    [
        ("A banker said it would close.", "Ana Ruiz, a farmer, told reporters it was old."),
        ("An official said it would close.", "He asked not to be named. " + _NAMED),
        ("An official said it would close.", "Another official said it was old. " + _NAMED),
        ("The official said it would close.", _NAMED),
        ("An official said it would close.", "The looms are old."),
    ],
)
def test_a_described_speaker_stays_unnamed_if_nobody_fits(
    lead: str, following: str, speakers: Speakers
) -> None:
    assert "Ana Ruiz" not in speakers(lead, following)[0]


def test_several_speakers_are_not_one_person(speakers: Speakers) -> None:
    lead = "A group of deputy ministers said on Monday that the mill would close."
    assert "Ana Ruiz" not in speakers(lead, _NAMED)[0]


def test_a_lead_does_not_mean_somebody_it_names(speakers: Speakers) -> None:
    lead = "An official said on Monday that Ana Ruiz would close the mill."
    assert "Ana Ruiz" not in speakers(lead, _NAMED)[0]
