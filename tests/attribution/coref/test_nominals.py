from collections.abc import Callable

import pytest

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_described_person_is_resolved_by_the_role(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, a senator, came.", "The senator said the mill is old.") == [
        [],
        ["Ana Ruiz"],
    ]


def test_an_organization_is_resolved_by_its_noun(speakers: Speakers) -> None:
    assert speakers("The Oban Savings Bank is old.", "The bank said it would close.") == [
        [],
        ["Oban Savings Bank"],
    ]


def test_one_of_them_is_a_speaker_in_the_articles_words(attributed: Attributed) -> None:
    ((member,),) = attributed("“It is an old mill,” said one of them, who asked to stay unnamed.")
    assert (member.speaker.name, member.speaker.kind) == ("one of them", "unnamed")


def test_a_group_is_named_with_its_modifiers(attributed: Attributed) -> None:
    ((group,),) = attributed("Two officials familiar with the talks said the mill would close.")
    assert (group.speaker.name, group.speaker.kind) == (
        "Two officials familiar with the talks",
        "group",
    )


def test_a_bare_noun_refers_to_the_unnamed_person_described_before(speakers: Speakers) -> None:
    assert speakers(
        "A source close to the mill said it is old.", "It rained.", "The source said it would stay."
    ) == [["source close to the mill"], [], ["source close to the mill"]]


def test_a_negative_subject_is_no_speaker(speakers: Speakers) -> None:
    assert speakers(
        "Nobody spoke of oil.",
        "No minister said the mill is old, and none said it is new.",
        "No one told the board that it rained.",
    ) == [[], [], []]


def test_a_description_and_a_name_may_be_coordinated(speakers: Speakers) -> None:
    assert speakers("The mayor and Ana Ruiz said the mill is old.") == [["mayor", "Ana Ruiz"]]
    assert speakers("The Oban Post and the mill union said the mill is old.") == [
        ["Oban Post", "mill union"]
    ]


def test_a_noun_with_a_capital_may_be_a_publication(attributed: Attributed) -> None:
    ((attribution,),) = attributed("The Advocate said the mill is old.")
    assert (attribution.speaker.name, attribution.speaker.kind) == ("Advocate", "organization")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Tavria's mill ministry", "Tavria's mill ministry"),
        (
            "The United Nations High Commissioner for Mills",
            "United Nations High Commissioner for Mills",
        ),
    ],
)
def test_a_body_named_by_its_owner_is_an_organization(
    source: str, name: str, attributed: Attributed
) -> None:
    ((said,),) = attributed(f"{source} said nine looms were old.")
    assert (said.speaker.name, said.speaker.kind) == (name, "organization")


@pytest.mark.parametrize(
    ("phrase", "kind", "name"),
    [
        ("the Oban-based company", "unnamed", "Oban-based company"),
        ("the privately owned Danish company", "unnamed", "privately owned Danish company"),
        ("the influential Oru newspaper", "organization", "Oru newspaper"),
        ("the Danish government", "organization", "Danish government"),
        ("the Oru company on October 12", "organization", "Oru company"),
    ],
)
def test_a_place_and_a_common_noun_name_no_organization(
    attributed: Attributed, phrase: str, kind: str, name: str
) -> None:
    ((source,),) = attributed(f"It rained on the mill, {phrase} said.")
    assert (source.speaker.kind, source.speaker.name) == (kind, name)
