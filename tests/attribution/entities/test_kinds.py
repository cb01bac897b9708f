import pytest

from tests.attribution.entities.gathered import Gather, named


def test_places_and_demonyms_are_not_persons(entities: Gather) -> None:
    assert named(entities("In Canada the French and Republicans said so."), "person") == []


def test_a_publication_is_recognised_by_its_article(entities: Gather) -> None:
    article = entities("According to The Guardian, it rained.")
    assert [(e.name, e.kind) for e in article.all] == [("Guardian", "organization")]


def test_a_month_may_be_a_given_name(entities: Gather) -> None:
    article = entities("April Lindqvist, a deputy, said it is old.")
    assert [e.name for e in article.all] == ["April Lindqvist"]


def test_a_title_word_after_an_honorific_is_a_surname(entities: Gather) -> None:
    (person,) = entities("It was late when Mr. King said so.").all
    assert (person.name, person.kind, person.gender) == ("King", "person", "m")


def test_a_court_case_is_not_a_person(entities: Gather) -> None:
    assert named(entities("They spoke of Ruiz v. Wade."), "person") == []


def test_members_of_a_party_are_not_a_person(entities: Gather) -> None:
    assert named(entities("It was late when Virginia Democrats said so."), "person") == []
    assert named(entities("So Mills Committee Republicans said so."), "organization") == []


def test_a_name_with_a_title_is_a_person_even_if_it_is_also_a_demonym(entities: Gather) -> None:
    assert named(entities("Analyst Oru Black left."), "person") == ["Oru Black"]


def test_a_day_is_a_person_unless_it_is_a_holiday(entities: Gather) -> None:
    assert named(entities("It was late, Bo Day said."), "person") == ["Bo Day"]
    assert named(entities("The mill closes on Memorial Day, she said."), "person") == []


def test_a_lone_name_with_a_capital_within_it_is_a_firms(entities: Gather) -> None:
    article = entities("VaskLink said it rained.", "“No,” McVantell said. “No,” O’Vask said.")
    assert named(article, "organization") == ["VaskLink"]
    assert named(article, "person") == ["McVantell", "O’Vask"]


def test_a_name_that_describes_a_thing_is_no_organization(entities: Gather) -> None:
    article = entities("It has a Vask Ring version and 150 Oru Ring systems, Vantell Corp said.")
    assert named(article, "organization") == ["Vantell Corp"]


def test_initials_within_a_persons_name_are_no_firm(entities: Gather) -> None:
    assert named(entities("It is old, said Ana K.K. Ruiz."), "person") == ["Ana K.K. Ruiz"]


def test_a_portfolio_alone_is_no_person(entities: Gather) -> None:
    article = entities("It rained, the minister of mines, wool and Fisheries said.")
    assert named(article, "person") == []


@pytest.mark.parametrize(
    "name",
    [
        "KVSK-TV",
        "Vaskinfo.com",
        "Oru Rights Watch",
        "Oru Liberation Front",
        "Americans for Wool Reform",
        "Doctors Without Looms",
    ],
)
def test_names_of_media_and_of_leagues_are_organizations(name: str, entities: Gather) -> None:
    assert named(entities(f"It was late when {name} said so."), "organization") == [name]


def test_the_students_for_somebody_are_no_league(entities: Gather) -> None:
    assert named(entities("Students for Ana Ruiz said so."), "person") == ["Ana Ruiz"]


def test_members_of_a_parliament_are_not_a_person(entities: Gather) -> None:
    assert named(entities("A string of Tory MPs said so."), "person") == []


def test_artificial_intelligence_is_no_organization(entities: Gather) -> None:
    assert named(entities("It was late when AI said so."), "organization") == []


@pytest.mark.parametrize(
    "text",
    [
        "They lease two Vask Oru DC-10s, it said.",
        "In Oban Vasca Coli K-12 is harmless, it said.",
        "It opens at 0930 hrs EST tomorrow, it said.",
        "A West Vask, Pa., insurance firm said so.",
        "The Advance Wool Tax said so.",
    ],
)
def test_models_strains_time_zones_taxes_and_towns_are_no_speakers(
    text: str, entities: Gather
) -> None:
    assert [e.name for e in entities(text).all] == []


def test_two_initials_begin_the_name_of_a_person(entities: Gather) -> None:
    assert named(entities("The head of the party, K.M. Oru Vantell, said so."), "person") == [
        "K.M. Oru Vantell"
    ]


def test_a_name_that_ends_with_its_initials_is_an_organization(entities: Gather) -> None:
    assert named(entities("It was late when Weaving Societies WSA said so."), "organization") == [
        "Weaving Societies WSA"
    ]


def test_brokers_with_one_name_are_a_firm(entities: Gather) -> None:
    assert named(entities("It is old, brokers Oru Vantell said."), "organization") == [
        "Oru Vantell"
    ]


def test_a_federation_of_people_is_an_organization(entities: Gather) -> None:
    name = "American Federation of Teachers"
    assert named(entities(f"It was late when the {name} said so."), "organization") == [name]


@pytest.mark.parametrize("name", ["Goldman Sachs", "People's Daily", "AFL-CIO", "Oxfam"])
def test_names_that_readers_know_are_organizations(name: str, entities: Gather) -> None:
    assert named(entities(f"It was late when {name} said so."), "organization") == [name]
