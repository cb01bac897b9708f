from collections.abc import Callable

from searchapp.attribution.entities.entities import Entities

Gather = Callable[..., Entities]


def named(entities: Entities, kind: str) -> list[str]:
    return sorted(e.name for e in entities.all if e.kind == kind)


def test_a_last_name_means_the_person_of_the_full_name(entities: Gather) -> None:
    found = entities("Ana Ruiz, 45, came.", "Then Ruiz left, and Ruiz said so.")
    assert named(found, "person") == ["Ana Ruiz"]
    assert set(found.at[1].values()) == {0}


def test_a_family_name_may_stand_first(entities: Gather) -> None:
    found = entities("It is old, said Zeng Anmin, a deputy.", "Zeng said so.")
    assert named(found, "person") == ["Zeng Anmin"]
    assert set(found.at[1].values()) == {0}


def test_an_appositive_with_a_role_shows_a_person(entities: Gather) -> None:
    assert named(entities("Oru Vantell, chairman of the mill, left."), "person") == ["Oru Vantell"]


def test_honorifics_are_no_part_of_the_name_but_tell_the_gender(entities: Gather) -> None:
    (person,) = [e for e in entities("Mr. Vantell left.").all if e.kind == "person"]
    assert (person.name, person.gender) == ("Vantell", "m")


def test_the_other_gender_is_another_person(entities: Gather) -> None:
    found = entities("Mary Vantell left.", "Mr. Vantell stayed.")
    assert named(found, "person") == ["Mary Vantell", "Vantell"]


def test_the_middle_name_makes_the_fuller_form(entities: Gather) -> None:
    assert named(entities("John Lind left.", "John Q. Lind came."), "person") == ["John Q. Lind"]


def test_a_short_form_and_an_acronym_mean_the_organization(entities: Gather) -> None:
    found = entities("The Oban Weaving Company is old.", "The OWC said so.")
    assert named(found, "organization") == ["Oban Weaving Company"]


def test_a_title_word_can_be_a_surname(entities: Gather) -> None:
    found = entities("Howard Dean came.", "Dean said so.")
    assert found.at[1] == {0: 0}


def test_places_and_peoples_are_no_persons(entities: Gather) -> None:
    assert named(entities("In Canada the French and Republicans said so."), "person") == []


def test_nobody_is_named_in_no_text(entities: Gather) -> None:
    assert entities("").all == ()


def test_and_joins_the_words_of_one_organization(entities: Callable[..., Entities]) -> None:
    found = entities("It was the Wool and Linen Union that said so.")
    assert [(e.name, e.kind) for e in found.all] == [("Wool and Linen Union", "organization")]


def test_what_has_a_builder_of_its_own_is_a_company(entities: Callable[..., Entities]) -> None:
    found = entities("The plant will wait, its builder Norden Vask said on Monday.")
    assert [(e.name, e.kind) for e in found.all] == [("Norden Vask", "organization")]


def test_a_paper_is_known_by_its_article(entities: Callable[..., Entities]) -> None:
    found = entities("According to The Guardian, it rained.")
    assert [(e.name, e.kind) for e in found.all] == [("Guardian", "organization")]


def test_a_surname_before_a_relatives_name_is_someone_else(
    entities: Callable[..., Entities],
) -> None:
    found = entities("Mr. Ruiz said it is old.", "His wife, Ana Ruiz, said it is not.")
    assert {e.name for e in found.all} == {"Ruiz", "Ana Ruiz"}


def test_a_month_may_be_a_given_name(entities: Callable[..., Entities]) -> None:
    found = entities("April Lindqvist, a deputy, said it is old.")
    assert [e.name for e in found.all] == ["April Lindqvist"]


def test_a_slip_of_the_pen_is_the_same_name(entities: Gather) -> None:
    found = entities("Kristina Lindqvist came.", "Lindqivst said so.", "Krisitna Lindqvist left.")
    assert len(named(found, "person")) == 1
    assert set(found.at[1].values()) == {0}


def test_another_surname_is_no_slip(entities: Gather) -> None:
    found = entities("Ana Lindqvist, 45, came.", "Lindgren said so.")
    assert named(found, "person") == ["Ana Lindqvist", "Lindgren"]


def test_a_last_name_alone_is_another_where_the_pronouns_say_so(entities: Gather) -> None:
    found = entities(
        "Mary Vantell, 45, came.",
        "Vantell said he would stay.",
        "Vantell added that he knew.",
    )
    assert [(e.name, e.gender) for e in found.all] == [("Mary Vantell", "f"), ("Vantell", "m")]


