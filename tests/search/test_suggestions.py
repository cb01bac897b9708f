"""Near spellings and searches with one part less, through the endpoint."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
def test_a_misspelled_word_is_offered_as_it_is_spelled_here(
    client: FlaskClient, q: str, suggested: str, total: int | None
) -> None:
    offered = get(client, q=q)["did_you_mean"]
    assert offered["q"] == suggested
    assert total is None or offered["total"] == total
    found = client.get(f"/api/v1/search?{offered['query']}").json
    assert found is not None
    assert found["total"]["value"] == offered["total"]
    for start, end in offered["changes"]:
        assert suggested[start:end] not in q.split()


@pytest.mark.parametrize(
    ("q", "year"),
    [("manufacturing", ""), ("qqqqqq", ""), ("2032", ""), ("Zhu Yunjie", "2019"), ("", "")],
)
def test_what_finds_nothing_more_is_not_offered(client: FlaskClient, q: str, year: str) -> None:
    assert get(client, q=q, year=year)["did_you_mean"] is None


def test_a_rare_word_gives_way_only_to_one_that_finds_ten_times_as_much(
    app: Flask, write: Write
) -> None:
    write("a.jsonl", line("a", "ecomony", *(["economy"] * 9), "ecomonies of scale"))
    write("b.jsonl", line("b", *(["goverment"] * 2), *(["government is here"] * 20)))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    assert get(client, q="ecomony")["did_you_mean"] is None
    assert get(client, q="goverment")["did_you_mean"]["q"] == "government"


def test_where_nothing_is_found_each_part_says_what_it_costs(client: FlaskClient) -> None:
    answer = get(client, q="otters glassworks", year="2022")
    assert answer["total"]["value"] == 0
    [less] = answer["without"]
    assert less["text"] == "a form of ‘glassworks’"
    found = client.get(f"/api/v1/search?{less['without']}").json
    assert found is not None
    assert found["total"]["value"] == less["total"] > 0


def test_the_page_shows_what_was_searched_and_what_was_meant(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "Zhu Yunjie"}).text
    assert "paragraphs with a form of ‘Zhu’ and a form of ‘Yunjie’" in page
    assert 'Did you mean <a href="/search?q=Zhou+Yunjie">' in page
    assert "/search?q=Yunjie" in page
