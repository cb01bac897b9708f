"""The quote check of the API."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.web.api.operations import OPERATIONS
from tests.conftest import CORPUS

QUOTED = "needs every pair of hands it has"


def test_a_posted_text_gets_a_verdict_for_each_quotation(client: FlaskClient) -> None:
    text = f"“{QUOTED},” Ludwig Krämer said. “Glass is made of light and sand and luck,” he said."
    answer: Any = client.post("/api/v1/check", json={"text": text}).json
    found, missing = answer["quotations"]
    assert (found["verdict"], missing["verdict"]) == ("verbatim", "not_found")
    assert text[found["start"] : found["end"]] == found["text"] == QUOTED
    assert found["claimed_speaker"] == "Ludwig Krämer"
    [match] = found["matches"]
    assert match["id"] == "2021-11-18-glassworks-strike#p4"
    assert match["url"] == "/articles/2021-11-18-glassworks-strike#p4"
    assert (match["speaker"], match["date"]) == ("Ludwig Krämer", "2021-11-18")
    [[start, end]] = match["spans"]
    assert match["text"][start:end] == QUOTED
    assert missing["matches"] == []
    assert answer["index"]["version"] == "1"


def test_a_short_quotation_is_checked_by_its_url(client: FlaskClient) -> None:
    response = client.get("/api/v1/check", query_string={"q": "needs not every pair of hands"})
    [quotation] = response.json["quotations"]  # type: ignore[index]
    assert quotation["verdict"] == "altered"
    [change] = quotation["matches"][0]["changes"]
    assert change == {
        "kind": "added", "quoted": "not", "archive": "", "start": 6, "end": 9,
        "flags": ["negation"],
    }  # fmt: skip
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"", 400, "must be a JSON object"),
        (b"[]", 400, "must be a JSON object"),
        (b"{", 400, "must be a JSON object"),
        (b'{"text": 1}', 400, "must be a JSON object"),
        (b'{"text": "a", "more": 1}', 400, "must be a JSON object"),
        (b'{"text": "  "}', 400, "a quotation, a paragraph or a draft"),
        (b"\xff\xfe", 400, "must be a JSON object"),
        (b'{"text": "' + b"a" * 250_000 + b'"}', 413, "250,000 characters; at most 200,000"),
        (b'{"text": "' + b"a" * 2_000_000 + b'"}', 413, "bytes"),
    ],
)
def test_a_bad_body_is_refused_with_what_is_expected(
    client: FlaskClient, body: bytes, status: int, detail: str
) -> None:
    response = client.post("/api/v1/check", data=body)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert detail in response.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("“" * 100_000, 200, id="opening marks"),
        pytest.param("“”" * 50_000, 200, id="pairs of marks"),
        pytest.param('"' * 100_000, 200, id="straight marks"),
        pytest.param("“\0a\0” " * 5_000, 200, id="NUL"),
        pytest.param("<script>“<b>nobody said this</b>”</script>" * 500, 413, id="markup"),
        pytest.param("ü" * 2_500_000, 413, id="5 MB"),
    ],
)
def test_a_hostile_draft_is_answered_or_refused(
    client: FlaskClient, text: str, status: int
) -> None:
    assert client.post("/api/v1/check", json={"text": text}).status_code == status


def test_no_other_route_takes_post(archive: Flask) -> None:
    posting = {"/check", "/api/v1/check", "/reconcile"}
    client = archive.test_client()
    for rule in archive.url_map.iter_rules():
        path = str(rule).replace("<article_id>", "a").replace("<path:filename>", "a")
        if "<" in path:
            continue
        allowed = client.options(path).headers["Allow"]
        assert ("POST" in allowed) is (path in posting), path
        if path not in posting:
            assert client.post(path, data={"text": "a"}).status_code == 405, path


def test_other_origins_may_post_where_they_may_read(
    archive: Flask, request: pytest.FixtureRequest
) -> None:
    app = create_app(
        {"TESTING": True},
        corpus_dir=CORPUS,
        index_dir=archive.extensions["searchapp"].settings.index_dir,
        cors_origins=["https://news.example"],
    )
    request.addfinalizer(app.extensions["searchapp"].close)
    headers = {"Origin": "https://news.example"}
    preflight = app.test_client().options("/api/v1/check", headers=headers)
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    preflight = app.test_client().options("/api/v1/search", headers=headers)
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD"


def test_the_description_has_the_posted_object(client: FlaskClient) -> None:
    described: Any = client.get("/api/v1/openapi.json").json
    assert set(described["paths"]["/api/v1/check"]) == {"get", "post"}
    body = described["paths"]["/api/v1/check"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"]["$ref"].endswith("/CheckRequest")
    posting = {operation.path for operation in OPERATIONS if operation.body is not None}
    assert posting == {"/api/v1/check", "/reconcile"}
