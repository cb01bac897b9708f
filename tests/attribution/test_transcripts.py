"""Transcripts of every form: each line of a sample is a paragraph, a bar and its speaker."""

from collections.abc import Callable
from pathlib import Path

import pytest

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]

_SAMPLES = sorted(Path(__file__).with_name("transcripts").glob("*.txt"))


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda sample: sample.stem)
def test_every_turn_of_a_transcript_has_its_speaker(sample: Path, speakers: Speakers) -> None:
    lines = [line.rpartition("|") for line in sample.read_text("utf-8").splitlines()]
    names = speakers(*(text.strip() for text, _, _ in lines))
    assert names == [[name.strip()] if name.strip() else [] for _, _, name in lines]


def test_question_and_answer_without_names_are_nobodys(speakers: Speakers) -> None:
    turns = ("Q: What did you see?", "A: The mill.", "Q: When was that?", "A: At noon.")
    assert speakers(*turns) == [[], [], [], []]


def test_an_initial_at_the_start_of_a_paragraph_is_no_answer(speakers: Speakers) -> None:
    assert speakers("A. Ruiz said the mill was old.") == [["A. Ruiz"]]


@pytest.mark.parametrize(
    "lines",
    [
        ("When: Monday at noon.", "Where: the mill.", "Price: five pounds."),
        ("NOTE: The mill is old.", "UPDATE: It has closed.", "NOTE: It opens again."),
        ("OBAN: The mill closed.", "It is old.", "It was built in 1870."),
        ("Monday: The mill opens.", "Tuesday: It closes.", "Friday: It rests."),
    ],
)
def test_other_lines_with_a_colon_have_no_speaker(
    lines: tuple[str, ...], speakers: Speakers
) -> None:
    assert speakers(*lines) == [[], [], []]


def test_a_turn_is_a_quotation_of_its_words_alone(attributed: Attributed) -> None:
    turns = ("MR. HALE: We close it.", "MS. LIND: Never.", "MR. HALE: We do.")
    ((turn,), *_) = attributed(*turns)
    assert [turns[0][start:end] for start, end in turn.spans] == ["We close it"]
    assert (turn.cue, turn.source_span and turn.source_span.text) == (":", "MR. HALE")


def test_what_follows_the_last_turn_is_no_part_of_it(speakers: Speakers) -> None:
    turns = ("MR. HALE: We close it.", "MS. LIND: Never.", "MR. HALE: We do.")
    assert speakers(*turns, "The mill closed that day.")[-1] == []
    assert speakers(*turns, "This interview has been edited; we kept most of it.")[-1] == []
