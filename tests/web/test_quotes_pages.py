"""The pages and the API of quotes that several articles have."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from tests.conftest import ON_BOTH_ENGINES, Write, close_archive, invoke, line
from tests.serving import served
from tests.web.conftest import needs_chromium
from tests.web.quoting import ARTICLES, DRAFT, VERDICTS, make_quoting_app
from tests.web.test_accessibility import violations

pytestmark = ON_BOTH_ENGINES


@pytest.fixture(scope="module")
def quoting(
    tmp_path_factory: pytest.TempPathFactory, engine_settings: Callable[[], dict[str, Any]]
) -> Iterator[Flask]:
    app = make_quoting_app(tmp_path_factory.mktemp("quotes"), *ARTICLES, **engine_settings())
    yield app
    close_archive(app)


@pytest.fixture
def reader(quoting: Flask) -> FlaskClient:
    return quoting.test_client()


@pytest.fixture
def boats(reader: FlaskClient) -> dict[str, Any]:
    """The passage about boats in the list of the API."""
    answer: Any = reader.get("/api/v1/quotes").json
    return next(quote for quote in answer["quotes"] if quote["id"].startswith("the-harbour"))


def test_the_list_has_each_quote_with_its_speakers(reader: FlaskClient) -> None:
    page = reader.get("/quotes").text
    assert "1–2 of 2 quotes" in page
    assert "In 3 articles, 2 wordings" in page
    assert "In 2 articles, 1 wording" in page
    assert 'href="/speakers/ann-lee"' in page
    assert page.count(">Conflict<") == 1


def test_conflicts_are_listed_alone(reader: FlaskClient) -> None:
    page = reader.get("/quotes?conflict=1").text
    assert "1–1 of 1 quote" in page
    assert "A library without a roof" in page
    assert "old boats" not in page


def test_a_page_past_the_last_and_bad_parameters_are_told(reader: FlaskClient) -> None:
    assert "There is no page 9." in reader.get("/quotes?page=9").text
    assert reader.get("/quotes?page=0").status_code == 400
    assert reader.get("/api/v1/quotes?conflict=maybe").status_code == 400


def test_an_archive_without_such_quotes_says_so(client: FlaskClient) -> None:
    assert "No quote stands in several articles." in client.get("/quotes").text
    assert "No words are credited" in client.get("/quotes?conflict=1").text


def test_a_quote_has_its_wordings_and_appearances(
    reader: FlaskClient, boats: dict[str, Any]
) -> None:
    page = reader.get(boats["url"]).text
    assert "<ins" in page
    assert "has 73% of the first wording · 2 words cut at the start · 2 words replaced" in page
    assert "First appearance" in page
    assert 'same text in <a href="/articles/copy#p1">' in page
    assert "Who else said nearly this" in page
    assert 'href="/articles/skipper#p1"' in page
    assert 'href="/articles/again#p1"' not in page  # by the speaker of the quote
    assert page.count("<circle") == 4
    assert "Conflict" not in page


def test_words_between_the_quoted_ones_are_no_part_of_a_quote(app: Flask, write: Write) -> None:
    said = "“The bridge will be closed for repairs,” Ann Lee said. “It will not open before May.”"
    write("a.jsonl", line("a", said, date="2021-01-01"))
    write("b.jsonl", line("b", said.replace("Ann Lee said", "said Ann Lee, a mayor")))
    assert invoke(app, "reindex")[0] == 0
    [quote] = app.test_client().get("/api/v1/quotes").get_json()["quotes"]
    assert (quote["articles"], quote["wordings"]) == (2, 1)
    page = app.test_client().get(quote["url"]).text
    assert "closed for repairs … It will not open before May" in page


def test_the_api_has_what_the_page_has(reader: FlaskClient, boats: dict[str, Any]) -> None:
    answer: Any = reader.get(f"/api/v1/quotes/{boats['id']}").json
    assert answer["quote"] == boats
    assert (boats["articles"], boats["wordings"], boats["conflict"]) == (3, 2, False)
    assert (boats["first_date"], boats["last_date"]) == ("2021-05-06", "2021-06-09")
    assert boats["speakers"] == ["ann-lee"]
    first, second = answer["appearances"]
    assert (first["id"], first["also_in"]) == ("harbour#p1", ["copy#p1"])
    assert (second["id"], second["wording"]) == ("closed#p1", 1)
    [[start, end]] = first["spans"]
    assert first["text"][start:end] == boats["text"] == answer["wordings"][0]["text"]
    assert answer["wordings"][1]["left_out"] == {
        "start": 2,
        "end": 0,
        "ellipsis": 0,
        "unmarked": 0,
        "replaced": 2,
    }
    (change,) = answer["wordings"][1]["changes"]
    assert (change["kind"], change["quoted"], change["archive"]) == (
        *("replaced", "It stays"),
        "The harbour will stay",
    )


def test_the_api_lists_page_by_page(reader: FlaskClient) -> None:
    first: Any = reader.get("/api/v1/quotes?limit=1").json
    assert first["total"] == 2
    second: Any = reader.get(first["next"]).json
    assert second["next"] is None
    assert first["quotes"][0]["id"] != second["quotes"][0]["id"]
    conflicts: Any = reader.get("/api/v1/quotes?conflict=1").json
    assert [quote["speakers"] for quote in conflicts["quotes"]] == [["carol-ng", "ben-okafor"]]


@pytest.mark.parametrize("path", ["/quotes/", "/api/v1/quotes/"])
def test_other_ids_of_a_quote_lead_to_it(
    reader: FlaskClient, boats: dict[str, Any], path: str
) -> None:
    text_hash = boats["id"].rpartition("-")[2]
    response = reader.get(f"{path}other-words-{text_hash}")
    assert response.status_code == 308
    assert response.headers["Location"].endswith(f"{path}{boats['id']}")
    for unknown in ("none", "a-000000000000", "%00", "x" * 300):
        assert reader.get(path + unknown).status_code == 404


def test_hits_lead_to_the_quote(reader: FlaskClient, boats: dict[str, Any]) -> None:
    page = reader.get("/search?q=closed").text
    assert f'<a href="{boats["url"]}">In 3 articles, 2 wordings</a>' in page
    answer: Any = reader.get("/api/v1/search?q=closed").json
    assert {hit["trail"]["id"] for hit in answer["results"]} == {boats["id"]}
    answer = reader.get("/api/v1/search?q=weather").json
    assert answer["results"][0]["trail"] is None


def test_first_leaves_out_what_was_reported_before(reader: FlaskClient) -> None:
    page = reader.get("/search?q=closed").text
    assert 'href="/search?q=closed&amp;first=1">First appearances only</a>' in page
    answer: Any = reader.get("/api/v1/search?q=closed&first=1&copies=all").json
    assert [hit["id"] for hit in answer["results"]] == ["harbour#p1"]
    assert answer["query"]["first"] is True
    assert "first appearances only" in answer["query"]["read_as"]


def test_the_terminal_lists_conflicts(quoting: Flask) -> None:
    code, out, _ = invoke(quoting, "stats", "--conflicts")
    assert code == 0
    assert "Carol Ng: garden#p1, 2021-07-01" in out
    assert "Ben Okafor: reader#p1, 2021-07-02" in out
    assert out.endswith("1 conflict\n")
    (conflict,) = json.loads(invoke(quoting, "stats", "--conflicts", "--json")[1])
    assert conflict["id"].startswith("a-library-without-a-roof-")


@needs_chromium
def test_a_draft_leads_to_a_quote_and_a_conflict(quoting: Flask, browser: Browser) -> None:
    with served(quoting) as address:
        page = browser.new_page(base_url=address)
        page.goto("/check")
        page.get_by_label("Text to check").fill(DRAFT)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("strong.verdict")).to_have_text(VERDICTS)
        altered = page.locator(".quotation").nth(1)
        expect(altered.locator("ins")).to_have_text("new")
        expect(altered.locator("del")).to_have_text("old")
        page.locator(".quotation").first.get_by_role("link", name="paragraph 1").first.click()
        page.get_by_role("link", name="Quotes", exact=True).click()
        page.get_by_role("link", name="The harbour will stay closed").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("The harbour will stay")
        expect(page.locator(".appearances > li")).to_have_count(2)
        assert violations(page) == []
        page.locator(".sourcerow a").last.click()
        expect(page.locator("#a2")).to_be_in_viewport()
        page.get_by_role("link", name="← all quotes").click()
        page.get_by_role("link", name="Conflicts").click()
        page.get_by_role("link", name="A library without a roof").click()
        expect(page.get_by_role("note")).to_contain_text("different speakers")
        assert violations(page) == []
        page.close()
