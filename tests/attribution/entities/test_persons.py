from tests.attribution.entities.names import Gather, named


def test_a_last_name_refers_to_the_person_with_the_full_name(entities: Gather) -> None:
    article = entities("Ana Ruiz, 45, came.", "Then Ruiz left, and Ruiz said so.")
    assert named(article, "person") == ["Ana Ruiz"]
    assert set(article.at[1].values()) == {0}


def test_a_family_name_may_come_first(entities: Gather) -> None:
    article = entities("It is old, said Zeng Anmin, a deputy.", "Zeng said so.")
    assert named(article, "person") == ["Zeng Anmin"]
    assert set(article.at[1].values()) == {0}


def test_an_honorific_of_the_other_gender_is_another_person(entities: Gather) -> None:
    article = entities("Mary Vantell left.", "Mr. Vantell stayed.")
    assert named(article, "person") == ["Mary Vantell", "Vantell"]


def test_a_surname_before_a_relatives_full_name_is_another_person(
    entities: Gather,
) -> None:
    article = entities("Mr. Ruiz said it is old.", "His wife, Ana Ruiz, said it is not.")
    assert {e.name for e in article.all} == {"Ruiz", "Ana Ruiz"}


def test_a_misspelling_is_the_same_name(entities: Gather) -> None:
    article = entities("Kristina Lindqvist came.", "Lindqivst said so.", "Krisitna Lindqvist left.")
    assert len(named(article, "person")) == 1
    assert set(article.at[1].values()) == {0}


def test_a_similar_surname_is_another_person(entities: Gather) -> None:
    article = entities("Ana Lindqvist, 45, came.", "Lindgren said so.")
    assert named(article, "person") == ["Ana Lindqvist", "Lindgren"]


def test_a_headline_may_name_a_person_whose_title_is_in_the_text(
    entities: Gather,
) -> None:
    article = entities(
        "Okafor Says the Old Mill Will Soon Close", "President Okafor spoke there on Monday."
    )
    (okafor,) = (k for k, entity in enumerate(article.all) if entity.name == "Okafor")
    assert article.at[0][0] == article.at[1][0] == okafor


def test_a_last_name_may_have_several_words(entities: Gather) -> None:
    for full, short in (
        ("Ana von der Oru", "Ms. von der Oru"),
        ("Ben López Oru", "Mr. López Oru"),
        ("Ben al-Oru", "Mr. Oru"),
    ):
        article = entities(f"So President {full} left.", f"Then {short} came.")
        assert named(article, "person") == [full]


def test_a_family_name_in_the_plural_refers_to_its_bearers(entities: Gather) -> None:
    article = entities("So Ana Oru and Ben Oru left.", "Then the Orus came.")
    assert named(article, "person") == ["Ana Oru", "Ben Oru"]
    assert set(article.at[1].values()) <= {0, 1}
