from tests.attribution.entities.gathered import Gather, named


def test_an_honorific_shows_the_gender_and_is_not_part_of_the_name(entities: Gather) -> None:
    (person,) = [e for e in entities("Mr. Vantell left.").all if e.kind == "person"]
    assert (person.name, person.gender) == ("Vantell", "m")


def test_the_name_of_a_person_includes_the_middle_initial(entities: Gather) -> None:
    assert named(entities("John Lind left.", "John Q. Lind came."), "person") == ["John Q. Lind"]


def test_a_family_name_that_is_also_a_given_name_shows_no_gender(entities: Gather) -> None:
    assert named(entities("So Kim Oru-min left.", "Then Mr. Kim came."), "person") == [
        "Kim Oru-min"
    ]
