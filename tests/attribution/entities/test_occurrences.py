import pytest

from tests.attribution.entities.gathered import Gather, named


def test_the_verb_at_the_start_of_a_sentence_is_not_part_of_a_name(entities: Gather) -> None:
    article = entities("Hold Mary Vantell to it.", "So Mary Vantell left.")
    assert named(article, "person") == ["Mary Vantell"]


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
    assert set(article.at[0].values()) != set(article.at[2].values())
    assert set(article.at[0].values()) == set(article.at[1].values())
    assert named(entities("So Ben Ruiz Jr. left.", "Then Mr. Ruiz came."), "person") == ["Ben Ruiz"]


def test_a_title_word_can_be_a_surname(entities: Gather) -> None:
    article = entities("Howard Dean came.", "Dean said so.")
    assert article.at[1] == {0: 0}


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["So Bolivia's Central Bank met.", "The Central Bank said no."], "Bolivia's Central Bank"),
        (
            ["Later New Zealand's debt rose.", "The Finance Ministry said so."],
            "New Zealand's Finance Ministry",
        ),
        (["Chile's debt rose, and Peru's too.", "The Central Bank said so."], "Central Bank"),
        (
            [
                "It was there that they met the Swiss National Bank again.",
                "The National Bank said no.",
            ],
            "Swiss National Bank",
        ),
        (
            ["The U.S. Agriculture Department met.", "So the Agriculture Department said."],
            "U.S. Agriculture Department",
        ),
    ],
)
def test_a_national_body_has_its_country(texts: list[str], name: str, entities: Gather) -> None:
    article = entities(*texts)
    last = max(article.at[-1].items())[1]
    assert article.all[last].name == name
