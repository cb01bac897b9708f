"""Probes of word forms: queries in one form find sentences in another."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.api.notes import found, notes
from tests.web.api.word_form_probes import PROBES

UNRELATED = {
    "pronoun": "They told us nothing about tariffs, visas or the treasury.",
    "plain-c": "Section C of the compiler course, and a library.",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    texts = {f"probe-{number}": text for number, (_, _, text) in enumerate(PROBES)} | UNRELATED
    with notes(tmp_path_factory.mktemp("probes"), texts) as client:
        yield client


def test_each_of_200_probes_finds_its_sentence(client: FlaskClient) -> None:
    assert len(PROBES) == 200
    missed = [
        (kind, q, text)
        for number, (kind, q, text) in enumerate(PROBES)
        if f"probe-{number}" not in found(client, q)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("US treasury", "pronoun"),
        ("USA tariffs", "pronoun"),
        ("United States visas", "pronoun"),
        ("C++ compiler", "plain-c"),
        ("C# course", "plain-c"),
    ],
)
def test_a_form_does_not_find_another_word(client: FlaskClient, q: str, name: str) -> None:
    assert name not in found(client, q)


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ('"US treasury"', "U.S. Treasury"),
        ('"Mueller"', "Herr Müller"),
        ('"3.5 percent"', "3.5% in a year"),
        ('"C compiler"', "C++ compiler"),
    ],
)
def test_a_phrase_finds_only_what_is_written_so(client: FlaskClient, q: str, text: str) -> None:
    answer: Any = client.get("/api/v1/search", query_string={"q": q}).json
    assert not any(text in hit["text"] for hit in answer["results"])
