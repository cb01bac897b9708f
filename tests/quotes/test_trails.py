"""Wordings of a passage, compared with the first one."""

from __future__ import annotations

import pytest

from searchapp.models.articles import Attribution, Speaker
from searchapp.models.search import Hit
from searchapp.models.trails import Appearance, ComparedWording, LeftOut, Trail
from searchapp.quotes.trails import compare_wordings

FIRST = "We will close the old mill in May and nobody here will lose a job"


def compared(text: str) -> ComparedWording:
    """Return *text* as the second wording of ``FIRST``."""
    said = Attribution(Speaker("ann-lee", "Ann Lee", "person"), "", "said", "direct", ())
    appearances = tuple(
        Appearance(
            Hit(f"a{number}", 1, "Title", text, None, "", "", (said,)),
            ((0, len(text)),),
            said,
            "ann-lee",
            number,
        )
        for number, text in enumerate((FIRST, text))
    )
    wordings = compare_wordings(Trail("id", appearances, (FIRST, text), 2, False))
    assert wordings[0] == ComparedWording(FIRST, (), 0.0, LeftOut(), 1)
    return wordings[1]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (FIRST.upper(), LeftOut()),
        ("the old mill in May and nobody here will lose a job", LeftOut(start=3)),
        ("We will close the old mill in May", LeftOut(end=7)),
        ("We will close the old mill … nobody here will lose a job", LeftOut(ellipsis=3)),
        ("We will close the old mill, ... nobody here will lose a job", LeftOut(ellipsis=3)),
        ("We will close the mill in May and nobody here will lose a job", LeftOut(unmarked=1)),
        ("We shall close the old mill in May and no one will lose a job", LeftOut(replaced=3)),
        ("close the mill in May … will certainly lose a job", LeftOut(2, 0, 3, 1, 0)),
        ("We will certainly " + FIRST[8:], LeftOut()),
    ],
)
def test_cut_words_are_told_apart_from_missing_ones(text: str, left_out: LeftOut) -> None:
    wording = compared(text)
    assert wording.left_out == left_out
    assert wording.cut == left_out.total / len(FIRST.split())


def test_a_wording_without_a_word_of_the_first_lacks_all() -> None:
    assert compared("Something else entirely").cut == 1
