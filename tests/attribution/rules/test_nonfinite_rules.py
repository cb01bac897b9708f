from collections.abc import Callable

import pytest

Proposals = Callable[[str], list[tuple[str, str, str]]]


def test_a_participle_before_its_subject_shares_it(proposals: Proposals) -> None:
    assert proposals("Noting the looms are old, Ana Ruiz, a deputy, said they would go.") == [
        ("participle", "Noting", "Ana Ruiz"),
        ("appositive", "said", "Ana Ruiz"),
    ]


def test_a_place_at_the_start_is_not_the_subject_of_a_participle(proposals: Proposals) -> None:
    text = "At a fair in Oban, Maine, on Sunday, Ana Ruiz opened it, saying that it is old."
    assert proposals(text)[-1] == ("participle", "saying", "Ana Ruiz")


def test_a_role_before_a_name_is_not_a_subject_of_its_own(proposals: Proposals) -> None:
    text = (
        "Republican presidential nominee Ana Ruiz joined it, announcing that the mill would close."
    )
    assert proposals(text) == [("participle", "announcing", "Ana Ruiz")]


def test_an_absolute_participle_has_its_own_subject(proposals: Proposals) -> None:
    text = "They met, with former Maine Gov. Ana Ruiz calling it old."
    assert proposals(text) == [("absolute", "calling", "Maine Gov. Ana Ruiz")]


@pytest.mark.parametrize("text", ["The press heard Ana Ruiz say.", "The press made her say."])
def test_an_infinitive_without_content_is_no_cue(text: str, proposals: Proposals) -> None:
    assert proposals(text) == []
