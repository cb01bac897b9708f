"""Paging by cursor while the index changes."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write, ids, line


@pytest.fixture
def client(app: Flask, write: Write) -> FlaskClient:
    write("a.jsonl", "".join(line(f"a{n}", "apple") for n in range(7)))
    app.test_cli_runner().invoke(args=["reindex"])
    return app.test_client()


def grow(app: Flask, write: Write, name: str) -> None:
    write(f"{name}.jsonl", line(f"a0-{name}", "apple"))
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output


def get(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json


def test_pages_neither_repeat_nor_skip_while_the_index_changes(
    app: Flask, client: FlaskClient, write: Write
) -> None:
    expected = ids(get(client, "/api/v1/search?q=apple"))
    page = get(client, "/api/v1/search?q=apple&limit=3")
    grow(app, write, "new")
    paged_ids = ids(page)
    while page["next"]:
        page = get(client, page["next"])
        assert page["index"]["version"] == "1"
        assert page["total"]["value"] == 7
        paged_ids += ids(page)
    assert paged_ids == expected
    assert page["query"]["page"] == 3
    assert get(client, "/api/v1/search?q=apple")["total"]["value"] == 8


def test_articles_are_paged_by_cursor_too(app: Flask, client: FlaskClient, write: Write) -> None:
    page = get(client, "/api/v1/articles?q=apple&limit=3")
    first = page["next"]
    grow(app, write, "new")
    article_ids = [article["id"] for article in page["articles"]]
    while page["next"]:
        page = get(client, page["next"])
        article_ids += [article["id"] for article in page["articles"]]
    assert sorted(article_ids) == [f"a{n}" for n in range(7)]
    grow(app, write, "newer")
    gone = client.get(first)
    assert gone.status_code == 410
    assert gone.json is not None
    assert gone.json["restart"] == "/api/v1/articles?q=apple&limit=3"


def test_a_removed_article_is_a_410_in_the_api(
    app: Flask, client: FlaskClient, write: Write
) -> None:
    write("a.jsonl", "".join(line(f"a{n}", "apple") for n in range(6)))
    app.test_cli_runner().invoke(args=["reindex"])
    for address in ("/api/v1/articles/a6", "/api/v1/articles/a6/paragraphs/1"):
        response = client.get(address)
        assert response.status_code == 410
        assert response.mimetype == "application/problem+json"
        assert "was removed" in response.text
    assert client.get("/api/v1/articles/a5/paragraphs/9").status_code == 404
    assert client.get("/api/v1/articles/nobody").status_code == 404


def test_a_cursor_of_a_deleted_generation_gives_the_first_page(
    app: Flask, client: FlaskClient, write: Write
) -> None:
    page = get(client, "/api/v1/search?q=apple&sort=oldest&limit=3")
    for name in ("new", "newer"):
        grow(app, write, name)
    response = client.get(page["next"])
    assert response.status_code == 410
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem is not None
    assert problem["restart"] == "/api/v1/search?q=apple&sort=oldest&limit=3"
    assert get(client, problem["restart"])["total"]["value"] == 9


def test_a_cursor_of_a_rebuilt_index_is_a_410(
    app: Flask, client: FlaskClient, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = get(client, "/api/v1/search?limit=3")["next"]
    monkeypatch.setattr("searchapp.web.api.cursors._seconds", lambda _moment: 12345)
    assert client.get(address).status_code == 410


def test_the_next_page_is_in_the_link_header(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?limit=3")
    assert response.json is not None
    assert f'<{response.json["next"]}>; rel="next"' in response.headers["Link"]
    last = client.get("/api/v1/search")
    assert 'rel="next"' not in last.headers["Link"]


def test_a_numbered_page_links_to_the_page_before_it(client: FlaskClient) -> None:
    first, third = (client.get(f"/api/v1/search?limit=3&page={n}") for n in (1, 3))
    assert '</api/v1/search?page=2&limit=3>; rel="prev"' in third.headers["Link"]
    assert 'rel="prev"' not in first.headers["Link"]


def test_an_unchanged_page_by_cursor_is_a_304(client: FlaskClient) -> None:
    address = get(client, "/api/v1/search?limit=3")["next"]
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("q=apple", "q=pear"),
        lambda address: address.replace("limit=3", "limit=4"),
        lambda address: f"{address}&page=2",
        lambda address: f"{address}A",
        lambda address: address[:-5],
        lambda address: address.replace("cursor=", "cursor=é"),
        lambda _: "/api/v1/search?cursor=WzEsMiwzXQ",
        lambda _: "/api/v1/search?cursor=bnVsbA",
    ],
)
def test_a_cursor_that_was_tampered_with_is_a_400(client: FlaskClient, change: Any) -> None:
    address = get(client, "/api/v1/search?q=apple&limit=3")["next"]
    response = client.get(change(address))
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] in ("cursor", "page")