def test_of_a_family_the_pronouns_tell_whom_the_last_name_means(entities: Gather) -> None:
    found = entities(
        "John Vantell came. Mary Vantell and Mary Vantell came.",
        "Vantell praised his mill.",
    )
    (meant,) = found.at[1].values()
    assert found.all[meant].name == "John Vantell"


def test_an_honorific_makes_a_title_word_a_surname(entities: Gather) -> None:
    (person,) = entities("It was late when Mr. King said so.").all
    assert (person.name, person.kind, person.gender) == ("King", "person", "m")


def test_a_case_at_law_is_nobody(entities: Gather) -> None:
    assert named(entities("They spoke of Ruiz v. Wade."), "person") == []


def test_the_verb_that_opens_a_sentence_is_no_part_of_a_name(entities: Gather) -> None:
    found = entities("Hold Mary Vantell to it.", "So Mary Vantell left.")
    assert named(found, "person") == ["Mary Vantell"]


def test_people_of_a_party_are_no_person(entities: Gather) -> None:
    assert named(entities("It was late when Virginia Democrats said so."), "person") == []


def test_a_given_name_where_things_happen_is_a_place(entities: Gather) -> None:
    assert named(entities("It was late in Charlotte on Monday."), "person") == []


def test_a_plural_role_before_a_comma_shows_persons(entities: Gather) -> None:
    found = entities("It was seen by two farmers, Oru Vantell and Ana Ruiz.")
    assert named(found, "person") == ["Ana Ruiz", "Oru Vantell"]


def test_a_headline_may_name_who_gets_a_title_only_below(entities: Callable[..., Entities]) -> None:
    found = entities(
        "Okafor Says the Old Mill Will Soon Close", "President Okafor spoke there on Monday."
    )
    (okafor,) = (k for k, entity in enumerate(found.all) if entity.name == "Okafor")
    assert found.at[0][0] == found.at[1][0] == okafor


def test_a_given_name_before_and_shares_the_surname_behind_it(entities: Gather) -> None:
    found = entities("So Ana and Ben Ruiz left.", "Then Ana Ruiz came.")
    assert named(found, "person") == ["Ana Ruiz", "Ben Ruiz"]
    assert len(set(found.at[1].values())) == 1


def test_a_surname_before_and_shares_nothing(entities: Gather) -> None:
    found = entities("So Ana Kelly came.", "Then Kelly and Ben Ruiz left.")
    assert named(found, "person") == ["Ana Kelly", "Ben Ruiz"]


def test_the_junior_is_another_where_the_elder_is_named(entities: Gather) -> None:
    found = entities("So Ben Ruiz Jr. left.", "Then Ruiz Jr. came.", "So Ben Ruiz stayed.")
    assert named(found, "person") == ["Ben Ruiz", "Ben Ruiz Jr."]
    assert found.at[0].values() != found.at[2].values()
    assert set(found.at[0].values()) == set(found.at[1].values())
    assert named(entities("So Ben Ruiz Jr. left.", "Then Mr. Ruiz came."), "person") == ["Ben Ruiz"]


def test_a_last_name_may_have_several_words(entities: Gather) -> None:
    for full, short in (
        ("Ana von der Oru", "Ms. von der Oru"),
        ("Ben López Oru", "Mr. López Oru"),
        ("Ben al-Oru", "Mr. Oru"),
    ):
        found = entities(f"So President {full} left.", f"Then {short} came.")
        assert named(found, "person") == [full]


def test_a_family_name_that_is_a_given_name_elsewhere_tells_no_gender(entities: Gather) -> None:
    assert named(entities("So Kim Oru-min left.", "Then Mr. Kim came."), "person") == [
        "Kim Oru-min"
    ]


def test_a_family_name_in_the_plural_is_its_bearers(entities: Gather) -> None:
    found = entities("So Ana Oru and Ben Oru left.", "Then the Orus came.")
    assert named(found, "person") == ["Ana Oru", "Ben Oru"]
    assert set(found.at[1].values()) <= {0, 1}


def test_a_title_makes_a_person_of_a_name_that_is_a_peoples_too(entities: Gather) -> None:
    assert named(entities("Analyst Oru Black left."), "person") == ["Oru Black"]
