"""A short name that nobody has in full leads to the one speaker whom articles call so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from searchapp import create_app
from tests.conftest import invoke, line

ARTICLES = (
    line("mayor", "Ana Lorvik, the mayor, said the bridge is safe.", "Lorvik said it is old."),
    line("union", "Peter Hale, a captain, said boats are late.", "Hale said he would wait."),
    line("school", "Maria Hale, a teacher, said pupils are late.", "Hale said she would wait."),
    line("firm", "The Ferry Authority of Velm (FAV) said it had no boats.", "FAV said so again."),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("short-names")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "articles.jsonl").write_text("".join(ARTICLES), "utf-8")
    app = create_app({"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index")
    code, _, errors = invoke(app, "reindex")
    assert code == 0, errors
    yield app.test_client()
    app.extensions["searchapp"].close()


@pytest.mark.parametrize("path", ["/speakers", "/api/v1/speakers"])
def test_the_address_of_a_short_name_leads_to_its_speaker(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}/lorvik")
    assert (response.status_code, response.headers["Location"]) == (308, f"{path}/ana-lorvik")


@pytest.mark.parametrize("path", ["/speakers", "/api/v1/speakers"])
@pytest.mark.parametrize("name", ["hale", "bridge", "late", "not", "-", "a" * 300])
def test_a_short_name_of_two_speakers_or_of_nobody_is_unknown(
    client: FlaskClient, path: str, name: str
) -> None:
    assert client.get(f"{path}/{name}").status_code == 404


PATHS = ("search", "timeline", "compare", "export")


@pytest.mark.parametrize("name", ["lorvik", "Lorvik"])
@pytest.mark.parametrize("path", PATHS)
def test_a_filter_takes_a_short_name(client: FlaskClient, path: str, name: str) -> None:
    full = client.get(f"/api/v1/{path}?speaker=ana-lorvik")
    short = client.get(f"/api/v1/{path}?speaker={name}")
    assert short.status_code == full.status_code == 200
    assert counts(short) == counts(full)
    assert "2" in counts(full)


def counts(response: TestResponse) -> list[str]:
    """Return the numbers of an answer."""
    return re.findall(r"\b\d+\b", response.text)


def test_a_page_filtered_by_a_short_name_shows_the_speaker(client: FlaskClient) -> None:
    text = client.get("/search?speaker=lorvik").text
    assert text.count('class="hit"') == 2
    values = client.get("/search/facets/role?speaker=lorvik").text
    assert "mayor" in values
    assert client.get("/search?speaker=hale").text.count('class="hit"') == 0


def test_two_names_of_one_speaker_are_compared_as_one(client: FlaskClient) -> None:
    alone = client.get("/compare?speaker=ana-lorvik")
    for names in ("speaker=lorvik&speaker=ana-lorvik", "speaker=Lorvik&speaker=lorvik"):
        page = client.get(f"/compare?{names}")
        assert (page.status_code, counts(page)) == (alone.status_code, counts(alone))


def test_one_request_has_few_short_names_looked_up(client: FlaskClient) -> None:
    unknown = "".join(f"&speaker=nobody-{number}" for number in range(10))
    few = client.get("/api/v1/search?speaker=lorvik&speaker=nobody").get_json()
    many = client.get(f"/api/v1/search?speaker=lorvik{unknown}").get_json()
    assert (few["total"]["value"], many["total"]["value"]) == (2, 0)
