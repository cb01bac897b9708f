"""Relaxed searches: hits that lack some of the words, after those that have all."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import Write, ids, line

ARTICLES = (
    line("all", "The ferry needs new steel for its hull.", title="Docks")
    + line("apart", "A ferry sank.", "Nothing to see.", "Its steel was thin.", title="Inquiry")
    + line("head", "It needs steel.", title="The ferry")
    + line("one", "The ferry sails at noon on a glacier lake.", title="Timetable")
    + line("other", "Steel is dear, said Ann Lee.", date="2021-02-03", title="Prices")
    + line("none", "Bread is cheap.", title="Prices")
)


@pytest.fixture
def docks(app: Flask, write: Write) -> FlaskClient:
    write("a.jsonl", ARTICLES)
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    return app.test_client()


def search(client: FlaskClient, **parameters: str) -> Any:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200, response.text
    return response.json


def tiers(answer: Any) -> dict[str, dict[str, list[str]]]:
    """Return the missing words of each hit, by tier, in the order of the hits."""
    by_tier: dict[str, dict[str, list[str]]] = {}
    for hit in answer["results"]:
        by_tier.setdefault(hit["matched"], {})[hit["id"]] = hit["missing"]
    return by_tier


def test_hits_come_in_tiers_and_say_what_they_lack(docks: FlaskClient) -> None:
    answer = search(docks, q="ferry steel")
    by_tier = tiers(answer)
    assert list(by_tier) == ["all", "article", "some"]
    assert by_tier["all"].keys() == {"all#p1", "head#p1"}
    assert by_tier["article"] == {"apart#p1": ["steel"], "apart#p3": ["ferry"]}
    assert by_tier["some"] == {"one#p1": ["steel"], "other#p1": ["ferry"]}
    assert answer["total"]["value"] == 2
    assert answer["relaxed"] == {"article": 2, "some": 2}


def test_facets_and_the_timeline_count_only_hits_with_all_the_words(docks: FlaskClient) -> None:
    assert search(docks, q="ferry steel")["facets"]["speaker"] == []
    timeline: Any = docks.get("/api/v1/timeline?q=ferry+steel").json
    assert timeline["timeline"]["total"] == 2


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ('"ferry" steel noon', {"all#p1", "apart#p1", "head#p1", "one#p1"}),
        ("+ferry steel noon", {"all#p1", "apart#p1", "head#p1", "one#p1"}),
        ("ferry steel -glacier", {"all#p1", "apart#p1", "apart#p3", "head#p1", "other#p1"}),
        ("ferry steel speaker:lee", {"other#p1"}),
        ("ferry steel title:inquiry", {"apart#p1", "apart#p3"}),
    ],
)
def test_phrases_signs_and_fields_are_never_relaxed(
    docks: FlaskClient, q: str, found: set[str]
) -> None:
    assert {hit["id"] for hit in search(docks, q=q)["results"]} == found


def test_filters_are_never_relaxed(docks: FlaskClient) -> None:
    answer = search(docks, q="ferry steel", year="2021")
    assert tiers(answer) == {"some": {"other#p1": ["ferry"]}}


@pytest.mark.parametrize("q", ['"ferry steel"', "+ferry +bread", "bread speaker:lee", "zeppelin"])
def test_a_search_with_nothing_to_leave_out_is_not_relaxed(docks: FlaskClient, q: str) -> None:
    assert search(docks, q=q)["results"] == []


@pytest.mark.parametrize("q", ['"glacier lake" bread', "+glacier bread"])
def test_the_only_optional_word_beside_a_phrase_or_sign_may_be_missing(
    docks: FlaskClient, q: str
) -> None:
    assert tiers(search(docks, q=q)) == {"some": {"one#p1": ["bread"]}}


@pytest.mark.parametrize("extra", [{"strict": "1"}, {"sort": "newest"}, {"limit": "2"}])
def test_strict_searches_sorted_ones_and_full_pages_are_not_relaxed(
    docks: FlaskClient, extra: dict[str, str]
) -> None:
    answer = search(docks, q="ferry steel", **extra)
    assert len(answer["results"]) == 2
    assert answer["relaxed"] == {"article": 0, "some": 0}
    assert answer["next"] is None


def test_cursors_lead_through_all_tiers_once(docks: FlaskClient) -> None:
    whole = search(docks, q="ferry steel", relaxed="1")
    paged: list[str] = []
    url = "/api/v1/search?q=ferry+steel&relaxed=1&limit=1"
    while url:
        page: Any = docks.get(url).json
        paged += [hit["id"] for hit in page["results"]]
        url = page["next"]
    assert paged == [hit["id"] for hit in whole["results"]]


def test_articles_are_listed_once_over_all_tiers(docks: FlaskClient) -> None:
    by_tier = tiers(search(docks, q="ferry steel", group="article"))
    articles = [id_.split("#")[0] for tier in by_tier.values() for id_ in tier]
    assert sorted(articles) == ["all", "apart", "head", "one", "other"]


def test_copies_are_folded_over_all_tiers(app: Flask, write: Write) -> None:
    text = "The harbour master closed the quay on Monday, a notice said."
    write("a.jsonl", line("a", text, title="Ferry") + line("b", text, title="Storm"))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    assert tiers(search(client, q="ferry quay")) == {"all": {"a#p1": []}}
    unfolded = tiers(search(client, q="ferry quay", copies="all"))
    assert unfolded == {"all": {"a#p1": []}, "some": {"b#p1": ["ferry"]}}


def test_exports_and_feeds_hold_relaxed_hits_only_where_asked(docks: FlaskClient) -> None:
    def count(url: str, mark: str) -> int:
        return docks.get(url).text.count(mark)

    assert count("/api/v1/export?q=ferry+steel&format=jsonl", '"matched":"') == 2
    assert count("/api/v1/export?q=ferry+steel&format=jsonl&relaxed=1", '"matched":"some"') == 2
    table = docks.get("/api/v1/export?q=ferry+steel&format=csv&relaxed=1").text
    matched = [row["matched"] for row in csv.DictReader(io.StringIO(table))]
    assert matched == ["all", "all", "article", "article", "some", "some", ""]
    assert count("/feed?q=ferry+steel", "<entry>") == 2
    assert count("/feed?q=ferry+steel&relaxed=1", "<entry>") == 6


def test_the_list_of_articles_has_only_those_with_all_the_words(docks: FlaskClient) -> None:
    answer: Any = docks.get("/api/v1/articles?q=ferry+steel").json
    assert {article["id"] for article in answer["articles"]} == {"all", "head"}


@pytest.fixture
def unrelaxed(app: Flask, docks: FlaskClient) -> Iterator[FlaskClient]:
    settings = app.extensions["searchapp"].settings
    other = create_app(
        {"TESTING": True, "SEARCHAPP_RELAXATION": False},
        corpus_dir=settings.corpus_dir,
        index_dir=settings.index_dir,
    )
    yield other.test_client()
    other.extensions["searchapp"].close()


def test_a_setting_turns_relaxation_off(unrelaxed: FlaskClient) -> None:
    assert len(search(unrelaxed, q="ferry steel")["results"]) == 2


def test_question_words_are_passed_over_unless_quoted_or_alone(docks: FlaskClient) -> None:
    assert ids(search(docks, q="why did the ferry sail")) == ["one#p1"]
    assert ids(search(docks, q='"did" ferry')) == []
    assert search(docks, q="how did")["total"]["value"] == 0


def test_the_page_parts_the_tiers_and_offers_each_lacking_word(docks: FlaskClient) -> None:
    page = docks.get("/search?q=ferry+steel").text
    assert "Their articles have all the words, in different paragraphs" in page
    assert "These lack: " in page
    assert 'href="/search?q=ferry+%2Bsteel"' in page
    assert "<h1>2 results</h1>" in page
    assert "Only these have all the words; 4 results with some of them follow." in page
    nothing = docks.get("/search?q=glacier+bread").text
    assert "Nothing has all the words" in nothing
