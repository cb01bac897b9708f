import pytest

from tests.attribution.entities.gathered import Gather, named


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
    article = entities("Ana Lindqvist, 45, came.", "Lindgren said she knew.")
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


@pytest.mark.parametrize("royal", ["Queen Elizabeth", "Pope Francis", "Prince Harry"])
def test_a_royal_is_nobody_else_of_that_given_name(royal: str, entities: Gather) -> None:
    given = royal.split()[1]
    article = entities(f"{given} Vask, an aide, met {royal}.", f"{royal} said so.", "Vask did not.")
    assert named(article, "person") == sorted([f"{given} Vask", royal])
    (commoner,) = (k for k, e in enumerate(article.all) if e.name == f"{given} Vask")
    assert commoner not in article.at[1].values()
    assert set(article.at[2].values()) == {commoner}


def test_a_numeral_belongs_to_the_fullest_name_of_a_royal(entities: Gather) -> None:
    article = entities("Queen Ana II came.", "Queen Ana said so.")
    assert named(article, "person") == ["Queen Ana II"]


def test_a_peer_is_the_person_with_that_surname(entities: Gather) -> None:
    assert named(entities("Jim Vask, a peer, left.", "Lord Vask said so."), "person") == [
        "Jim Vask"
    ]


def test_a_peer_without_a_given_name_keeps_the_style(entities: Gather) -> None:
    article = entities("It was Lord Vask of Oban who left.", "Lord Vask said so.", "Vask did.")
    assert named(article, "person") == ["Lord Vask of Oban"]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Oru “Skip” Vantell, a weaver,", "Skip"),
        ("William (Bill) Vantell, a weaver,", "Bill Vantell"),
        ("Md. Rafiqul Vask, a weaver,", "Rafiqul"),
        ("Fatimah binti Vask, a weaver,", "Fatimah"),
        ("Theresa May, a weaver,", "May"),
    ],
)
def test_another_form_of_a_name_is_the_same_person(full: str, short: str, entities: Gather) -> None:
    article = entities(f"{full} left.", f"{short} said so.")
    assert len(named(article, "person")) == 1
    assert list(article.at[1].values()) == [0]


def test_a_family_name_that_comes_first_is_the_short_form(entities: Gather) -> None:
    article = entities("Chen Guobin, once called Mike Chen, left.", "Chen said so.")
    (first,) = article.at[1].values()
    assert article.all[first].name == "Chen Guobin"


def test_a_titled_or_repeated_spelling_is_no_misspelling(entities: Gather) -> None:
    assert named(
        entities("Ana Lindqvist, a deputy, left.", "President Lindqvis said so."), "person"
    ) == ["Ana Lindqvist", "Lindqvis"]


def test_a_firm_called_like_its_chairman_is_no_person(entities: Gather) -> None:
    article = entities(
        "Vask Freight Corp said it was late.",
        "Vask said it would pay.",
        "Its chairman, Ana Vask, left.",
    )
    (firm,) = article.at[1].values()
    assert article.all[firm].name == "Vask Freight Corp"


@pytest.mark.parametrize("word", ["Unions", "Fisheries", "Entertainment", "Placement"])
def test_a_common_noun_at_the_start_of_a_sentence_is_nobody(word: str, entities: Gather) -> None:
    assert entities(f"{word} said it was late.").all == ()


def test_a_name_in_capitals_is_written_as_in_text(entities: Gather) -> None:
    assert named(entities("ANA MCRUIZ, a deputy, left."), "person") == ["Ana McRuiz"]


@pytest.mark.parametrize(
    "text",
    [
        "Tokyo Ana Ruiz said so.",
        "The secretary of the Interior Ana Ruiz said so.",
        "Chairman-elect Ana Ruiz said so.",
        "Danish Energy and Mines Minister Ana Ruiz said so.",
    ],
)
def test_a_place_or_an_office_before_a_name_is_no_part_of_it(entities: Gather, text: str) -> None:
    assert named(entities(text), "person") == ["Ana Ruiz"]
