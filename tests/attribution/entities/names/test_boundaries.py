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
