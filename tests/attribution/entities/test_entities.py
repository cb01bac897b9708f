from collections.abc import Callable

from searchapp.attribution.entities.entities import Entities

Gather = Callable[..., Entities]


def named(entities: Entities, kind: str) -> list[str]:
    return sorted(e.name for e in entities.all if e.kind == kind)


def test_a_last_name_refers_to_the_person_with_the_full_name(entities: Gather) -> None:
    article = entities("Ana Ruiz, 45, came.", "Then Ruiz left, and Ruiz said so.")
    assert named(article, "person") == ["Ana Ruiz"]
    assert set(article.at[1].values()) == {0}


def test_a_family_name_may_come_first(entities: Gather) -> None:
    article = entities("It is old, said Zeng Anmin, a deputy.", "Zeng said so.")
    assert named(article, "person") == ["Zeng Anmin"]
    assert set(article.at[1].values()) == {0}


def test_a_name_with_a_role_in_apposition_is_a_person(entities: Gather) -> None:
    assert named(entities("Oru Vantell, chairman of the mill, left."), "person") == ["Oru Vantell"]


def test_an_honorific_shows_the_gender_and_is_not_part_of_the_name(entities: Gather) -> None:
    (person,) = [e for e in entities("Mr. Vantell left.").all if e.kind == "person"]
    assert (person.name, person.gender) == ("Vantell", "m")


def test_an_honorific_of_the_other_gender_is_another_person(entities: Gather) -> None:
    article = entities("Mary Vantell left.", "Mr. Vantell stayed.")
    assert named(article, "person") == ["Mary Vantell", "Vantell"]


def test_the_name_of_a_person_includes_the_middle_initial(entities: Gather) -> None:
    assert named(entities("John Lind left.", "John Q. Lind came."), "person") == ["John Q. Lind"]


def test_an_acronym_refers_to_the_organization(entities: Gather) -> None:
    article = entities("The Oban Weaving Company is old.", "The OWC said so.")
    assert named(article, "organization") == ["Oban Weaving Company"]


def test_a_title_word_can_be_a_surname(entities: Gather) -> None:
    article = entities("Howard Dean came.", "Dean said so.")
    assert article.at[1] == {0: 0}


def test_places_and_demonyms_are_not_persons(entities: Gather) -> None:
    assert named(entities("In Canada the French and Republicans said so."), "person") == []


def test_an_empty_text_has_no_entities(entities: Gather) -> None:
    assert entities("").all == ()


def test_and_can_be_part_of_an_organizations_name(entities: Callable[..., Entities]) -> None:
    article = entities("It was the Wool and Linen Union that said so.")
    assert [(e.name, e.kind) for e in article.all] == [("Wool and Linen Union", "organization")]


def test_a_name_after_its_builder_is_an_organization(entities: Callable[..., Entities]) -> None:
    article = entities("The plant will wait, its builder Norden Vask said on Monday.")
    assert [(e.name, e.kind) for e in article.all] == [("Norden Vask", "organization")]


def test_a_publication_is_recognised_by_its_article(entities: Callable[..., Entities]) -> None:
    article = entities("According to The Guardian, it rained.")
    assert [(e.name, e.kind) for e in article.all] == [("Guardian", "organization")]


def test_a_surname_before_a_relatives_full_name_is_another_person(
    entities: Callable[..., Entities],
) -> None:
    article = entities("Mr. Ruiz said it is old.", "His wife, Ana Ruiz, said it is not.")
    assert {e.name for e in article.all} == {"Ruiz", "Ana Ruiz"}


def test_a_month_may_be_a_given_name(entities: Callable[..., Entities]) -> None:
    article = entities("April Lindqvist, a deputy, said it is old.")
    assert [e.name for e in article.all] == ["April Lindqvist"]


def test_a_misspelling_is_the_same_name(entities: Gather) -> None:
    article = entities("Kristina Lindqvist came.", "Lindqivst said so.", "Krisitna Lindqvist left.")
    assert len(named(article, "person")) == 1
    assert set(article.at[1].values()) == {0}


