"""Spelling suggestions and relaxed queries, through the API."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.search.service import SearchService
from tests.conftest import Write, line


def get(client: FlaskClient, **parameters: str) -> Any:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200
    return response.json


@pytest.mark.parametrize(
    ("q", "suggested", "total"),
    [
        ("Zhu Yunjie", "Zhou Yunjie", 3),
        ("zhu yunje manufcturing", "zhou yunjie manufacturing", 2),
        ('"industral internet"', '"industrial internet"', 1),
        ("speaker:yunje", "speaker:yunjie", 3),
        ("said:krämr gas", "said:kramer gas", 1),
        ("otterz -trust", "otter -trust", None),
        ("innovtion", "innovation", None),
    ],
)
def test_a_misspelled_word_has_a_suggestion_from_the_index(
    client: FlaskClient, q: str, suggested: str, total: int | None
) -> None:
    offered = get(client, q=q)["did_you_mean"]
    assert offered["q"] == suggested
    assert total is None or offered["total"] == total
    results = client.get(f"/api/v1/search?{offered['query']}").json
    assert results is not None
    assert results["total"]["value"] == offered["total"]
    for start, end in offered["changes"]:
        assert suggested[start:end] not in q.split()


@pytest.mark.parametrize(
    ("q", "year"),
    [("manufacturing", ""), ("qqqqqq", ""), ("2032", ""), ("Zhu Yunjie", "2019"), ("", "")],
)
def test_a_spelling_without_more_hits_is_not_suggested(
    client: FlaskClient, q: str, year: str
) -> None:
    assert get(client, q=q, year=year)["did_you_mean"] is None


def test_a_rare_word_is_corrected_only_to_one_with_ten_times_the_hits(
    app: Flask, write: Write
) -> None:
    write("a.jsonl", line("a", "ecomony", *(["economy"] * 9), "ecomonies of scale"))
    write("b.jsonl", line("b", *(["goverment"] * 2), *(["government is here"] * 20)))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    assert get(client, q="ecomony")["did_you_mean"] is None
    assert get(client, q="goverment")["did_you_mean"]["q"] == "government"


def test_a_search_without_hits_has_a_relaxed_query_for_each_clause(client: FlaskClient) -> None:
    answer = get(client, q="otters glassworks", year="2022")
    assert answer["total"]["value"] == 0
    [less] = answer["without"]
    assert less["text"] == "a form of ‘glassworks’"
    results = client.get(f"/api/v1/search?{less['without']}").json
    assert results is not None
    assert results["total"]["value"] == less["total"] > 0


def test_the_page_shows_the_description_and_the_spelling_suggestion(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "Zhu Yunjie"}).text
    assert "paragraphs with a form of ‘Zhu’ and a form of ‘Yunjie’" in page
    assert 'Did you mean <a href="/search?q=Zhou+Yunjie">' in page
    assert "/search?q=Yunjie" in page


def test_suggestions_are_counted_in_the_generation_and_on_the_day_of_the_search(
    app: Flask, write: Write
) -> None:
    service: SearchService = app.extensions["searchapp"]
    write("a.jsonl", line("a", "an apple", date="2020-01-01"))
    app.test_cli_runner().invoke(args=["reindex"])
    pies = [line(f"b{n}", f"apple pie number {n}", date="2020-01-01") for n in range(12)]
    write("b.jsonl", "\n".join(pies))
    app.test_cli_runner().invoke(args=["reindex"])
    assert service.info().version == "2"
    request = service.parser.request([("q", "apple zebra date:yesterday")])

    results = service.search(request, "1", datetime.date(2020, 1, 2))
    assert [relaxed.total for relaxed in results.without] == [1]
    misspelled = service.search(replace(request, q="aple"), "1", datetime.date(2020, 1, 2))
    assert misspelled.did_you_mean is not None
    assert misspelled.did_you_mean.total == 1

    assert service.search(request, None, datetime.date(2020, 1, 2)).without[0].total == 13
    assert service.search(request, None, datetime.date(2021, 1, 2)).without == ()
