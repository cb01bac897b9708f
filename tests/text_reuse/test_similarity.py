"""Which passages are wordings of one."""

import pytest

from searchapp.models.articles import Attribution, Paragraph, Speaker
from searchapp.text_reuse.passages import ReportedPassage, passages_of
from searchapp.text_reuse.similarity import is_wording, shared_share

BOATS = "the harbour will stay closed until the last of the old boats has been repaired"


def passage(text: str) -> ReportedPassage:
    speaker = Speaker("ann-lee", "Ann Lee", "person")
    attribution = Attribution(speaker, "", "said", "indirect", ((0, len(text)),))
    (read,) = passages_of(Paragraph(1, text, (attribution,)))
    return read


@pytest.mark.parametrize(
    "other",
    [
        BOATS.upper(),
        "the harbour will remain closed until the last of the old boats has been repaired",
        "harbour will stay closed until the last of the boats has been repaired",
        "closed until the last of the old boats has been repaired",
        f"she was asked often enough, and her answer was always that {BOATS}, come what may",
        "the harbour will certainly stay closed until the very last of the old boats is repaired",
    ],
)
def test_copies_cut_or_altered_are_wordings(other: str) -> None:
    assert is_wording(passage(BOATS), passage(other))
    assert is_wording(passage(other), passage(BOATS))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BOATS, "the school will stay closed until the roof of the old hall has been painted"),
        (
            "the company sold 400 cars in the first week of the month",
            "the company sold 900 cars in the first week of the month",
        ),
        (
            "the board has named Carol Ng as its chairman and chief executive officer",
            "the board has named Ben Okafor as its chairman and chief executive officer",
        ),
        ("it was not one of those that are in the", "it is not one of those that were in the"),
    ],
)
def test_other_passages_are_not(one: str, other: str) -> None:
    assert not is_wording(passage(one), passage(other))


def test_the_share_is_that_of_the_shorter_passage() -> None:
    assert shared_share(["a", "b", "c"], ["x", "a", "c", "d", "e"]) == pytest.approx(2 / 3)
    assert shared_share([], []) == 0
