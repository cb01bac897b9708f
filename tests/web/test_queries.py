"""A table of queries and the paragraphs that they match: operators, mistakes, scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import ids, line

ARTICLES = (
    line(
        "a",
        "“We will not sell the oil,” said Zhou Yunjie, chairman of Haier Group.",
        "Ann Müller said trade standards were written by Sean O’Neill.",
        "The minister met Xi Jinping in the harbour.",
        date="2023-03-10",
        source="The Post",
        title="Oil and trade",
    )
    + line(
        "b",
        "Gas prices rose; the price of oil did not.",
        "“Gas is dear,” said Ann Müller.",
        "We will, however, not sell gas to the harbour.",
        "State-of-the-art turbines standardise nothing.",
        date="2023-04-02",
        source="Northern Courier",
        author="Maud Ferreira",
        title="Prices",
    )
    + line(
        "c",
        "中国制造业发展迅速。",
        "工业互联网推动制造升级。",
        "ガラス工場のストライキが終わった。",
        "경제는 성장했다.",
        "ภาษาไทยสวยงาม",
        "हिन्दी में समाचार",
        "Новости о торговле нефтью.",
        "Η τιμή του πετρελαίου ανέβηκε.",
        "أخبار النفط اليوم",
        "חדשות הנפט",
        title="Around the world",
    )
    + line(
        "d",
        "The woman and the women wait in the street.",
        "Streets, stretch and strut.",
        "Café, naïve, façade, Straße, Łódź, Æsop.",
        "R&D costs 3,000.50 euros.",
        "To be or not to be.",
        "alpha x beta x x x gamma",
        date="2024-01-15",
        source="The Post",
        title="Words of all kinds",
    )
)

FINDS: list[tuple[str, str]] = [
    # Words: stemmed, folded, all of them, stop words ignored unless alone.
    ("oil", "a1 b1"),
    ("price", "b1"),
    ("prices", "b1"),
    ("PRICES", "b1"),
    ("standard", "a2"),
    ("standardise", "a2 b4"),
    ("muller", "a2 b2"),
    ("Müller", "a2 b2"),
    ("MÜLLER", "a2 b2"),
    ("Mu\u0308ller", "a2 b2"),
    ("cafe facade", "d3"),
    ("strasse", "d3"),
    ("lodz", "d3"),
    ("aesop", "d3"),
    ("gas price", "b1 b2 b3"),
    ("the price of oil", "b1"),
    ("price the", "b1"),
    ("to be or not to be", "d5"),
    ("O'Neill", "a2"),
    ("O’Neill", "a2"),
    ("oneill", ""),
    ("neill", "a2"),
    ("woman's", "d1"),
    ("state-of-the-art", "b4"),
    ("state of the art", "b4"),
    ("R&D", "d4"),
    ("R & D", "d4"),
    ("3,000.50", "d4"),
    ("gas?", "b1 b2 b3"),
    ("zzz", ""),
    # Quoted: these words in this order, stop words and inflections included.
    ('"we will not"', "a1"),
    ('"WE WILL NOT"', "a1"),
    ("“we will not”", "a1"),
    ("„we will not“", "a1"),
    ("«we will not»", "a1"),
    ("‘we will not’", "a1"),
    ("'we will not'", "a1"),
    ("＂we will not＂", "a1"),
    ('"will we not"', ""),
    ('"price"', "b1"),
    ('"standard"', ""),
    ('"standards"', "a2"),
    ('"muller said"', "a2"),
    ('"ann muller"', "a2 b2"),
    ('"o\'neill"', "a2"),
    ('"o’neill"', "a2"),
    ('"to be"', "d5"),
    ('"be to"', ""),
    ('"the"', "a1 a3 b1 b3 b4 c1 d1"),
    ('"r d"', "d4"),
    # Phrases with slop: in order, neighbours at most that many positions apart.
    ('"we will sell"~3', "a1 b3"),
    ('"we will sell"~2', "a1"),
    ('"alpha beta gamma"~2', ""),
    ('"alpha beta gamma"~4', "d6"),
    ('"beta alpha"~4', ""),
    # Operators
    ("oil AND gas", "b1"),
    ("oil gas", "b1"),
    ("oil OR gas", "a1 b1 b2 b3"),
    ("gas NOT oil", "b2 b3"),
    ("gas -oil", "b2 b3"),
    ("gas AND NOT oil", "b2 b3"),
    ('gas -"not sell"', "b1 b2"),
    ("gas -(oil OR dear)", "b3"),
    ("(oil OR gas) harbour", "a3 b3"),
    ("harbour (oil OR gas)", "a3 b3"),
    ("harbour oil OR gas", "a3 b3"),
    ("dear OR harbour minister OR sell", "a3 b3"),
    ("oil AND gas OR dear", "b1 b2"),
    ("dear OR oil AND gas", "b1 b2"),
    ("NOT oil OR gas harbour", "a3 b3"),
    ("((gas))", "b1 b2 b3"),
    ("((oil OR (gas AND dear)) minister)", ""),
    ("and", "a1 d1 d2"),
    ("gas and dear", "b2"),
    # Prefixes, patterns, fuzzy words
    ("stand*", "a2 b4"),
    ("pri*", "b1"),
    ("wom?n", "d1"),
    ("w*n", "a2 d1"),
    ("st?e*", "d1 d2"),
    ("stret~", "d1 d2"),
    ("stret~2", "d1 d2"),
    ("*ould", ""),
    ("Mül*", "a2 b2"),
    ("O'Ne*", "a2"),
    ("state-of*", "b4"),
    ("gas *", "b1 b2 b3"),
    # Fields
    ("speaker:zhou", "a1"),
    ('speaker:"Zhou Yunjie"', "a1"),
    ("speaker:muller", "a2 b2"),
    ("said:zhou", "a1"),
    ("said:minister", ""),
    ("said:(zhou OR muller) gas", "b2"),
    ("mentions:jinping", "a3"),
    ('mentions:"Xi Jinping"', "a3"),
    ("mentions:zhou", ""),
    ("role:chairman", "a1"),
    ('role:"Haier Group"', "a1"),
    ("title:trade", "a1 a2 a3"),
    ('title:"oil and trade"', "a1 a2 a3"),
    ("title:pric*", "b1 b2 b3 b4"),
    ("title:prices -gas", "b4"),
    ("text:zhou", "a1"),
    ("source:courier", "b1 b2 b3 b4"),
    ('source:"the post" oil', "a1"),
    ("source:POST harbour", "a3"),
    ("author:ferreira gas", "b1 b2 b3"),
    ("article:d woman", "d1"),
    ("quotation:direct", "a1 b2"),
    ("quotation:direct said:muller", "b2"),
    ("quotation:Indirect", "a2"),
    # Dates
    ("date:2023 harbour", "a3 b3"),
    ("date:2023-03 harbour", "a3"),
    ("date:2023-03-10", "a1 a2 a3"),
    ('date:"10 March 2023" oil', "a1"),
    ("date:[2023-03-01 TO 2023-03-31]", "a1 a2 a3"),
    ("date:[2023-03-10 TO 2023-04-02] harbour", "a3 b3"),
    ("date:{2023-03-10 TO 2023-04-02} harbour", ""),
    ("date:[TO 2023-03] harbour", "a3"),
    ("date:>=2024", "d1 d2 d3 d4 d5 d6"),
    ("date:>2023-04-02", "d1 d2 d3 d4 d5 d6"),
    ("date:<2023-04 harbour", "a3"),
    ("date:<=2023-04-02 harbour", "a3 b3"),
    ('date:"last month"', ""),
    ("date:today", ""),
    # Scripts
    ("制造", "c1 c2"),
    ("制造业", "c1"),
    ("造业", "c1"),
    ("业", "c1 c2"),
    ('"工业互联网"', "c2"),
    ('"互联网工业"', ""),
    ("制造 升级", "c2"),
    ("制造 -升级", "c1"),
    ("制造*", "c1 c2"),
    ("ガラス", "c3"),
    ("ｶﾞﾗｽ", "c3"),
    ("ストライキ", "c3"),
    ("경제", "c4"),
    ("ภาษา", "c5"),
    ("हिन्दी", "c6"),
    ("समाचार", "c6"),
    ("нефтью", "c7"),
    ("НЕФТЬЮ", "c7"),
    ("τιμη", "c8"),
    ("النفط", "c9"),
    ("הנפט", "c10"),
    # Mistakes: the rest of the query is searched.
    ('oil "gas', "b1"),
    ('"we will', "a1 b3"),
    ("oil (gas", "b1"),
    ("oil) gas", "b1"),
    ("oil ] gas {", "b1"),
    ("oil AND", "a1 b1"),
    ("OR oil", "a1 b1"),
    ("oil AND AND gas", "b1"),
    ("oil NOT", "a1 b1"),
    ("colour:oil", ""),
    ("colour: oil gas", ""),
    ("speaker: muller", ""),
    ("date:soon oil", "a1 b1"),
    ("date:2023-02-31 oil", "a1 b1"),
    ("date:[2024 TO 2023] oil", "a1 b1"),
    ("quotation:loud oil", "a1 b1"),
    ("quotation:>=direct oil", "a1 b1"),
    ("quotation:dir* oil", "a1 b1"),
    ("oil \x00\x07 gas", "b1"),
    ("oil\u2028gas", "b1"),
    ("<b>oil</b>", ""),
    ("oil^2 gas", "b1"),
    ("oil^x gas", ""),
    ("--oil gas", "b1"),
]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("queries")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "all.jsonl").write_text(ARTICLES, "utf-8")
    app: Flask = create_app(
        {"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index"
    )
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    yield app.test_client()
    app.extensions["searchapp"].close()


def search(client: FlaskClient, q: str) -> Any:
    response = client.get("/api/v1/search", query_string={"q": q, "limit": 100})
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize(("q", "expected"), FINDS, ids=[ascii(q) for q, _ in FINDS])
def test_a_query_matches_its_paragraphs(scripts: FlaskClient, q: str, expected: str) -> None:
    hit_ids = {hit_id.replace("#p", "") for hit_id in ids(search(scripts, q))}
    assert hit_ids == set(expected.split())


def test_the_table_has_at_least_120_different_queries() -> None:
    assert len(FINDS) >= 120
    assert len(FINDS) == len({q for q, _ in FINDS})
