from collections.abc import Callable

import pytest

from searchapp.attribution.coref.plurals import count_of_known

Speakers = Callable[..., list[list[str]]]

PAIR = ["Ana Ruiz", "Ben Okafor"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("both candidates", 2),
        ("the two men", 2),
        ("all three senators", 3),
        ("two officials", 0),
        ("both of his lawyers", 0),
        ("the candidates", 0),
    ],
)
def test_a_number_counts_only_persons_already_known(words: str, number: int) -> None:
    assert count_of_known(tuple(words.split())) == number


@pytest.mark.parametrize(
    "plural",
    ["They", "Both", "The two", "The two senators", "Both senators", "The senators", "Both women"],
)
def test_a_plural_refers_to_the_persons_of_a_coordinated_subject(
    plural: str, speakers: Speakers
) -> None:
    pair = ["Ana Ruiz", "Maria Okafor"]
    opening = "Senator Ana Ruiz and Senator Maria Okafor toured the mill on Monday."
    assert speakers(opening, f"{plural} said that it would close.") == [[], pair]


def test_a_number_refers_to_persons_of_the_role_named_in_several_paragraphs(
    speakers: Speakers,
) -> None:
    names = speakers(
        "Ana Ruiz, a candidate, opened the mill.",
        "Ben Okafor, a candidate, came on Monday.",
        "It was the Oban Post that Mei Lind, an editor, had sent.",
        "Both candidates said that the mill is old.",
    )
    assert sorted(names[-1]) == PAIR


def test_of_more_persons_of_the_role_the_last_named_are_meant_if_they_are_as_many(
    speakers: Speakers,
) -> None:
    three = (
        "Ana Ruiz, a candidate, opened the mill.",
        "Ben Okafor, a candidate, came on Monday.",
        "Mei Lind, a candidate, stayed away.",
    )
    both = "Both candidates said that the mill is old."
    assert speakers(*three, both)[-1] == ["Ben Okafor", "Mei Lind"]
    assert speakers(*three, "It is old.", "It is large.", "It burnt.", both)[-1] == [
        "Both candidates"
    ]


def test_a_family_name_in_the_plural_refers_to_the_family(speakers: Speakers) -> None:
    names = speakers(
        "Ana Okafor and Ben Okafor toured the mill on Monday.",
        "It is the oldest mill of the town.",
        "The Okafors said that it would close.",
    )
    assert sorted(names[-1]) == ["Ana Okafor", "Ben Okafor"]


def test_each_refers_to_the_names_before_it(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz and Ben Okafor each said that the mill is old.") == [PAIR]


@pytest.mark.parametrize(
    "plural",
    ["Each", "Both of them", "Each of them", "Each candidate", "The rivals", "The candidates"],
)
def test_each_and_nouns_for_any_persons_refer_to_a_coordinated_subject(
    plural: str, speakers: Speakers
) -> None:
    opening = "Ana Ruiz, a candidate, and Ben Okafor, a candidate, toured the mill on Monday."
    assert sorted(speakers(opening, f"{plural} said that it would close.")[1]) == PAIR


def test_a_counted_plural_in_the_lede_may_refer_to_persons_named_below(speakers: Speakers) -> None:
    lead = "Two senators said on Monday that the mill would close."
    assert sorted(speakers(lead, "Sens. Ana Ruiz and Ben Okafor met.")[0]) == PAIR
    assert speakers(lead, "Ana Ruiz and Ben Okafor met.")[0] == ["Two senators"]
    unnamed = "Two officials said on Monday that the mill would close."
    assert speakers(unnamed, "Officials Ana Ruiz and Ben Okafor met.")[0] == ["Two officials"]
    late = ("It is old.", "It is large.", "It burnt.", lead, "Sens. Ana Ruiz and Ben Okafor met.")
    assert speakers(*late)[3] == ["Two senators"]


def test_persons_of_the_role_are_preferred_to_those_named_last(speakers: Speakers) -> None:
    names = speakers(
        "Senator Ana Ruiz opened the mill.",
        "Senator Ben Okafor came on Monday.",
        "Mei Lind, a weaver, and Maria Oru, a weaver, were there.",
        "The two senators said that the mill is old.",
    )
    assert sorted(names[-1]) == PAIR


def test_they_may_refer_to_an_organization_that_spoke(speakers: Speakers) -> None:
    assert speakers(
        "Oban Savings Bank denied that the mill was old.",
        "“We never closed it,” they said in a statement.",
    ) == [["Oban Savings Bank"], ["Oban Savings Bank"]]
