from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.datelines import dateline_end
from searchapp.attribution.syntax.tokens import tokenize


@pytest.mark.parametrize(
    "dateline",
    [
        "VASKHOLM —",
        "VASKHOLM, Nov 22 —",
        "ROME, 3 May --",
        "Vaskholm, May 3 (Mill Wire) -",
        "Paris –",
        "NEW DELHI:",
        "MUMBAI, India:",
        "PORT ORU, Maine -",
    ],
)
def test_a_dateline_ends_with_its_mark(dateline: str, lexicon: Lexicon) -> None:
    tokens = tokenize(f"{dateline} The mill closed on Monday.")
    assert tokens.words[dateline_end(tokens, lexicon)] == "The"


@pytest.mark.parametrize(
    "text",
    [
        "The mill — an old one — closed.",
        "Ana Ruiz - a weaver - left.",
        "RUIZ: We close it.",
        "NO MORE WOOL - Ana Ruiz left.",
        "Ana Ruiz: We close it.",
        "",
    ],
)
def test_other_openings_are_no_dateline(text: str, lexicon: Lexicon) -> None:
    assert dateline_end(tokenize(text), lexicon) == 0


@pytest.mark.parametrize(
    "text",
    [
        "ROME — “It is over,” Ana Ruiz said on Monday.",
        "VASKHOLM, Nov 22 (Mill Wire) - “It is over,” Ana Ruiz said.",
        "NEW DELHI: “It is over,” Ana Ruiz said.",
    ],
)
def test_a_dateline_is_no_part_of_the_content(
    text: str, contents: Callable[[str], list[list[str]]]
) -> None:
    assert contents(text) == [["“It is over,”"]]
