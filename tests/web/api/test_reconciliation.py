"""The reconciliation service, as its clients use it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write, invoke, line

SENTENCE = '"We will not sell," said {}, chairman of Oban Gas, on Monday.'


@pytest.fixture
def archive_of_names(app: Flask, write: Write) -> FlaskClient:
    """An archive of one speaker with two names, and of two others."""
    names = ("Samuel Vask", "Samuel J. Vask", "Ann Lee", "Ann Leeds")
    write("a.jsonl", "".join(line(f"a{i}", SENTENCE.format(n)) for i, n in enumerate(names)))
    write(
        "speakers.toml",
        '[[speaker]]\nname = "Ann Lee"\nsame_as = ["https://www.wikidata.org/wiki/Q1"]\n',
    )
    assert invoke(app, "reindex")[0] == 0
    return app.test_client()


def candidates(client: FlaskClient, **query: Any) -> list[Any]:
    response = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert response.status_code == 200, response.text
    result: list[Any] = response.json["q0"]["result"]  # type: ignore[index]
    return result


def test_it_describes_itself(client: FlaskClient) -> None:
    manifest: Any = client.get("/reconcile").json
    assert manifest["versions"] == ["0.2"]
    assert manifest["view"]["url"].endswith("/speakers/{{id}}")
    assert manifest["view"]["url"].startswith(manifest["identifierSpace"])
    assert manifest["schemaSpace"]
    assert manifest["name"]
    assert {"id": "person", "name": "Person"} in manifest["defaultTypes"]


def test_an_exact_name_is_a_match(archive_of_names: FlaskClient) -> None:
    first, *others = candidates(archive_of_names, query="ann lee")
    assert (first["id"], first["match"], first["score"]) == ("ann-lee", True, 100)
    assert first["type"] == [{"id": "person", "name": "Person"}]
    assert [(c["id"], c["match"]) for c in others] == [("ann-leeds", False)]
    assert others[0]["score"] < 100


def test_each_name_of_a_speaker_is_a_match(archive_of_names: FlaskClient) -> None:
    results = [candidates(archive_of_names, query=n) for n in ("Samuel Vask", "Samuel J. Vask")]
    assert [len(result) for result in results] == [1, 1]
    assert results[0] == results[1]
    assert results[0][0]["match"]
    assert results[0][0]["description"] == "quoted in 2 paragraphs"


def test_a_name_with_more_words_is_near(archive_of_names: FlaskClient) -> None:
    (candidate,) = candidates(archive_of_names, query="Senator Vask")
    assert not candidate["match"]
    assert 0 < candidate["score"] < 100


def test_limit_and_type_apply(archive_of_names: FlaskClient) -> None:
    assert len(candidates(archive_of_names, query="Ann", limit=1)) == 1
    assert candidates(archive_of_names, query="Ann", type="organization") == []
    assert len(candidates(archive_of_names, query="Ann", type=["group", "person"])) == 2


def test_a_batch_by_get_has_a_result_for_each_query(archive_of_names: FlaskClient) -> None:
    batch = {"a": {"query": "Ann Lee", "properties": []}, "b": {"query": "…"}}
    response: Any = archive_of_names.get(f"/reconcile?queries={quote(json.dumps(batch))}").json
    assert set(response) == {"a", "b"}
    assert response["a"]["result"][0]["id"] == "ann-lee"
    assert response["b"]["result"] == []


TOO_MANY = json.dumps({str(number): {"query": "a"} for number in range(51)})


@pytest.mark.parametrize("queries", ["[]", "{", '{"a": 1}', '{"a": {}}', TOO_MANY])
def test_what_is_no_batch_is_refused(client: FlaskClient, queries: str) -> None:
    response = client.post("/reconcile", data={"queries": queries})
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json["parameter"] == "queries"  # type: ignore[index]


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    assert client.post("/reconcile", data=b"a" * 1_000_001).status_code == 413
    assert client.post("/reconcile", data=b"a=b&" * 100).status_code == 400
    assert client.post("/reconcile").status_code == 400


def test_ids_elsewhere_are_shown(archive_of_names: FlaskClient) -> None:
    url = "https://www.wikidata.org/wiki/Q1"
    answer: Any = archive_of_names.get("/api/v1/speakers/ann-lee").json
    assert answer["same_as"] == [url]
    page = archive_of_names.get("/speakers/ann-lee").text
    assert f'<a href="{url}"' in page
    assert f'"sameAs": ["{url}"]' in page
    assert "Elsewhere" not in archive_of_names.get("/speakers/ann-leeds").text


def test_an_id_elsewhere_must_be_a_url(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", SENTENCE.format("Ann Lee")))
    write("speakers.toml", '[[speaker]]\nname = "Ann Lee"\nsame_as = ["javascript:alert(1)"]\n')
    code, _, err = invoke(app, "reindex")
    assert code == 2
    assert "expected a list of http or https URLs" in err


# What version 0.2 of the specification requires of a manifest and of a batch of results, after
# https://github.com/reconciliation-api/specs/tree/master/0.2/schemas. No Python client of this
# API is maintained: the last release of the one on PyPI, reconciler, is of February 2023.

TYPE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
TEMPLATE = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"type": "string", "pattern": r"\{\{id\}\}"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": {"type": "string"}, "contains": {"const": "0.2"}},
        **{key: {"type": "string"} for key in ("name", "identifierSpace", "schemaSpace")},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": TEMPLATE,
    },
}
RESULT_BATCH = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        **{key: {"type": "string"} for key in ("id", "name", "description")},
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "type": {"type": "array", "items": {"anyOf": [TYPE, {"type": "string"}]}},
                    },
                },
            }
        },
    },
}


def test_answers_are_what_the_specification_requires(archive_of_names: FlaskClient) -> None:
    jsonschema_rs.validate(MANIFEST, archive_of_names.get("/reconcile").json)
    # Every key that a query may have by the specification.
    query = {
        "query": "Ann Lee",
        "type": ["person"],
        "type_strict": "any",
        "limit": 3,
        "properties": [{"pid": "P1", "v": ["London", {"id": "Q84"}]}],
    }
    batch = {"q0": query, "q1": {"query": "Nobody at all"}}
    response = archive_of_names.post("/reconcile", data={"queries": json.dumps(batch)})
    jsonschema_rs.validate(RESULT_BATCH, response.json)
    assert [c["id"] for c in (response.json or {})["q0"]["result"]] == ["ann-lee", "ann-leeds"]
