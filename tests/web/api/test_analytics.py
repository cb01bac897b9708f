"""Timelines, speakers, comparisons, contexts and articles of the API."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import REAL_ARTICLE, Write


def get(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize("query", ["", "q=said", "speaker=zhou-yunjie", "q=said&year=2023"])
def test_a_timeline_counts_the_hits_of_the_search(client: FlaskClient, query: str) -> None:
    timeline = get(client, f"/api/v1/timeline?{query}")["timeline"]
    total = get(client, f"/api/v1/search?{query}&copies=all")["total"]["value"]
    assert timeline["total"] == total
    assert sum(b["count"] for b in timeline["buckets"]) + timeline["undated"] == total
    for bucket in timeline["buckets"]:
        assert bucket["count"] <= bucket["out_of"]


def test_speakers_are_listed_page_by_page(client: FlaskClient) -> None:
    address = "/api/v1/speakers?sort=name&limit=7"
    speaker_ids: list[str] = []
    while address:
        page = get(client, address)
        speaker_ids += [speaker["id"] for speaker in page["speakers"]]
        address = page["next"]
    assert len(speaker_ids) == len(set(speaker_ids)) == page["total"]
    assert "zhou-yunjie" in speaker_ids


def test_a_speaker_has_roles_and_a_timeline(client: FlaskClient) -> None:
    profile = get(client, "/api/v1/speakers/zhou-yunjie")
    assert profile["speaker"]["name"] == "Zhou Yunjie"
    assert profile["roles"]
    assert profile["timeline"]["total"] == profile["speaker"]["count"]
    assert client.get("/api/v1/speakers/nobody-at-all").status_code == 404


def test_speakers_are_compared_in_the_order_of_the_request(client: FlaskClient) -> None:
    names = ["zhou-yunjie", "li-dongsheng"]
    series = get(client, f"/api/v1/compare?speaker={names[0]}&speaker={names[1]}")["series"]
    assert [item["id"] for item in series] == names
    labels = [[b["label"] for b in item["timeline"]["buckets"]] for item in series]
    assert labels[0] == labels[1]


@pytest.mark.parametrize("count", [0, 5])
def test_from_one_to_four_speakers_are_compared(client: FlaskClient, count: int) -> None:
    query = "&".join(f"speaker=s{n}" for n in range(count))
    response = client.get(f"/api/v1/compare?{query}")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "speaker"


@pytest.mark.parametrize(
    ("context", "before", "after"),
    [("", [7], [9]), ("context=0", [], []), ("context=2", [6, 7], [9, 10])],
)
def test_a_paragraph_comes_with_its_neighbours(
    client: FlaskClient, context: str, before: list[int], after: list[int]
) -> None:
    answer = get(client, f"/api/v1/articles/{REAL_ARTICLE}/paragraphs/8?{context}")
    assert answer["paragraph"]["number"] == 8
    assert [hit["number"] for hit in answer["before"]] == before
    assert [hit["number"] for hit in answer["after"]] == after


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{REAL_ARTICLE}/paragraphs/99", 404),
        ("none/paragraphs/1", 404),
        (f"{REAL_ARTICLE}/paragraphs/one", 404),
        (f"{REAL_ARTICLE}/paragraphs/1?context=11", 400),
    ],
)
def test_an_unknown_paragraph_is_a_404(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(f"/api/v1/articles/{path}")
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_articles_are_listed_once_page_by_page(client: FlaskClient) -> None:
    paragraphs = get(client, "/api/v1/search?q=said&limit=100&copies=all")["results"]
    address = "/api/v1/articles?q=said&limit=2"
    numbers_by_article: dict[str, list[int]] = {}
    while address:
        page = get(client, address)
        assert not numbers_by_article.keys() & {article["id"] for article in page["articles"]}
        numbers_by_article |= {article["id"]: article["paragraphs"] for article in page["articles"]}
        address = page["next"]
    assert len(numbers_by_article) == page["total"]
    assert {(id_, number) for id_, numbers in numbers_by_article.items() for number in numbers} == {
        (hit["article"]["id"], hit["number"]) for hit in paragraphs
    }


def test_articles_with_the_same_text_are_all_listed(app: Flask, write: Write) -> None:
    for name in ("one", "two"):
        write(f"{name}.txt", "2020-01-02\n\nHead\n\nThe quince fell from the tree at noon.\n")
    app.test_cli_runner().invoke(args=["reindex"])
    answer = get(app.test_client(), "/api/v1/articles?q=quince")
    assert [article["id"] for article in answer["articles"]] == ["one", "two"]
    assert answer["total"] == 2
