"""More like this: the API and the page, in one archive with copies."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write, ids, line

SOURCE = "The glassworks in Ostrau let its furnace go cold on Friday, Ann Lee said in the hall."
ARTICLES = (
    line("source", SOURCE, "Ostrau lost its glassworks.", title="Closure")
    + line("copy", SOURCE, title="Closure, again")
    + line(
        "nearly",
        "The glassworks in Ostrau let its furnace go cold on Friday, Ann Lee told the mayor.",
        title="Closure, rewritten",
    )
    + line("like", "A furnace of a glassworks in the south was lit again.", "Furnace.", title="Lit")
    + line("longer", "Ostrau has a new mayor who once ran the glassworks there.", title="Mayor")
    + line("one", "A furnace is hot.", title="Heat")
    + line("other", "Bread is dear in the hall and on the market.", title="Prices")
    + line("alone", "Zebras whinny.", title="Zoo")
)


@pytest.fixture
def glass(app: Flask, write: Write) -> FlaskClient:
    write("a.jsonl", ARTICLES)
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app.test_client()


def similar(client: FlaskClient, address: str = "source%23p1", query: str = "") -> Any:
    response = client.get(f"/api/v1/similar/{address}{query}")
    assert response.status_code == 200, response.text
    return response.json


def test_paragraphs_with_the_same_rare_words_are_found_without_copies(glass: FlaskClient) -> None:
    answer = similar(glass)
    assert set(ids(answer)) == {"source#p2", "like#p1", "longer#p1"}
    assert answer["paragraph"]["id"] == "source#p1"
    assert {"glassworks", "Ostrau", "furnace"} <= set(answer["terms"])
    assert "the" not in answer["terms"]


def test_hits_mark_the_words_that_they_share(glass: FlaskClient) -> None:
    hit = next(hit for hit in similar(glass)["results"] if hit["id"] == "longer#p1")
    assert {hit["text"][start:end] for start, end in hit["matches"]} >= {"Ostrau", "glassworks"}


def test_the_number_of_paragraphs_can_be_limited(glass: FlaskClient) -> None:
    assert ids(similar(glass, query="?limit=1")) == ids(similar(glass))[:1]


def test_a_paragraph_without_shared_words_has_none_like_it(glass: FlaskClient) -> None:
    answer = similar(glass, "alone%23p1")
    assert (answer["terms"], answer["results"]) == ([], [])
    assert "No other paragraph shares its rare words." in glass.get("/similar/alone%23p1").text


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("source%23p9", 404, "has no paragraph 9"),
        ("nowhere%23p1", 404, "no article with the id &#39;nowhere&#39;"),
        ("source", 400, "a paragraph id such as ARTICLE#p3"),
        ("source%23p0", 400, "a paragraph id such as ARTICLE#p3"),
        ("source%23p1?limit=0", 400, "a whole number from 1 to 50"),
        ("source%23p999999999", 404, "has no paragraph"),
    ],
)
def test_an_address_without_a_paragraph_is_an_error_and_says_why(
    glass: FlaskClient, path: str, status: int, reason: str
) -> None:
    answer = glass.get(f"/api/v1/similar/{path}")
    assert answer.status_code == status
    assert html.unescape(reason) in answer.text
    if "limit" not in path:
        page = glass.get(f"/similar/{path}")
        assert page.status_code == status
        assert html.unescape(reason) in html.unescape(page.text)


def test_the_page_lists_them_and_links_to_the_paragraph_and_a_search(glass: FlaskClient) -> None:
    page = glass.get("/similar/source%23p1").text
    assert page.count('<li class="hit">') == 3
    assert '<a href="/articles/source/paragraphs/1">' in page
    search = re.search(r'share its rare words: <a href="([^"]*)"', page)
    assert search is not None
    assert glass.get(html.unescape(search[1])).status_code == 200


def test_each_hit_and_the_page_of_a_paragraph_link_to_it(glass: FlaskClient) -> None:
    link = 'href="/similar/longer%23p1">'
    assert link in glass.get("/search?q=mayor+ran").text
    assert link in glass.get("/articles/longer/paragraphs/1").text
