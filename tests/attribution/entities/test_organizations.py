import pytest

from searchapp.attribution.entities.entities import Entities
from tests.attribution.entities.gathered import Gather


def organizations(article: Entities) -> list[str]:
    return [e.name for e in article.all if e.kind == "organization"]


def test_an_explained_acronym_refers_to_the_full_name(entities: Gather) -> None:
    article = entities(
        "Many weavers think that the Alliance to Weave Our Cloth (AWOC) met.", "AWOC said so."
    )
    assert organizations(article) == ["Alliance to Weave Our Cloth"]
    assert set(article.at[1].values()) == {0}


def test_an_organizations_committee_is_not_the_organization(entities: Gather) -> None:
    article = entities("So the NPC Rules Committee met.", "The NPC said so.")
    assert organizations(article) == ["NPC Rules Committee", "NPC"]


def test_a_known_acronym_may_be_misspelt(entities: Gather) -> None:
    assert organizations(entities("So MSNBC met.", "Then MNSBC said so.")) == ["MSNBC"]


def test_a_role_word_can_begin_a_companys_name(entities: Gather) -> None:
    assert organizations(entities("Then General Motors said so.")) == ["General Motors"]


def test_a_name_referred_to_as_it_is_an_organization(entities: Gather) -> None:
    article = entities("So Norden Vask said it will close.", "Then Norden Vask said so.")
    assert organizations(article) == ["Norden Vask"]


def test_a_name_whose_last_word_speaks_alone_is_a_person(entities: Gather) -> None:
    article = entities("So Oru Vantell said it will close.", "Then Vantell said so.")
    assert [(e.name, e.kind) for e in article.all] == [("Oru Vantell", "person")]


def test_a_lone_word_referred_to_as_it_is_an_organization_everywhere(entities: Gather) -> None:
    article = entities("So Vask said it will close.", "Then Vask said so.")
    assert [(e.name, e.kind) for e in article.all] == [("Vask", "organization")]


def test_a_lone_word_with_an_honorific_is_a_person(entities: Gather) -> None:
    article = entities("So Vask said it will close.", "Then Mr. Vask said so.")
    assert {e.kind for e in article.all} == {"person"}


def test_a_title_word_in_a_companys_name_is_not_a_title(entities: Gather) -> None:
    article = entities("Then General Weaving Corp said so, an analyst of Vask Inc added.")
    assert organizations(article) == ["General Weaving Corp", "Vask Inc"]


def test_a_ticker_shows_a_company(entities: Gather) -> None:
    assert "Norden Vask" in organizations(entities("So Norden Vask <NV.L> said so."))


def test_the_first_words_of_a_companys_name_refer_to_it(entities: Gather) -> None:
    article = entities(
        "It was Norden Vask Weaving Corp that would not wait longer.", "So Norden Vask said so."
    )
    assert organizations(article) == ["Norden Vask Weaving Corp"]


def test_a_word_of_organizations_may_be_a_surname(entities: Gather) -> None:
    article = entities("So Mary Mills, a farmer, said so.", "It was late when Oban Mills closed.")
    assert [(e.name, e.kind) for e in article.all] == [
        ("Mary Mills", "person"),
        ("Oban Mills", "organization"),
    ]


def test_an_acronym_may_omit_the_initial_of_corp(entities: Gather) -> None:
    article = entities("So Oru Vantell Weaving Corp met.", "Then OVW said so.")
    assert organizations(article) == ["Oru Vantell Weaving Corp"]
    assert set(article.at[1].values()) == {0}


def test_a_known_name_with_inc_is_the_same_company(entities: Gather) -> None:
    assert organizations(entities("So Texaco Inc met.", "Then Texaco said so.")) == ["Texaco Inc"]


@pytest.mark.parametrize(
    "name",
    [
        "American Can Co",
        "Vask Video Corp",
        "Vask's Inc",
        "Pan Am Corp",
        "Citizens First Bancorp Inc",
        "First Vask Corp",
        "Vask Energy and Development Corp",
        "El Diario",
        "Oban Land and Exploration Co",
        "First Federal Savings",
        "Brotherhood of Mill and Rail Clerks",
        "Number 10",
    ],
)
def test_common_words_may_be_part_of_an_organizations_name(name: str, entities: Gather) -> None:
    assert organizations(entities(f"It was late when {name} said it was old.")) == [name]


@pytest.mark.parametrize("noun", ["Group", "Bank", "Network", "Association", "Corp"])
def test_a_common_noun_alone_names_no_organization(noun: str, entities: Gather) -> None:
    assert entities(f"It was late when the {noun} said so.").all == ()


@pytest.mark.parametrize("name", ["Vask Syndrome", "Oban Treaty", "Keg River", "Mill Street"])
def test_things_and_streets_are_nobody(name: str, entities: Gather) -> None:
    assert entities(f"It was late when the {name} was named.").all == ()


def test_a_firm_called_like_a_person_is_no_person(entities: Gather) -> None:
    article = entities(
        "It was there that the board of Morgan Vask Group Plc met.",
        "So Morgan Vask said it rained.",
    )
    assert organizations(article) == ["Morgan Vask Group Plc"]
    assert set(article.at[1].values()) == {0}


