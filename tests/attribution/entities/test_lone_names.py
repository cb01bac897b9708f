import pytest

from tests.attribution.entities.gathered import Gather, named


def test_pronouns_of_the_other_gender_make_a_last_name_another_person(entities: Gather) -> None:
    article = entities(
        "Mary Vantell, 45, came.",
        "Vantell said he would stay.",
        "Vantell added that he knew.",
    )
    assert [(e.name, e.gender) for e in article.all] == [("Mary Vantell", "f"), ("Vantell", "m")]


def test_a_pronoun_decides_between_persons_of_one_last_name(entities: Gather) -> None:
    article = entities(
        "John Vantell came. Mary Vantell and Mary Vantell came.",
        "Vantell praised his mill.",
    )
    (meant,) = article.at[1].values()
    assert article.all[meant].name == "John Vantell"


def test_a_given_name_after_in_is_a_place(entities: Gather) -> None:
    assert named(entities("It was late in Charlotte on Monday."), "person") == []


def test_a_lone_name_is_a_firms_only_in_an_article_about_companies(entities: Gather) -> None:
    person = entities("It rained. Lindgren said no.")
    firm = entities("It was Oban Mills Corp that closed. Lindgren said no.")
    assert named(person, "person") == ["Lindgren"]
    assert named(firm, "organization") == ["Lindgren", "Oban Mills Corp"]


def test_a_participle_or_an_adverb_may_stand_between_a_name_and_its_verb(
    entities: Gather,
) -> None:
    for text in ("Oru, speaking in Oban, said no.", "So Oru himself said no."):
        assert "Oru" in named(entities(text), "person")


@pytest.mark.parametrize(
    "text",
    [
        "The mill is old, according to Vask.",
        "According to The Vask, the mill is old.",
        "As reported by Vask, the mill is old.",
    ],
)
def test_an_unknown_name_that_is_cited_is_an_organization(text: str, entities: Gather) -> None:
    assert named(entities(text), "organization") == ["Vask"]


def test_a_last_name_that_is_cited_is_a_person(entities: Gather) -> None:
    article = entities("Ana Vask left.", "The mill is old, according to Vask.")
    assert [(e.name, e.kind) for e in article.all] == [("Ana Vask", "person")]
