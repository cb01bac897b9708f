"""Articles with more paragraphs than a page or an answer of the API holds."""

import re
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask, before_render_template
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.api_models.convert import article_object
from searchapp.models.articles import PART_PARAGRAPHS
from tests.conftest import line

TOTAL = 20_000
"""As many paragraphs as an article may have by default."""

LAST_PAGE = TOTAL // PART_PARAGRAPHS
PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("long")
    (folder / "corpus").mkdir()
    long = line("long", *["No."] * (TOTAL - 1), "The pear fell.")
    short = line("short", "An apple fell.", "Ann Lee said no.")
    part = line("part", *["No."] * PART_PARAGRAPHS)
    (folder / "corpus" / "a.jsonl").write_text(long + short + part, "utf-8")
    app = create_app({"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index")
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    yield app
    app.extensions["searchapp"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li id="p(\d+)"', page)]


def links(page: str) -> dict[str, str]:
    return dict(re.findall(r'<a rel="(prev|next)" href="([^"]*)"', page))


def test_the_pages_of_an_article_hold_each_paragraph_once(client: FlaskClient) -> None:
    first = client.get("/articles/long?q=pear").text
    assert shown(first) == list(range(1, PART_PARAGRAPHS + 1))
    assert links(first) == {"next": "/articles/long?q=pear&amp;page=2"}
    assert "Paragraphs 1 to 500 of 20,000" in first
    middle = client.get("/articles/long?page=2").text
    assert shown(middle) == list(range(PART_PARAGRAPHS + 1, 2 * PART_PARAGRAPHS + 1))
    assert links(middle) == {"prev": "/articles/long", "next": "/articles/long?page=3"}
    last = client.get(f"/articles/long?page={LAST_PAGE}").text
    assert shown(last)[-1] == TOTAL
    assert set(links(last)) == {"prev"}


@pytest.mark.parametrize(("page", "status"), [(LAST_PAGE + 1, 404), (0, 400), ("x", 400)])
def test_a_page_that_an_article_has_not_is_an_error(
    client: FlaskClient, page: object, status: int
) -> None:
    assert client.get(f"/articles/long?page={page}").status_code == status


def test_hits_lead_to_the_page_that_shows_them(client: FlaskClient) -> None:
    suffix = f"page={LAST_PAGE}#p{TOTAL}"
    [hit] = client.get("/api/v1/search?q=pear").get_json()["results"]
    assert hit["url"] == f"/articles/long?{suffix}"
    assert f'/articles/long?q=pear&amp;{suffix}"' in client.get("/search?q=pear").text
    assert f"/articles/long/paragraphs/{TOTAL}?text=" in client.get("/feed?q=pear").text
    assert f"/articles/long?{suffix}" in client.get("/api/v1/export?q=pear").text
    assert f"/articles/long?{suffix}" in client.get(f"/articles/long/paragraphs/{TOTAL}").text
    assert TOTAL in shown(client.get(hit["url"].partition("#")[0]).text)


def test_the_answers_of_an_article_hold_each_paragraph_once(client: FlaskClient) -> None:
    numbers: list[int] = []
    url = "/api/v1/articles/long"
    while url:
        response = client.get(url)
        answer: Any = response.get_json()
        assert answer["paragraphs_total"] == TOTAL
        assert len(answer["paragraphs"]) == PART_PARAGRAPHS
        numbers += [paragraph["number"] for paragraph in answer["paragraphs"]]
        assert ('rel="next"' in response.headers["Link"]) == bool(answer["next"])
        url = answer["next"]
    assert numbers == list(range(1, TOTAL + 1))


def test_the_limit_of_an_answer_can_be_lowered(client: FlaskClient) -> None:
    answer = client.get("/api/v1/articles/short?limit=1").get_json()
    assert [paragraph["number"] for paragraph in answer["paragraphs"]] == [1]
    assert answer["next"] == "/api/v1/articles/short?page=2&limit=1"
    rest = client.get(answer["next"]).get_json()
    assert [paragraph["number"] for paragraph in rest["paragraphs"]] == [2]
    assert (rest["prev"], rest["next"]) == ("/api/v1/articles/short?page=1&limit=1", None)
    beyond = client.get("/api/v1/articles/short?page=9").get_json()
    assert (beyond["title"], beyond["paragraphs"]) == ("About short", [])
    assert client.get("/api/v1/articles/long?limit=501").status_code == 400


@pytest.mark.parametrize("article_id", ["short", "part"])
def test_an_article_of_one_part_has_no_pages(client: FlaskClient, article_id: str) -> None:
    response = client.get(f"/api/v1/articles/{article_id}")
    assert not {"paragraphs_total", "prev", "next"} & response.get_json().keys()
    assert 'rel="next"' not in response.headers["Link"]
    page = client.get(f"/articles/{article_id}").text
    assert links(page) == {}
    assert "data-part-paragraphs" not in page


@pytest.mark.parametrize("path", ["/articles/long", "/api/v1/articles/long?limit=499"])
def test_a_search_is_answered_while_a_long_article_is_built(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    building, searched = Event(), Event()

    def wait_for_search(*_: object, **__: object) -> None:
        building.set()
        assert searched.wait(PATIENCE_SECONDS)

    def slow_object(article: Any) -> Any:
        wait_for_search()
        return article_object(article)

    monkeypatch.setattr("searchapp.web.api.articles.article_object", slow_object)
    statuses: list[int] = []
    reader = Thread(target=lambda: statuses.append(app.test_client().get(path).status_code))
    with before_render_template.connected_to(wait_for_search, app):
        reader.start()
        assert building.wait(PATIENCE_SECONDS)
        assert app.test_client().get("/api/v1/search?q=apple").status_code == 200
        searched.set()
        reader.join(PATIENCE_SECONDS)
    assert statuses == [200]
