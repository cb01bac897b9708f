from collections.abc import Callable

import pytest

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz did not say “close it at once.”",
        "Ana Ruiz never said “the mill is old.”",
        "Ana Ruiz declined to comment.",
        "Ana Ruiz has yet to say that it is old.",
        "Ana Ruiz refused to say whether it is old.",
        "Ana Ruiz did not immediately respond to a request for comment.",
    ],
)
def test_what_was_not_said_is_a_refusal_without_content(text: str, attributed: Attributed) -> None:
    (refusals,) = attributed(text)
    assert {(a.speaker.name, a.act, a.spans) for a in refusals} == {("Ana Ruiz", "refusal", ())}


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz refused to close the mill.",
        "Ana Ruiz said she did not know.",
        "Ana Ruiz declined an offer to sell the mill.",
    ],
)
def test_a_refusal_to_act_is_speech(text: str, attributed: Attributed) -> None:
    (own,) = attributed(text)
    assert [a.act for a in own] == ["speech"]


def test_a_bare_quotation_does_not_continue_a_refusal(attributed: Attributed) -> None:
    *_, last = attributed(
        "“The mill is old,” Ana Ruiz said.", "John Lind declined to comment.", "“We close it now.”"
    )
    assert "John Lind" not in [a.speaker.name for a in last]
