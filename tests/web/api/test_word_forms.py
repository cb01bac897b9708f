"""Other forms of typed words: what an unquoted word finds beside itself and its stem."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from searchapp.query.word_forms import other_forms
from tests.web.api.notes import found, notes

PARAGRAPHS = {
    "treasury": "The U.S. Treasury asked for co-operation by e-mail on 1,000 loans.",
    "address": "The report is at http://x.org/a_b?c=1 for all to read.",
    "nations": "The United Nations sent an F-16 and spent $5 billion.",
    "capitals": "The USA and the UN fought covid-19 in 10 000 harbours.",
    "american": "Labor organized the theater programs; women went to the center.",
    "names": "Frau Mueller met Herr Schäuble.",
    "closed": "An email on cooperation reached 20000 people.",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with notes(tmp_path_factory.mktemp("forms"), PARAGRAPHS) as client:
        yield client


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("email", "treasury closed"), ("e-mail", "treasury closed"),
        ("cooperation", "treasury closed"), ("co-operation", "treasury closed"),
        ("1000", "treasury"), ("1,000", "treasury"), ("10000", "capitals"),
        ("10,000", "capitals"), ("20,000", "closed"), ("US treasury", "treasury"),
        ("USA", "treasury capitals"), ("U.S.", "treasury capitals"), ("US", "treasury capitals"),
        ("us", ""), ("UN", "nations capitals"), ("U.N.", "nations capitals"),
        ("http://x.org/a_b?c=1", "address"), ("F16", "nations"), ("5bn", "nations"),
        ("covid19", "capitals"), ("harbors", "capitals"), ("labour", "american"),
        ("organised", "american"), ("theatre", "american"), ("programmes", "american"),
        ("centre", "american"), ("woman", "american"), ("gone", "american"),
        ("Müller", "names"), ("Schaeuble", "names"), ("meet", "names"), ("spend", "nations"),
        ('"email"', "closed"), ('"USA"', "capitals"), ("person", "closed"),
    ],
)  # fmt: skip
def test_a_word_finds_its_other_forms_and_a_quoted_one_does_not(
    client: FlaskClient, q: str, expected: str
) -> None:
    assert found(client, q) == set(expected.split())


def test_other_forms_are_highlighted(client: FlaskClient) -> None:
    answer: Any = client.get("/api/v1/search?q=UN").json
    marked = {hit["text"][s:e] for hit in answer["results"] for s, e in hit["matches"]}
    assert marked == {"UN", "United Nations"}


@pytest.mark.parametrize("word", ["bridge", "us", "oil", "制造业", "12", "007"])
def test_most_words_have_no_other_form(word: str) -> None:
    assert other_forms(word) == ()
