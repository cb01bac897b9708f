"""Synonyms of the archive in searches: API, page, and the commands that check the file."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write, ids, line

SYNONYMS = """
[[synonyms]]
terms = ["steelworks", "blast furnace", "smelter"]

[[synonyms]]
term = "vehicle"
finds = ["lorry"]
"""
ARTICLES = (
    line("works", "The steelworks is closing, Ann Lee said.", title="Closure")
    + line("furnace", "A blast furnace went out.", title="Cold")
    + line("apart", "A blast near a furnace was heard.", title="Noise")
    + line("smelter", "The smelter employs 900.", title="Jobs")
    + line("lorry", "A lorry full of ore turned over.", title="Road")
    + line("vehicle", "No vehicle may pass.", title="Road closed")
)


@pytest.fixture
def foundry(app: Flask, write: Write) -> FlaskClient:
    write("a.jsonl", ARTICLES)
    write("synonyms.toml", SYNONYMS)
    write("folder/synonyms.toml", "[[synonyms]]\nterms = ['not', 'read']")
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    assert "6 articles" in result.output
    return app.test_client()


def search(client: FlaskClient, q: str, **parameters: str) -> Any:
    response = client.get("/api/v1/search", query_string={"q": q, "strict": "1", **parameters})
    assert response.status_code == 200, response.text
    return response.json


def found(client: FlaskClient, q: str, **parameters: str) -> set[str]:
    return {id_.removesuffix("#p1") for id_ in ids(search(client, q, **parameters))}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("steelworks", {"works", "furnace", "smelter"}),
        ("smelters", {"works", "furnace", "smelter"}),
        ("blast furnace", {"works", "furnace", "smelter", "apart"}),
        ("vehicle", {"vehicle", "lorry"}),
        ("lorry", {"lorry"}),
        ('"steelworks"', {"works"}),
        ("+steelworks", {"works"}),
        ("employs steelworks", {"smelter"}),
    ],
)
def test_a_term_finds_its_synonyms_unless_it_is_exact(
    foundry: FlaskClient, q: str, expected: set[str]
) -> None:
    assert found(foundry, q) == expected


def test_the_typed_word_ranks_before_its_synonyms(foundry: FlaskClient) -> None:
    assert ids(search(foundry, "smelter"))[0] == "smelter#p1"


def test_the_synonym_that_matched_is_highlighted(foundry: FlaskClient) -> None:
    hits = {hit["id"]: hit for hit in search(foundry, "steelworks")["results"]}
    hit = hits["furnace#p1"]
    assert [hit["text"][start:end] for start, end in hit["matches"]] == ["blast furnace"]


def test_a_parameter_leaves_the_synonyms_of_a_term_out(foundry: FlaskClient) -> None:
    assert found(foundry, "steelworks", no_synonyms="Steelworks") == {"works"}
    assert found(foundry, "steelworks OR vehicle", no_synonyms="vehicle") == {
        *("works", "furnace", "smelter", "vehicle")
    }
    assert found(foundry, "steelworks OR vehicle", no_synonyms="*") == {"works", "vehicle"}
    assert search(foundry, "vehicle", no_synonyms="*")["query"]["no_synonyms"] == ["*"]


def test_the_description_has_a_part_that_leaves_them_out(foundry: FlaskClient) -> None:
    query = search(foundry, "steelworks")["query"]
    assert query["read_as"].startswith(
        "paragraphs with a form of ‘steelworks’ or a synonym (‘blast furnace’, ‘smelter’)"
    )
    (part,) = (part for part in query["parts"] if part["parameter"] == "no_synonyms")
    assert part["start"] is None
    without: Any = foundry.get(f"/api/v1/search?{part['without']}").json
    assert ids(without) == ["works#p1"]


def test_a_click_on_the_page_leaves_them_out(foundry: FlaskClient) -> None:
    page = foundry.get("/search?q=steelworks").text
    assert "or a synonym (‘blast furnace’, ‘smelter’)" in page
    chip = re.search(r'<a href="([^"]*)"><span [^>]*>Remove </span>synonyms of ‘steelworks’', page)
    assert chip is not None
    without = foundry.get(html.unescape(chip[1]))
    assert without.status_code == 200
    assert "or a synonym" not in without.text


def test_a_change_of_the_file_takes_effect_and_changes_the_etag(
    foundry: FlaskClient, write: Write
) -> None:
    before = foundry.get("/api/v1/search?q=vehicle")
    write("synonyms.toml", '[[synonyms]]\nterms = ["vehicle", "steelworks"]')
    after = foundry.get(
        "/api/v1/search?q=vehicle", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200
    assert set(ids(after.json)) == {"vehicle#p1", "works#p1"}


def test_an_error_in_the_file_stops_reindex_and_not_the_searches(
    foundry: FlaskClient, app: Flask, write: Write
) -> None:
    path = write("synonyms.toml", "[[synonyms]]\nterms = ['vehicle']")
    for command in ("reindex", "check"):
        result = app.test_cli_runner().invoke(args=[command])
        assert result.exit_code == 2, result.output
        assert f"{path}, synonyms 1: 'terms' has 1 terms; expected 2 to 50" in result.output
    assert found(foundry, "vehicle") >= {"vehicle"}


def test_the_links_of_an_empty_search_count_with_synonyms(foundry: FlaskClient) -> None:
    answer = search(foundry, "smelter zebra")
    assert answer["total"]["value"] == 0
    counts = {part["text"]: part["total"] for part in answer["without"]}
    assert counts == {"a form of ‘zebra’": 3}


def test_pages_of_an_article_do_not_highlight_synonyms_that_were_left_out(
    foundry: FlaskClient,
) -> None:
    results = foundry.get("/search?q=steelworks&no_synonyms=steelworks").text
    assert "/articles/works?q=steelworks&amp;no_synonyms=steelworks#p1" in results
    for path in ("/articles/smelter", "/articles/smelter/paragraphs/1"):
        assert "<mark>smelter</mark>" in foundry.get(f"{path}?q=steelworks").text
        without = foundry.get(f"{path}?q=steelworks&no_synonyms=steelworks").text
        assert "<mark>smelter</mark>" not in without
        assert "no_synonyms=steelworks" in without
