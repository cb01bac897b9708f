from tests.attribution.entities.gathered import Gather, named


def test_a_name_with_a_role_in_apposition_is_a_person(entities: Gather) -> None:
    assert named(entities("Oru Vantell, chairman of the mill, left."), "person") == ["Oru Vantell"]


def test_names_after_a_plural_role_and_a_comma_are_persons(entities: Gather) -> None:
    article = entities("It was seen by two farmers, Oru Vantell and Ana Ruiz.")
    assert named(article, "person") == ["Ana Ruiz", "Oru Vantell"]


def test_a_name_after_its_builder_is_an_organization(entities: Gather) -> None:
    article = entities("The plant will wait, its builder Norden Vask said on Monday.")
    assert [(e.name, e.kind) for e in article.all] == [("Norden Vask", "organization")]
