from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.attribution.syntax.visible_text import visible_text
from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]

SOFT_HYPHEN, ZERO_WIDTH_SPACE, UNBREAKABLE_HYPHEN = "\u00ad", "\u200b", "\u2011"


def test_characters_that_nobody_sees_are_left_out() -> None:
    visible = visible_text(f"Ana Ru{SOFT_HYPHEN}iz{ZERO_WIDTH_SPACE} left")
    assert visible.text == "Ana Ruiz left"
    assert visible.original_span(4, 8) == (4, 9)


def test_a_hyphen_that_does_not_break_is_a_hyphen() -> None:
    assert visible_text(f"Marie{UNBREAKABLE_HYPHEN}Anne").text == "Marie-Anne"


def test_a_text_without_such_characters_is_the_same_string() -> None:
    for text in ("Ana Ruiz left", "“We close it,” Ana Ruíz said"):
        assert visible_text(text).text is text


@given(st.text(alphabet="aZ “\u00ad\u200b\u2011"))
def test_every_span_shows_as_its_original(text: str) -> None:
    visible = visible_text(text)
    for start in range(len(visible.text)):
        first, last = visible.original_span(start, start + 1)
        assert visible_text(text[first:last]).text == visible.text[start]


@pytest.mark.parametrize(
    ("text", "name", "content"),
    [
        (f"“We won,” said Ana Ru{SOFT_HYPHEN}iz.", "Ana Ruiz", "“We won,”"),
        (f"“We {ZERO_WIDTH_SPACE}won,” said Ana Ruiz.", "Ana Ruiz", "“We \u200bwon,”"),
        (
            f"“We drew,” said Marie{UNBREAKABLE_HYPHEN}Anne Vask, the mayor.",
            "Marie-Anne Vask",
            "“We drew,”",
        ),
    ],
)
def test_names_are_read_without_them_and_spans_are_of_the_text_as_given(
    text: str, name: str, content: str, attributed: Attributed
) -> None:
    ((attribution,),) = attributed(text)
    assert attribution.speaker.name == name
    assert [text[start:end] for start, end in attribution.spans] == [content]
    cue = attribution.cue_span
    assert cue is not None
    assert text[cue.start : cue.end] == cue.text == "said"
