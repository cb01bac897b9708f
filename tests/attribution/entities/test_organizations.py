from collections.abc import Callable

from searchapp.attribution.entities.entities import Entities

Gather = Callable[..., Entities]


def organizations(found: Entities) -> list[str]:
    return [e.name for e in found.all if e.kind == "organization"]


def test_an_explained_acronym_means_the_whole_name(entities: Gather) -> None:
    found = entities(
        "Many weavers think that the Alliance to Weave Our Cloth (AWOC) met.", "AWOC said so."
    )
    assert organizations(found) == ["Alliance to Weave Our Cloth"]
    assert set(found.at[1].values()) == {0}


def test_a_bodys_committee_is_not_the_body(entities: Gather) -> None:
    found = entities("So the NPC Rules Committee met.", "The NPC said so.")
    assert organizations(found) == ["NPC Rules Committee", "NPC"]


def test_a_known_acronym_may_be_misspelt(entities: Gather) -> None:
    assert organizations(entities("So MSNBC met.", "Then MNSBC said so.")) == ["MSNBC"]


def test_a_role_word_can_begin_a_companys_name(entities: Gather) -> None:
    assert organizations(entities("Then General Motors said so.")) == ["General Motors"]


def test_who_speaks_of_its_own_is_a_company(entities: Gather) -> None:
    found = entities("So Norden Vask said it will close.", "Then Norden Vask said so.")
    assert organizations(found) == ["Norden Vask"]


def test_a_person_may_speak_of_it(entities: Gather) -> None:
    found = entities("So Oru Vantell said it will close.", "Then Vantell said so.")
    assert [(e.name, e.kind) for e in found.all] == [("Oru Vantell", "person")]


def test_a_lone_word_is_a_thing_wherever_it_stands(entities: Gather) -> None:
    found = entities("So Vask said it will close.", "Then Vask said so.")
    assert [(e.name, e.kind) for e in found.all] == [("Vask", "organization")]


def test_a_lone_word_with_an_honorific_is_a_person(entities: Gather) -> None:
    found = entities("So Vask said it will close.", "Then Mr. Vask said so.")
    assert {e.kind for e in found.all} == {"person"}


def test_a_companys_name_has_no_title(entities: Gather) -> None:
    found = entities("Then General Weaving Corp said so, an analyst of Vask Inc added.")
    assert organizations(found) == ["General Weaving Corp", "Vask Inc"]


def test_a_ticker_shows_a_company(entities: Gather) -> None:
    assert "Norden Vask" in organizations(entities("So Norden Vask <NV.L> said so."))


def test_the_first_words_of_a_company_mean_it(entities: Gather) -> None:
    found = entities(
        "It was Norden Vask Weaving Corp that would not wait longer.", "So Norden Vask said so."
    )
    assert organizations(found) == ["Norden Vask Weaving Corp"]


def test_a_surname_may_be_an_organizations_word(entities: Gather) -> None:
    found = entities("So Mary Mills, a farmer, said so.", "It was late when Oban Mills closed.")
    assert [(e.name, e.kind) for e in found.all] == [
        ("Mary Mills", "person"),
        ("Oban Mills", "organization"),
    ]


def test_a_companys_letters_may_leave_its_ending_out(entities: Gather) -> None:
    found = entities("So Oru Vantell Weaving Corp met.", "Then OVW said so.")
    assert organizations(found) == ["Oru Vantell Weaving Corp"]
    assert set(found.at[1].values()) == {0}


def test_a_known_name_and_its_ending_are_one_company(entities: Gather) -> None:
    assert organizations(entities("So Texaco Inc met.", "Then Texaco said so.")) == ["Texaco Inc"]