def test_a_similar_surname_is_another_person(entities: Gather) -> None:
    article = entities("Ana Lindqvist, 45, came.", "Lindgren said so.")
    assert named(article, "person") == ["Ana Lindqvist", "Lindgren"]


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


def test_a_title_word_after_an_honorific_is_a_surname(entities: Gather) -> None:
    (person,) = entities("It was late when Mr. King said so.").all
    assert (person.name, person.kind, person.gender) == ("King", "person", "m")


def test_a_court_case_is_not_a_person(entities: Gather) -> None:
    assert named(entities("They spoke of Ruiz v. Wade."), "person") == []


def test_the_verb_at_the_start_of_a_sentence_is_not_part_of_a_name(entities: Gather) -> None:
    article = entities("Hold Mary Vantell to it.", "So Mary Vantell left.")
    assert named(article, "person") == ["Mary Vantell"]


def test_members_of_a_party_are_not_a_person(entities: Gather) -> None:
    assert named(entities("It was late when Virginia Democrats said so."), "person") == []


def test_a_given_name_after_in_is_a_place(entities: Gather) -> None:
    assert named(entities("It was late in Charlotte on Monday."), "person") == []


def test_names_after_a_plural_role_and_a_comma_are_persons(entities: Gather) -> None:
    article = entities("It was seen by two farmers, Oru Vantell and Ana Ruiz.")
    assert named(article, "person") == ["Ana Ruiz", "Oru Vantell"]


def test_a_headline_may_name_a_person_whose_title_is_in_the_text(
    entities: Callable[..., Entities],
) -> None:
    article = entities(
        "Okafor Says the Old Mill Will Soon Close", "President Okafor spoke there on Monday."
    )
    (okafor,) = (k for k, entity in enumerate(article.all) if entity.name == "Okafor")
    assert article.at[0][0] == article.at[1][0] == okafor


def test_a_given_name_before_and_shares_the_surname_after_it(entities: Gather) -> None:
    article = entities("So Ana and Ben Ruiz left.", "Then Ana Ruiz came.")
    assert named(article, "person") == ["Ana Ruiz", "Ben Ruiz"]
    assert len(set(article.at[1].values())) == 1


def test_a_surname_before_and_does_not_share_the_surname_after_it(entities: Gather) -> None:
    article = entities("So Ana Kelly came.", "Then Kelly and Ben Ruiz left.")
    assert named(article, "person") == ["Ana Kelly", "Ben Ruiz"]


def test_a_junior_is_another_person_if_the_elder_is_named(entities: Gather) -> None:
    article = entities("So Ben Ruiz Jr. left.", "Then Ruiz Jr. came.", "So Ben Ruiz stayed.")
    assert named(article, "person") == ["Ben Ruiz", "Ben Ruiz Jr."]
    assert article.at[0].values() != article.at[2].values()
    assert set(article.at[0].values()) == set(article.at[1].values())
    assert named(entities("So Ben Ruiz Jr. left.", "Then Mr. Ruiz came."), "person") == ["Ben Ruiz"]


def test_a_last_name_may_have_several_words(entities: Gather) -> None:
    for full, short in (
        ("Ana von der Oru", "Ms. von der Oru"),
        ("Ben López Oru", "Mr. López Oru"),
        ("Ben al-Oru", "Mr. Oru"),
    ):
        article = entities(f"So President {full} left.", f"Then {short} came.")
        assert named(article, "person") == [full]


def test_a_family_name_that_is_also_a_given_name_shows_no_gender(entities: Gather) -> None:
    assert named(entities("So Kim Oru-min left.", "Then Mr. Kim came."), "person") == [
        "Kim Oru-min"
    ]


def test_a_family_name_in_the_plural_refers_to_its_bearers(entities: Gather) -> None:
    article = entities("So Ana Oru and Ben Oru left.", "Then the Orus came.")
    assert named(article, "person") == ["Ana Oru", "Ben Oru"]
    assert set(article.at[1].values()) <= {0, 1}


def test_a_name_with_a_title_is_a_person_even_if_it_is_also_a_demonym(entities: Gather) -> None:
    assert named(entities("Analyst Oru Black left."), "person") == ["Oru Black"]
