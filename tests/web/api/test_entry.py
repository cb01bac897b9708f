"""The entry document, and the links from answers to it and to what is beside them."""

import re

from flask import Flask
from flask.testing import FlaskClient

from searchapp import blueprint
from searchapp.models.articles import PART_PARAGRAPHS
from searchapp.search.permalinks import text_hash
from searchapp.web.api.operations import OPERATIONS
from tests.conftest import REAL_ARTICLE, Write, invoke, line


def test_the_entry_document_lists_every_operation(client: FlaskClient) -> None:
    entry = client.get("/api/v1").get_json()
    assert entry["api_version"] == "v1"
    assert entry["index"]["version"] == "1"
    assert {operation["name"] for operation in entry["operations"]} == {
        operation.endpoint for operation in OPERATIONS
    }
    hrefs = {operation["name"]: operation["href"] for operation in entry["operations"]}
    assert hrefs["api_article"] == "/api/v1/articles/{article_id}"
    assert client.get(entry["description"]).get_json()["openapi"].startswith("3.1")
    assert client.get(entry["documentation"]).status_code == 200


def test_addresses_are_those_of_the_mount() -> None:
    host = Flask("host")
    host.register_blueprint(blueprint(index_dir="no-index"), url_prefix="/archive")
    response = host.test_client().get(
        "/archive/api/v1", environ_overrides={"SCRIPT_NAME": "/below here"}
    )
    entry = response.get_json()
    assert entry["index"] is None
    assert entry["description"] == "/below%20here/archive/api/v1/openapi.json"
    assert f'<{entry["description"]}>; rel="service-desc"' in response.headers["Link"]


def test_every_answer_of_the_api_leads_to_its_description(client: FlaskClient) -> None:
    for path in ("/api/v1/search?q=said", "/api/v1/speakers", "/api/v1/articles/none", "/api/v1"):
        links = ", ".join(client.get(path).headers.getlist("Link"))
        assert '</api/v1/openapi.json>; rel="service-desc"; type="application/json"' in links
        assert '</api/v1/docs>; rel="service-doc"; type="text/html"' in links
        assert links.count('rel="service-desc"') == 1
    assert "Link" not in client.get("/search?q=said").headers


def test_an_answer_leads_to_its_page(client: FlaskClient) -> None:
    search = client.get("/api/v1/search?q=said&year=2023").headers["Link"]
    article = client.get(f"/api/v1/articles/{REAL_ARTICLE}").headers["Link"]
    assert '</search?q=said&year=2023>; rel="alternate"; type="text/html"' in search
    assert f'</articles/{REAL_ARTICLE}>; rel="alternate"; type="text/html"' in article


def canonical(client: FlaskClient, address: str) -> str:
    """Return the canonical URL that the answer names, which has the same answer."""
    response = client.get(address)
    (url,) = re.findall(r'<([^>]+)>; rel="canonical"', response.headers["Link"])
    assert client.get(url).data == response.data
    return str(url)


def test_answers_name_their_canonical_url(client: FlaskClient) -> None:
    search = "/api/v1/search?q=said&year=2023"
    assert canonical(client, search) == search
    assert canonical(client, "/api/v1/search?year=2023&limit=20&page=1&q=said") == search
    assert canonical(client, "/api/v1/search?q=said&limit=5&page=2") == (
        "/api/v1/search?q=said&page=2&limit=5"
    )
    article = f"/api/v1/articles/{REAL_ARTICLE}"
    assert canonical(client, f"{article}?page=1&limit={PART_PARAGRAPHS}") == article
    assert canonical(client, f"{article}?page=2&limit=5") == f"{article}?page=2&limit=5"
    permalink = canonical(client, f"{article}/paragraphs/8")
    assert re.fullmatch(rf"{article}/paragraphs/8\?text=[0-9a-f]{{8}}", permalink)


def test_pages_for_frames_name_the_page_that_stands_by_itself(client: FlaskClient) -> None:
    frame = client.get("/embed?limit=5&page=2&q=said").headers["Link"]
    assert frame == '</search?q=said&page=2&limit=5>; rel="canonical"'
    card = client.get(f"/embed/quote/{REAL_ARTICLE}%23p8").headers["Link"]
    permalink = f"http://localhost/articles/{REAL_ARTICLE}/paragraphs/8"
    assert re.fullmatch(rf'<{permalink}\?text=[0-9a-f]{{8}}>; rel="canonical"', card)


def test_an_article_names_the_index_that_answers(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/articles/{REAL_ARTICLE}").get_json()
    assert answer["index"] == client.get("/api/v1/search").get_json()["index"]


def test_a_paragraph_of_the_api_follows_its_permalink(app: Flask, write: Write) -> None:
    client = app.test_client()
    write("a.jsonl", line("a", "One.", "Two."))
    assert invoke(app, "reindex")[0] == 0
    address = f"/api/v1/articles/a/paragraphs/2?context=0&text={text_hash('Two.')}"
    assert client.get(address).get_json()["paragraph"]["number"] == 2
    write("a.jsonl", line("a", "One.", "New.", "Two."))
    assert invoke(app, "reindex")[0] == 0
    answer = client.get(address).get_json()
    assert (answer["paragraph"]["number"], answer["paragraph"]["text"]) == (3, "Two.")
