from tests.attribution.entities.names import Gather, named


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
