"""Hits grouped by article, and copies of a text listed once."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write, ids, line

WIRE = "The harbour will be closed until the wreck has been raised, the minister said."
SHOUTED = "THE HARBOUR will be closed – until the wreck has been raised, the minister said!"


@pytest.fixture
def papers(app: Flask, write: Write) -> FlaskClient:
    write("a.jsonl", line("a", WIRE, "The harbour is old.", date="2020-01-02", source="Post"))
    write("b.jsonl", line("b", "Rain.", SHOUTED, date="2020-01-01", source="Globe"))
    write("c.jsonl", line("c", WIRE, date="2020-01-03", source="Star"))
    write("d.jsonl", line("d", "The harbour.", "A harbour.", "No harbour harbour.", source="Star"))
    write("e.jsonl", line("e", "A harbour.", title="About d"))
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app.test_client()


def get(client: FlaskClient, **parameters: str) -> Any:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200
    return response.json


def test_copies_of_a_text_are_listed_once(papers: FlaskClient) -> None:
    # The copy whose article has most of the word, for its length.
    answer = get(papers, q="wreck")
    assert ids(answer) == ["c#p1"]
    assert answer["results"][0]["copies"] == 2
    assert answer["total"] == {"value": 1, "relation": "eq", "paragraphs": 3}
    counts = {value["value"]: value["count"] for value in answer["facets"]["source"]}
    assert counts == {"Post": 1, "Globe": 1, "Star": 1}


@pytest.mark.parametrize(("sort", "first"), [("newest", "c#p1"), ("oldest", "b#p2")])
def test_the_first_copy_in_order_is_listed(papers: FlaskClient, sort: str, first: str) -> None:
    assert ids(get(papers, q="wreck", sort=sort)) == [first]


def test_a_filter_applies_to_copies(papers: FlaskClient) -> None:
    answer = get(papers, q="wreck", source="Globe")
    assert ids(answer) == ["b#p2"]
    assert answer["results"][0]["copies"] == 0


def test_every_copy_is_listed_with_copies_all(papers: FlaskClient) -> None:
    answer = get(papers, q="wreck", copies="all")
    assert sorted(ids(answer)) == ["a#p1", "b#p2", "c#p1"]
    assert answer["total"]["value"] == 3


def test_the_copies_of_one_paragraph_can_be_listed(papers: FlaskClient) -> None:
    answer = get(papers, copies_of="b#p2", sort="oldest")
    assert ids(answer) == ["b#p2", "a#p1", "c#p1"]
    assert answer["query"]["read_as"] == "paragraphs with the same text as b#p2"
    assert ids(get(papers, copies_of="d#p2")) == ["d#p2"]
    assert ids(get(papers, copies_of="none#p2")) == []


def test_short_texts_are_not_copies(papers: FlaskClient) -> None:
    assert get(papers, q='"a harbour"')["total"]["value"] == 2


def test_an_article_is_listed_once_with_its_other_paragraphs(papers: FlaskClient) -> None:
    answer = get(papers, q="harbour", group="article")
    hits = {hit["id"]: hit["folded"] for hit in answer["results"]}
    assert hits["d#p3"] == [1, 2]
    assert {id_.split("#")[0] for id_ in hits} == {"a", "d", "e"}
    assert answer["total"] == {"value": 3, "relation": "eq", "paragraphs": 8}


def test_every_group_is_on_one_page(papers: FlaskClient) -> None:
    pages = [get(papers, q="harbour", group="article", limit="1", page=str(n)) for n in (1, 2, 3)]
    paged_ids = [id_ for page in pages for id_ in ids(page)]
    assert paged_ids == ids(get(papers, q="harbour", group="article"))
    assert pages[2]["next"] is None


def test_copies_are_still_folded_after_a_merge_and_an_update(
    app: Flask, papers: FlaskClient, write: Write
) -> None:
    write("c.jsonl", line("c", "Something else is written here now, and it is long enough."))
    write("f.jsonl", line("f", "First of all.", SHOUTED))
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    answer = get(papers, q="wreck")
    assert ids(answer) == ["b#p2"]
    assert answer["results"][0]["copies"] == 2