@pytest.mark.parametrize("text", ["PL-480 said so.", "Brazil said on Feb. 20 it would."])
def test_laws_and_months_are_nobody(text: str, entities: Gather) -> None:
    assert not {e.name for e in entities(text).all} & {"PL-480", "Feb."}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was late when Oru stock fell and Oru said so.", "Oru"),
        ("It is here that Oru-Vask, the state-owned oil company, met.", "Oru-Vask"),
        ("So it was that the lead manager Gotthard Bank said no.", "Gotthard Bank"),
        (
            "It was Health and Rehabilitation Properties Trust said so.",
            "Health and Rehabilitation Properties Trust",
        ),
        ("It rained when Oru Refining and Smelting Co met.", "Oru Refining and Smelting Co"),
        ("The computer is old. Computer Oru Share Inc said so.", "Computer Oru Share Inc"),
        ("So Banque Vask said it was late.", "Banque Vask"),
        ("It was late when Pier 1 Imports Inc met.", "Pier 1 Imports Inc"),
        ("So Reader's Digest Association Inc met.", "Reader's Digest Association Inc"),
        ("So it was that the Vask Zeitung said no.", "Vask Zeitung"),
    ],
)
def test_a_firm_keeps_its_kind_and_words(text: str, name: str, entities: Gather) -> None:
    assert organizations(entities(text)) == [name]


def test_a_firm_is_also_called_by_the_word_before_its_and(entities: Gather) -> None:
    article = entities("It was Dunn and Vask Corp that said it was late.", "So Dunn said no.")
    assert organizations(article) == ["Dunn and Vask Corp"]


@pytest.mark.parametrize(
    "name", ["GDP", "U.S. Cars", "Fla.", "Price Index", "Ohio Democrat", "Western U.S."]
)
def test_aggregates_states_and_adjectives_are_nobody(name: str, entities: Gather) -> None:
    assert entities(f"It was late, so {name} said it was old.").all == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<Vask's Mill Inc> said it closed.", "Vask's Mill Inc"),
        ("Loom O' Oru Corp said it closed.", "Loom O' Oru Corp"),
        ("Oban Motor Sales, U.S.A. Inc said it closed.", "Oban Motor Sales, U.S.A. Inc"),
        ("Vask Looms of Canada Ltd said it closed.", "Vask Looms of Canada Ltd"),
        ("Swift Boveri und Cie said it closed.", "Swift Boveri und Cie"),
        ("Then Banco do Vask met.", "Banco do Vask"),
        ("The Weavers Home Administration met.", "Weavers Home Administration"),
        ("The Vask Committee on Wool and Linen met.", "Vask Committee on Wool and Linen"),
        (
            "The Office of Industry, Trade and Labour met.",
            "Office of Industry, Trade and Labour",
        ),
        ("The Oban Department of Wool and Ana Ruiz met.", "Oban Department of Wool"),
        ("Privately-held Oru Mills Inc met.", "Oru Mills Inc"),
        ("Then the lead manager Oru Vask met.", "Oru Vask"),
        ("Analyst Ana Ruiz of Vask and Lindo met.", "Vask and Lindo"),
        ("The New York-based Oru Mills met.", "Oru Mills"),
        ("Then Minas de Venezuela said so.", "Minas de Venezuela"),
        ("Then KMGV Oru Lind said so.", "KMGV Oru Lind"),
        ("Consumers' Loom Co Ltd said so.", "Consumers' Loom Co Ltd"),
        ("Ana Ruiz and Oban Capital Inc said so.", "Oban Capital Inc"),
    ],
)
def test_a_name_is_neither_clipped_nor_glued(entities: Gather, text: str, name: str) -> None:
    assert organizations(entities(text)) == [name]


@pytest.mark.parametrize(
    ("full_name", "short"),
    [
        ("General Looming Corp", "General Looming said it closed."),
        ("Diana Corp", "Diana said it closed."),
        ("May Vask Stores Co", "May Vask Stores said it closed."),
        ("Oban Public Loom Supply System", "Oban Public Loom has appealed."),
        ("Norden Vask Savings Association", "Vask said it closed."),
    ],
)
def test_a_short_name_refers_to_the_full_one(entities: Gather, full_name: str, short: str) -> None:
    article = entities(f"{full_name} said it will close.", short)
    assert [(e.name, e.kind) for e in article.all] == [(full_name, "organization")]


@pytest.mark.parametrize(
    "text",
    [
        "Then the news agency Oru said so.",
        "A publishing firm, <Oru>, said so.",
        "Then the lead manager Oru said so.",
        "Oru said its board met.",
        "Then ORUVASK said so.",
    ],
)
def test_the_words_beside_a_lone_name_show_a_firm(entities: Gather, text: str) -> None:
    assert {e.kind for e in entities(text).all} == {"organization"}


def test_an_adjective_or_a_date_is_no_name(entities: Gather) -> None:
    assert entities("Remaining shareholders sold it between Jan 20 and Jan 30.").all == ()


@pytest.mark.parametrize(
    "name", ["Glass and Ceramics Union", "Mines and Energy Union", "Lumber and Wool Guild"]
)
def test_two_trades_before_the_word_union_are_one_name(name: str, entities: Gather) -> None:
    assert organizations(entities(f"Then the {name} said so.")) == [name]
