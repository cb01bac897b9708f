from tests.attribution.entities.gathered import Gather, named


def test_an_acronym_refers_to_the_organization(entities: Gather) -> None:
    article = entities("The Oban Weaving Company is old.", "The OWC said so.")
    assert named(article, "organization") == ["Oban Weaving Company"]


def test_an_empty_text_has_no_entities(entities: Gather) -> None:
    assert entities("").all == ()


def test_and_can_be_part_of_an_organizations_name(entities: Gather) -> None:
    article = entities("It was the Wool and Linen Union that said so.")
    assert [(e.name, e.kind) for e in article.all] == [("Wool and Linen Union", "organization")]
