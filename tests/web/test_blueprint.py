"""The Blueprint, mounted in other applications."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import searchapp
from searchapp import create_app
from tests.conftest import ids, line


def indexed(folder: Path, article_id: str, text: str) -> Path:
    corpus = folder / article_id
    corpus.mkdir()
    (corpus / "a.jsonl").write_text(line(article_id, text), "utf-8")
    app = create_app(corpus_dir=corpus, index_dir=folder / f"index-{article_id}")
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    return folder / f"index-{article_id}"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A host application that mounts two archives."""
    folder = tmp_path_factory.mktemp("host")
    templates = folder / "templates" / "searchapp"
    templates.mkdir(parents=True)
    (templates / "home.html").write_text("Our own home page", "utf-8")
    app = Flask("host", template_folder=str(folder / "templates"))
    app.add_url_rule("/", "home", lambda: {"b": 1, "a": 2})
    north = searchapp.blueprint(index_dir=indexed(folder, "north", "Snow fell."))
    south = searchapp.blueprint(
        "south", index_dir=indexed(folder, "south", "Sun rose."), cors_origins="*"
    )
    app.register_blueprint(north, url_prefix="/archive")
    app.register_blueprint(south, url_prefix="/elsewhere/south")
    return app.test_client()


def test_each_mount_has_its_own_index(host: FlaskClient) -> None:
    assert ids(host.get("/archive/api/v1/search").json) == ["north#p1"]
    assert ids(host.get("/elsewhere/south/api/v1/search").json) == ["south#p1"]


def test_each_mount_has_its_own_settings(host: FlaskClient) -> None:
    name = "Access-Control-Allow-Origin"
    assert name not in host.get("/archive/api/v1/search").headers
    assert host.get("/elsewhere/south/api/v1/search").headers[name] == "*"


@pytest.mark.parametrize("prefix", ["/archive", "/elsewhere/south"])
def test_every_url_is_below_the_prefix(host: FlaskClient, prefix: str) -> None:
    page = host.get(f"{prefix}/search").text
    assert re.search(f'href="{prefix}/static/[0-9a-f]+/searchapp.css"', page)
    assert f'action="{prefix}/search"' in page
    answer = host.get(f"{prefix}/api/v1/search").json
    assert answer is not None
    assert answer["results"][0]["url"].startswith(f"{prefix}/articles/")
    described = host.get(f"{prefix}/api/v1/openapi.json").json
    assert described is not None
    assert described["servers"] == [{"url": prefix}]


def test_the_host_may_replace_a_template(host: FlaskClient) -> None:
    assert host.get("/archive/").text == "Our own home page"


def test_the_keys_of_a_json_response_keep_their_order(host: FlaskClient) -> None:
    answer = host.get("/archive/api/v1/search").json
    assert answer is not None
    assert next(iter(answer)) == "query"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/archive/api/v1/nothing", 404),
        ("GET", "/archive/api/v1/articles/none", 404),
        ("GET", "/archive/api/v1/search?limit=0", 400),
        ("POST", "/archive/api/v1/search", 405),
    ],
)
def test_an_error_of_the_api_is_problem_details(
    host: FlaskClient, method: str, path: str, status: int
) -> None:
    response = host.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_the_host_keeps_its_own_errors_and_responses(host: FlaskClient) -> None:
    response = host.get("/")
    assert response.text.index('"a"') < response.text.index('"b"')
    assert "Content-Security-Policy" not in response.headers
    missing = host.get("/nothing")
    assert missing.status_code == 404
    assert "Who said what" not in missing.text
