from collections.abc import Callable

import pytest

from searchapp.attribution.coref.organization_nouns import owned_name
from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ruiz's campaign", "Ruiz campaign"),
        ("Sanders’ campaign", "Sanders campaign"),
        ("Oban government", "Oban government"),
    ],
)
def test_a_body_is_named_by_its_owner(text: str, name: str) -> None:
    assert owned_name(text) == name


def test_the_campaign_is_whose_was_spoken_of(attributed: Attributed) -> None:
    *_, (said,) = attributed(
        "Ana Ruiz had a good week. So had the Ruiz campaign in Oban.",
        "The campaign said it had won.",
    )
    assert (said.speaker.name, said.speaker.kind) == ("Ruiz campaign", "organization")
    assert [p.text for p in said.antecedents] == ["Ruiz campaign"]


def test_a_team_is_the_campaign_of_its_candidate(speakers: Speakers) -> None:
    assert speakers(
        "Ana Ruiz had a good week. So had the Ruiz campaign in Oban.",
        "Ruiz's team said it had won.",
    )[1] == ["Ruiz campaign"]


def test_the_union_is_an_association(speakers: Speakers) -> None:
    assert speakers(
        "It met the Oban Board and the Association of Weavers.", "The union said it is old."
    )[1] == ["Association of Weavers"]


def test_the_company_is_no_place_and_no_public_body(speakers: Speakers) -> None:
    assert speakers(
        "It was Norden Weaving Corp that asked the Ministry of Mills in Canada.",
        "The company said it is old.",
    )[1] == ["Norden Weaving Corp"]


def test_a_place_is_it_only_where_it_spoke(speakers: Speakers) -> None:
    found = speakers(
        "Norden Weaving Corp said it will build a mill in Canada.", "It said it is old."
    )
    assert found == [["Norden Weaving Corp"], ["Norden Weaving Corp"]]


def test_a_body_nobody_else_names_speaks_in_the_articles_words(attributed: Attributed) -> None:
    ((said,),) = attributed("It rained, and the government said it was late.")
    assert (said.speaker.name, said.speaker.kind) == ("government", "organization")


def test_his_campaign_is_the_campaign_of_whom_he_means(attributed: Attributed) -> None:
    *_, (said,) = attributed(
        "Mary Lind had a good week. So had the Lind campaign.",
        "John Okafor lost. His campaign said it was late.",
    )
    assert said.speaker.name == "Okafor campaign"
    assert [p.text for p in said.antecedents] == ["John Okafor"]


def test_a_noun_before_a_name_says_that_it_is_an_organization(attributed: Attributed) -> None:
    called, bare = (
        attributed(f"So {name} met.", "Oru Vantell said that the mill is old.")[1]
        for name in ("the union Oru Vantell", "Oru Vantell <OVT.L>")
    )
    assert [a.speaker.name for a in (*called, *bare)] == ["Oru Vantell", "Oru Vantell"]
    assert called[0].confidence > bare[0].confidence


@pytest.mark.parametrize(
    ("named", "noun"), [("Oban Weavers Corp", "retailer"), ("Kent Police", "force")]
)
def test_a_noun_for_people_and_bodies_means_the_body(
    named: str, noun: str, speakers: Speakers
) -> None:
    found = speakers(
        f"{named} said that it is old.",
        "Ana Ruiz said that it is new.",
        f"The {noun} said it would close.",
    )
    assert found == [[named], ["Ana Ruiz"], [named]]
