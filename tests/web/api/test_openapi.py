"""The OpenAPI document, and the API checked against it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.specs.openapi.checks import positive_data_acceptance

from searchapp import create_app
from searchapp.web.api.operations import OPERATIONS
from tests.conftest import REAL_ARTICLE

PINNED = Path(__file__).parent / "v1.json"


@pytest.fixture(scope="module")
def described(archive: Flask) -> Any:
    described = archive.test_client().get("/api/v1/openapi.json").json
    assert described is not None
    return described


def test_the_description_is_openapi_3_1(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")
    assert len(described["paths"]) == len(OPERATIONS)


def test_generators_of_clients_can_read_every_list(described: dict[str, Any]) -> None:
    def lists(schema: Any) -> Iterator[dict[str, Any]]:
        if isinstance(schema, dict):
            if schema.get("type") == "array":
                yield schema
            schema = list(schema.values())
        if isinstance(schema, list):
            for member in schema:
                yield from lists(member)

    described_lists = list(lists(described))
    assert any(schema.get("maxItems") == 2 for schema in described_lists)
    for schema in described_lists:
        assert "prefixItems" not in schema
        assert schema["items"]


def test_operations_have_tags_headers_and_the_limit_of_requests(
    described: dict[str, Any],
) -> None:
    operations = {path: item["get"] for path, item in described["paths"].items()}
    assert {tag for get in operations.values() for tag in get["tags"]} == {
        *("search", "articles", "speakers", "readers", "service")
    }
    assert "ETag" in operations["/api/v1/search"]["responses"]["200"]["headers"]
    assert "429" in operations["/api/v1/search"]["responses"]
    assert "429" not in operations["/health"]["responses"]
    too_many = described["components"]["responses"]["TOO_MANY_REQUESTS"]
    assert "Retry-After" in too_many["headers"]


def test_every_field_and_parameter_is_described_with_an_example(
    described: dict[str, Any],
) -> None:
    for name, schema in described["components"]["schemas"].items():
        assert schema["description"], name
        for field, of in schema["properties"].items():
            assert of["description"], (name, field)
            assert of["examples"], (name, field)
    for item in described["paths"].values():
        assert item["get"]["summary"]
        for parameter in item["get"]["parameters"]:
            assert parameter["description"]
            assert "example" in parameter


def test_every_example_is_valid(described: dict[str, Any]) -> None:
    for item in described["paths"].values():
        for parameter in item["get"]["parameters"]:
            jsonschema_rs.validate(parameter["schema"], parameter["example"])


def _fields(described: dict[str, Any]) -> dict[str, str]:
    """Return all fields and parameters, each with its type."""

    def kind(schema: dict[str, Any]) -> str:
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        if "anyOf" in schema:
            return " or ".join(kind(alternative) for alternative in schema["anyOf"])
        if "enum" in schema:
            return "one of several"
        is_pair = "minItems" in schema and schema["minItems"] == schema.get("maxItems")
        if schema.get("type") == "array" and schema.get("items") and not is_pair:
            return f"list of {kind(schema['items'])}"
        return str(schema["type"])

    fields = {
        f"{name}.{field}": kind(of)
        for name, schema in described["components"]["schemas"].items()
        for field, of in schema["properties"].items()
    }
    for path, item in described["paths"].items():
        for parameter in item["get"]["parameters"]:
            fields[f"{path}?{parameter['name']}"] = kind(parameter["schema"])
    return fields


def test_version_1_only_adds_fields(described: dict[str, Any]) -> None:
    # v1.json lists every field that version 1 ever had. New ones are added with
    # python -m tests.web.api.test_openapi; none may be removed.
    pinned = json.loads(PINNED.read_text("utf-8"))
    fields = _fields(described)
    assert {name: fields.get(name) for name in pinned} == pinned
    assert fields.keys() - pinned.keys() == set(), "run: python -m tests.web.api.test_openapi"


def _strict(schema: Any) -> Any:
    """Return *schema* with all properties but the described ones forbidden."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        strict["additionalProperties"] = False
    return strict


@pytest.mark.parametrize(
    ("path", "query", "type_"),
    [
        ("/api/v1/search", "q=said", "SearchAnswer"),
        ("/api/v1/search", "q=%22unclosed&speaker=zhou-yunjie&from=2023-01-01", "SearchAnswer"),
        (f"/api/v1/articles/{REAL_ARTICLE}", "", "Article"),
        ("/api/v1/articles/none", "", "Problem"),
        ("/api/v1/search", "limit=0", "Problem"),
        ("/api/v1/search", "q=%26", "Problem"),
        ("/health", "", "Health"),
    ],
)
def test_a_response_has_exactly_the_described_fields(
    client: FlaskClient, described: dict[str, Any], path: str, query: str, type_: str
) -> None:
    schema = {
        "$ref": f"#/components/schemas/{type_}",
        "components": _strict(described["components"]),
    }
    jsonschema_rs.validate(schema, client.get(f"{path}?{query}").json)


def test_the_docs_page_is_complete_and_loads_nothing_from_elsewhere(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    for path in described["paths"]:
        assert f"GET {path}" in page.text
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src="/')
    loaded = re.findall(r'(?:src|stylesheet" href|icon" href)="([^"]+)"', page.text)
    assert len(loaded) > 2
    assert all(re.match("/[^/]", address) for address in loaded)


# Random requests to the whole API, within its description and beyond it.


@pytest.fixture(scope="module")
def schema(archive: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", archive)


# From a fixture, the requests are made in the process that runs the test, and not in every
# process that collects tests.
@schemathesis.pytest.from_fixture("schema").parametrize()
@settings(max_examples=50, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_behaves_as_described(archive: Flask, case: Any) -> None:
    # A query of operators alone is of the right type, but an error.
    case.call_and_validate(app=archive, excluded_checks=[positive_data_acceptance])


if __name__ == "__main__":
    described_now = create_app().test_client().get("/api/v1/openapi.json").json
    PINNED.write_text(json.dumps(_fields(described_now or {}), indent=1, sort_keys=True) + "\n")
