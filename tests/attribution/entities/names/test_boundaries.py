import pytest

from tests.attribution.entities.gathered import Gather, named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("So <Pilot Air Vask> said it met.", "Pilot Air Vask"),
        ("It is old, brokers Kidder Peabody and Co Inc said.", "Kidder Peabody and Co Inc"),
        ("May Department Stores Co said it closed.", "May Department Stores Co"),
        ("General Weave, a subsidiary of Oban Inc, said it closed.", "General Weave"),
    ],
)
def test_a_firms_name_is_not_cut_at_a_title_or_a_month(
    text: str, name: str, entities: Gather
) -> None:
    assert name in named(entities(text), "organization")


@pytest.mark.parametrize(
    "text",
    [
        "Velmar's ambassador to Norway Oru Vantell said it is old.",
        "The envoy in Norway Oru Vantell said it is old.",
    ],
)
def test_a_post_in_a_country_ends_before_the_name_of_its_holder(
    text: str, entities: Gather
) -> None:
    assert named(entities(text), "person") == ["Oru Vantell"]


def test_a_place_after_a_post_may_also_begin_an_organizations_name(entities: Gather) -> None:
    article = entities("The secretary of Norway Weavers Union said it is old.")
    assert named(article, "person") == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Felicitas March said the plan was dead.", ["Felicitas March"]),
        ("“It is dead,” said Felicitas March.", ["Felicitas March"]),
        ("It rained. In Oban March said it was dead.", []),
    ],
)
def test_a_verb_shows_a_month_to_be_an_unknown_persons_last_name(
    text: str, person: list[str], entities: Gather
) -> None:
    assert named(entities(text), "person") == person


@pytest.mark.parametrize(
    "text",
    [
        "It is old, said Ana Ruiz, Vask and Co analyst.",
        "It is old, said Ana Ruiz, Vask Corp, Oru and Co.",
    ],
)
def test_a_persons_name_is_not_the_first_partner_of_a_firm(text: str, entities: Gather) -> None:
    assert named(entities(text), "person") == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AM Vask Inc said it closed.", "AM Vask Inc"),
        ("Geo. A. Vask and Co said it closed.", "Geo. A. Vask and Co"),
        ("The St. Louis Post-Dispatch said it closed.", "St. Louis Post-Dispatch"),
        ("The Canadian Coalition on Clean Wool said so.", "Canadian Coalition on Clean Wool"),
        ("So the Wool Inspection and Licensing Board said.", "Wool Inspection and Licensing Board"),
        ("Minas de Vask said it closed.", "Minas de Vask"),
    ],
)
def test_a_name_with_an_unusual_word_within_it_is_whole(
    text: str, name: str, entities: Gather
) -> None:
    assert named(entities(text), "organization") == [name]


def test_a_person_may_follow_a_body_without_a_title(entities: Gather) -> None:
    article = entities("Wool and Linen Commission Ana Ruiz said he closed it.")
    assert named(article, "person") == ["Ana Ruiz"]


@pytest.mark.parametrize(
    "text",
    [
        "It was late when the U.S. Criticised Norway and left.",
        "It is old, and U.S. Woollen goods said so. They are woollen.",
    ],
)
def test_a_capital_after_an_abbreviated_country_begins_no_name(text: str, entities: Gather) -> None:
    assert {"U.S.", "Norway"} >= set(named(entities(text), "organization"))


def test_a_compound_with_base_is_no_part_of_a_name(entities: Gather) -> None:
    assert named(entities("Several New Oban-base firms said so."), "person") == []
