"""Cross-origin access, trusted hosts, and caching of responses."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.models.search import SearchResults
from searchapp.settings import SettingError, Settings
from searchapp.web.api.response_cache import ResponseCache
from tests.conftest import REAL_ARTICLE, Write, ids, line

SITE = "https://www.example.org"


@contextmanager
def over(archive: Flask, **settings: object) -> Iterator[FlaskClient]:
    app = create_app(None, index_dir=archive.config["SEARCHAPP_INDEX_DIR"], **settings)
    yield app.test_client()
    app.extensions["searchapp"].close()


def test_no_other_site_may_read_by_default(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=said", headers={"Origin": SITE})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cache-Control"] == "private, max-age=10"


def test_a_named_site_may_read_and_another_may_not(archive: Flask) -> None:
    with over(archive, cors_origins=f"{SITE}, http://localhost:8000") as client:
        named = client.get("/api/v1/search", headers={"Origin": SITE})
        assert named.headers["Access-Control-Allow-Origin"] == SITE
        assert "Origin" in named.headers["Vary"]
        assert named.headers["Cache-Control"].startswith("private")
        assert "Access-Control-Allow-Credentials" not in named.headers
        other = client.get("/api/v1/search", headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other.headers
        assert "Origin" in other.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=said",
        "/api/v1/search?limit=0",
        "/api/v1/articles/none",
        "/api/v1/nothing",
        "/api/v1/search/",
        "/health",
        "/api/v1/openapi.json",
    ],
)
def test_every_site_may_read_responses_and_errors_with_cors_for_all(
    archive: Flask, path: str
) -> None:
    with over(archive, cors_origins="*") as client:
        response = client.get(path, headers={"Origin": SITE})
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        if response.status_code == 200 and path != "/health":
            assert response.headers["Cache-Control"].startswith("public")
        preflight = client.options(
            path, headers={"Origin": SITE, "Access-Control-Request-Method": "GET"}
        )
        assert preflight.status_code == 204
        assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
        posted = client.post(path, headers={"Origin": SITE})
        assert posted.status_code == 405
        assert posted.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_have_no_cors_headers(archive: Flask) -> None:
    with over(archive, cors_origins="*") as client:
        headers = client.get("/search?q=said", headers={"Origin": SITE}).headers
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_read_methods_are_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search", method=method)
    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_an_untrusted_host_is_refused(archive: Flask) -> None:
    with over(archive, trusted_hosts="archive.example.org .example.net") as client:
        for host in ("archive.example.org", "archive.example.org:8080", "a.example.net"):
            assert client.get("/api/v1/search", headers={"Host": host}).status_code == 200
        for path in ("/api/v1/search", "/", "/nothing", "/health"):
            refused = client.get(path, headers={"Host": "rebound.example"})
            assert refused.status_code == 400, path


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("cors_origins", "www.example.org"),
        ("cors_origins", "https://www.example.org/path"),
        ("cors_origins", "null"),
        ("frame_ancestors", "'self'; script-src *"),
        ("trusted_hosts", "https://www.example.org"),
        ("trusted_hosts", 5),
    ],
)
def test_an_invalid_site_or_host_in_the_settings_is_an_error(setting: str, value: object) -> None:
    with pytest.raises(SettingError, match=f"SEARCHAPP_{setting.upper()}"):
        create_app(**{setting: value})  # type: ignore[arg-type]


# Caching


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=said&limit=3",
        f"/api/v1/articles/{REAL_ARTICLE}",
        "/api/v1/suggest?q=zh",
    ],
)
def test_an_unchanged_response_is_a_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_the_etag_depends_on_the_request(client: FlaskClient) -> None:
    def tag(path: str) -> Any:
        return client.get(path).headers["ETag"]

    assert tag("/api/v1/search?q=oil&utm_source=x") == tag("/api/v1/search?q=oil&page=1")
    assert tag("/api/v1/search?q=oil") != tag("/api/v1/search?q=oil&limit=5")
    assert tag("/api/v1/search?q=oil") != tag("/api/v1/suggest?q=oil")


def test_a_reindex_changes_the_etag(app: Flask, write: Write) -> None:
    client, runner = app.test_client(), app.test_cli_runner()
    write("a.jsonl", line("a", "apple"))
    runner.invoke(args=["reindex"])
    first = client.get("/api/v1/search").headers["ETag"]
    write("b.jsonl", line("b", "pear"))
    runner.invoke(args=["reindex"])
    again = client.get("/api/v1/search", headers={"If-None-Match": first})
    assert again.status_code == 200
    assert again.headers["ETag"] != first


@pytest.mark.parametrize(("cache_bytes", "searches"), [(1_000_000, 1), (0, 2)])
def test_a_response_is_computed_once_if_the_cache_has_space(
    archive: Flask, monkeypatch: pytest.MonkeyPatch, cache_bytes: int, searches: int
) -> None:
    engine_calls = []
    search = EmbeddedEngine.search

    def counted(*arguments: Any) -> SearchResults:
        engine_calls.append(arguments)
        return search(*arguments)

    monkeypatch.setattr(EmbeddedEngine, "search", counted)
    with over(archive, response_cache_bytes=cache_bytes) as client:
        first, again = (client.get("/api/v1/search?q=said&limit=2") for _ in range(2))
    assert len(engine_calls) == searches
    assert first.data == again.data
    assert dict(first.headers) == dict(again.headers)
    assert 'rel="next"' in again.headers["Link"]


def test_responses_are_computed_one_at_a_time(
    archive: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = []
    search = EmbeddedEngine.search

    def observed(*arguments: Any) -> SearchResults:
        locked.append(g.searchapp_response_cache.answer_lock.locked())
        return search(*arguments)

    monkeypatch.setattr(EmbeddedEngine, "search", observed)
    assert archive.test_client().get("/api/v1/search?q=said&limit=7").status_code == 200
    assert locked == [True]


def test_waiting_for_a_cluster_blocks_no_other_request() -> None:
    cache = ResponseCache(Settings(engine="opensearch"))
    entered = Event()

    def another() -> None:
        with cache.answer_lock:
            entered.set()

    with cache.answer_lock:
        Thread(target=another, daemon=True).start()
        assert entered.wait(10)


def test_a_cached_response_is_not_sent_for_another_request(client: FlaskClient) -> None:
    def fetch(path: str, host: str) -> Any:
        return client.get(path, headers={"Host": host}).data

    paths = ["/api/v1/search?q=said", "/api/v1/search?q=said&limit=1", "/feed?q=said"]
    hosts = ["one.example", "two.example"]
    once = [fetch(path, host) for path in paths for host in hosts]
    assert [fetch(path, host) for path in paths for host in hosts] == once
    assert b"//one.example/" in once[-2]
    assert b"//two.example/" in once[-1]


def test_a_reindex_invalidates_the_response_cache(app: Flask, write: Write) -> None:
    client, runner = app.test_client(), app.test_cli_runner()
    write("a.jsonl", line("a", "apple"))
    runner.invoke(args=["reindex"])
    assert ids(client.get("/api/v1/search?q=apple").json) == ["a#p1"]
    write("b.jsonl", line("b", "apple pie"))
    runner.invoke(args=["reindex"])
    assert ids(client.get("/api/v1/search?q=apple").json) == ["a#p1", "b#p1"]


def test_an_error_is_not_cached(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?limit=0", headers={"If-None-Match": "*"})
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "host", ["", "a b", '"><x', "me@evil.example", "a:b:c", "[::1", "a/b", "x\\y", "a:999999"]
)
def test_a_malformed_host_is_a_bad_request(client: FlaskClient, host: str) -> None:
    for path in ("/", "/feed", "/api/v1/search?q=said"):
        assert client.get(path, environ_overrides={"HTTP_HOST": host}).status_code == 400


@pytest.mark.parametrize("host", ["archive.example", "localhost:5000", "[2001:db8::1]:80"])
def test_a_host_may_have_a_port_or_be_an_address(client: FlaskClient, host: str) -> None:
    assert client.get("/feed", environ_overrides={"HTTP_HOST": host}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/search?q=said", "/feed"])
def test_any_response_matches_an_asterisk(client: FlaskClient, path: str) -> None:
    for _ in range(2):
        response = client.get(path, headers={"If-None-Match": "*"})
        assert (response.status_code, response.data) == (304, b"")
    missing = client.get("/api/v1/articles/none", headers={"If-None-Match": "*"})
    assert missing.status_code == 404


@pytest.mark.parametrize("path", ["/", "/search?q=said", f"/articles/{REAL_ARTICLE}", "/speakers"])
def test_pages_can_be_validated(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"x"'}).data == first.data


@pytest.mark.parametrize("method", ["BREW", "POST", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/nowhere"])
def test_other_methods_are_told_which_are_allowed(
    client: FlaskClient, method: str, path: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code in (404, 405)
    if response.status_code == 405:
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
