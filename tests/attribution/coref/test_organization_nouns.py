from collections.abc import Callable

import pytest

from searchapp.attribution.coref.organization_nouns import without_possessive
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
def test_the_name_of_an_owned_organization_has_no_possessive(text: str, name: str) -> None:
    assert without_possessive(text) == name


def test_the_campaign_refers_to_the_last_campaign_named_by_its_owner(
    attributed: Attributed,
) -> None:
    *_, (attribution,) = attributed(
        "Ana Ruiz had a good week. So had the Ruiz campaign in Oban.",
        "The campaign said it had won.",
    )
    assert (attribution.speaker.name, attribution.speaker.kind) == ("Ruiz campaign", "organization")
    assert [p.text for p in attribution.antecedents] == ["Ruiz campaign"]


def test_the_team_of_a_candidate_is_the_same_speaker_as_the_campaign(speakers: Speakers) -> None:
    assert speakers(
        "Ana Ruiz had a good week. So had the Ruiz campaign in Oban.",
        "Ruiz's team said it had won.",
    )[1] == ["Ruiz campaign"]


def test_a_noun_may_refer_to_an_organization_by_a_synonym_in_its_name(speakers: Speakers) -> None:
    assert speakers(
        "It met the Oban Board and the Association of Weavers.", "The union said it is old."
    )[1] == ["Association of Weavers"]


def test_the_company_refers_to_neither_a_place_nor_a_public_body(speakers: Speakers) -> None:
    assert speakers(
        "It was Norden Weaving Corp that asked the Ministry of Mills in Canada.",
        "The company said it is old.",
    )[1] == ["Norden Weaving Corp"]


def test_it_does_not_refer_to_a_place_that_has_not_spoken(speakers: Speakers) -> None:
    names = speakers(
        "Norden Weaving Corp said it will build a mill in Canada.", "It said it is old."
    )
    assert names == [["Norden Weaving Corp"], ["Norden Weaving Corp"]]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("It rained, and the government said it was late.", "government", "unnamed"),
        ("It rained, and the Bank said it was late.", "Bank", "unnamed"),
        ("It rained, and the finance ministry said so.", "finance ministry", "organization"),
        ("Velmar's defence ministry said so.", "Velmar's defence ministry", "organization"),
        ("It rained, the US military said.", "US military", "organization"),
    ],
)
def test_an_organization_without_antecedent_is_named_in_the_articles_words(
    text: str, name: str, kind: str, attributed: Attributed
) -> None:
    ((attribution,),) = attributed(text)
    assert (attribution.speaker.name, attribution.speaker.kind) == (name, kind)


def test_his_campaign_is_the_campaign_of_the_person_that_his_refers_to(
    attributed: Attributed,
) -> None:
    *_, (attribution,) = attributed(
        "Mary Lind had a good week. So had the Lind campaign.",
        "John Okafor lost. His campaign said it was late.",
    )
    assert attribution.speaker.name == "Okafor campaign"
    assert [p.text for p in attribution.antecedents] == ["John Okafor"]


def test_a_noun_before_its_name_makes_an_organization_more_certain(attributed: Attributed) -> None:
    called, bare = (
        attributed(f"So {name} met.", "Oru Vantell said that the mill is old.")[1]
        for name in ("the union Oru Vantell", "Oru Vantell <OVT.L>")
    )
    assert [a.speaker.name for a in (*called, *bare)] == ["Oru Vantell", "Oru Vantell"]
    assert called[0].confidence > bare[0].confidence


@pytest.mark.parametrize(
    ("named", "noun"), [("Oban Weavers Corp", "retailer"), ("Kent Police", "force")]
)
def test_a_noun_for_persons_and_organizations_refers_to_the_organization_named(
    named: str, noun: str, speakers: Speakers
) -> None:
    names = speakers(
        f"{named} said that it is old.",
        "Ana Ruiz said that it is new.",
        f"The {noun} said it would close.",
    )
    assert names == [[named], ["Ana Ruiz"], [named]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Oru, the union, balloted its members. The union said it would strike.", "Oru"),
        ("St Mary's Church closed in May. The church said it would rain.", "St Mary's Church"),
        ("Oban United sacked a coach. The club said it was late.", "Oban United"),
        ("The Xinhua news agency reported that it would rain.", "Xinhua"),
        ("Kyodo, citing two officials, said it would rain.", "Kyodo"),
        ("The United Mill Workers said it would rain.", "United Mill Workers"),
    ],
)
def test_a_noun_beside_a_name_is_for_the_organization(
    text: str, name: str, speakers: Speakers
) -> None:
    assert set(speakers(text)[0]) == {name}


def test_the_company_is_one_that_has_spoken_before_a_name_of_a_product(speakers: Speakers) -> None:
    names = speakers("Vantell Corp said it sells Oru Ring.", "It is new, the company said.")
    assert names[1] == ["Vantell Corp"]
