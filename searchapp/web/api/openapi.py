"""OpenAPI 3.1 description of the API.

``msgspec`` turns the schemas of ``api_models`` into JSON Schema; parameters come from the
table that parses them, paths from the table of routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib import metadata
from typing import Any

import msgspec

from searchapp.api_models import shared_schemas
from searchapp.api_models.parameters import MAX_VALUES, STRICT, Parameter
from searchapp.web.api.unknown_parameters import checked
from searchapp.web.middleware.hosts_cors import View
from searchapp.web.presenters.frame import SITE_NAME

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"

_PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")

_PROBLEMS = {
    400: "A parameter is invalid, or the query has no words.",
    404: "Not in the index.",
    405: "Only GET and HEAD are supported.",
    410: "The cursor has expired, or the article was removed.",
    413: "The text is longer than what is checked at a time.",
    429: "The client has exceeded the rate limit.",
    503: "There is no index.",
}

_ETAG = {
    "ETag": {
        "description": (
            "Changes with the index, the code, the URL and the query. Send it back in"
            " `If-None-Match`."
        ),
        "schema": {"type": "string"},
    }
}
_RETRY_AFTER = {
    "Retry-After": {
        "description": "The number of seconds to wait before trying again.",
        "schema": {"type": "string"},
    }
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A GET operation, and the POST operation beside it where it has a *body*.

    ``path`` is a Flask rule and ``in_path`` describes its variables. ``answers`` maps media
    types to the types of their bodies, several in a tuple. ``problems`` are the statuses it
    may fail with, besides 405, and 429 where it can be limited. A ``cached`` operation may
    answer 304.
    ``tag`` is the group it belongs to, ``body`` the type of the object that is posted instead of
    the parameters, as ``body_type``. ``ignored`` are names of parameters that have no effect and no
    notice.
    """

    path: str
    endpoint: str
    view: View
    summary: str
    answers: Mapping[str, Any]
    parameters: tuple[Parameter, ...] = ()
    in_path: tuple[Parameter, ...] = ()
    problems: tuple[int, ...] = (400, 503)
    cached: bool = True
    tag: str = "search"
    body: Any = None
    body_type: str = JSON
    ignored: tuple[str, ...] = ()

    @property
    def checked_view(self) -> View:
        """The view, with a check of unknown parameters if it may answer 400."""
        if HTTPStatus.BAD_REQUEST not in self.problems:
            return self.view
        return checked(self.view, frozenset((*(p.name for p in self.parameters), *self.ignored)))

    @property
    def described_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that the OpenAPI document lists."""
        has_strict = HTTPStatus.BAD_REQUEST not in self.problems or STRICT in self.parameters
        strict = () if has_strict else (STRICT,)
        return (*self.parameters, *strict)


def unparsed_parameter(
    name: str, schema: Mapping[str, object], meaning: str, example: object
) -> Parameter:
    """Return the description of a parameter that the view itself parses."""
    return Parameter(name, name, lambda _, value: value, schema, meaning, example)


_UNLIMITED_TAG = "service"
"""Health checks are never answered with 429."""

_EMPTY = {"type": "string", "pattern": r"^\s*$", "title": "empty"}
"""An empty value counts as a missing parameter."""


def _parameter(parameter: Parameter, *, in_path: bool = False) -> dict[str, Any]:
    schema = parameter.schema
    if not in_path and schema.keys() & {"enum", "format", "minimum", "pattern"}:
        schema = {"anyOf": [schema, _EMPTY]}
    if parameter.repeatable:
        schema = {"type": "array", "items": schema}
    meaning = parameter.meaning
    if parameter.repeatable:
        meaning += f" Can be repeated up to {MAX_VALUES} times; any of the values may match."
    example = [parameter.example] if parameter.repeatable else parameter.example
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "description": meaning,
        "schema": schema,
        "example": example,
    }
    if in_path:
        described["required"] = True
    return described


def _types(answer: Any) -> tuple[Any, ...]:
    """Return the types of an answer's body."""
    return answer if isinstance(answer, tuple) else (answer,)


def _any_of(schemas: Sequence[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}


def _operation(operation: Operation, schemas: Mapping[int, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": "The answer.",
            "content": {
                media_type: {"schema": _any_of([schemas[id(t)] for t in _types(answer)])}
                for media_type, answer in operation.answers.items()
            },
        }
    }
    if operation.cached:
        responses["200"]["headers"] = _ETAG
        responses["304"] = {
            "description": "The client already has this response.",
            "headers": _ETAG,
        }
    problems = {*operation.problems, 405}
    if operation.tag != _UNLIMITED_TAG:
        problems.add(429)
    for status in sorted(problems):
        responses[str(status)] = {"$ref": f"#/components/responses/{HTTPStatus(status).name}"}
    return {
        "operationId": operation.endpoint.removeprefix("api_"),
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [
            *(_parameter(p, in_path=True) for p in operation.in_path),
            *(_parameter(p) for p in operation.described_parameters),
        ],
        "responses": responses,
    }


def _path_item(operation: Operation, schemas: Mapping[int, Any]) -> dict[str, Any]:
    """Return the operations of a path: GET, and POST where the operation has a body."""
    get = _operation(operation, schemas)
    if operation.body is None:
        return {"get": get}
    post = {
        **get,
        "operationId": f"post_{get['operationId']}",
        "parameters": get["parameters"][: len(operation.in_path)],
        "requestBody": {
            "required": True,
            "content": {operation.body_type: {"schema": schemas[id(operation.body)]}},
        },
    }
    return {"get": get, "post": post}


def _with_items(schema: Any) -> Any:
    """Return *schema* with ``items`` for the members of a pair.

    ``msgspec`` describes a tuple by ``prefixItems`` beside ``"items": false``, which
    generators of clients cannot read.
    """
    if isinstance(schema, list):
        return [_with_items(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    described = {key: _with_items(value) for key, value in schema.items()}
    members = described.pop("prefixItems", None)
    if members is not None:
        is_uniform = members.count(members[0]) == len(members)
        described["items"] = members[0] if is_uniform else {"anyOf": members}
    return described


def openapi_path(path: str) -> str:
    """Return a Flask rule as an OpenAPI path: ``/articles/{article_id}``."""
    return _PLACE.sub(r"{\1}", path)


def document(operations: Iterable[Operation], server: str) -> dict[str, Any]:
    """Return the OpenAPI description of *operations* below the URL *server*."""
    operations = tuple(operations)
    types: Sequence[Any] = [
        *(t for o in operations for answer in o.answers.values() for t in _types(answer)),
        *(o.body for o in operations if o.body),
        shared_schemas.Problem,
    ]
    described, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    described, components = _with_items(list(described)), _with_items(components)
    schema_by_type = {id(type_): schema for type_, schema in zip(types, described, strict=True)}
    problem = {PROBLEM: {"schema": schema_by_type[id(shared_schemas.Problem)]}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": SITE_NAME,
            "version": metadata.version("searchapp"),
            "description": (
                "Searches a news archive by paragraph, with speakers and dates. Version 1"
                " only ever adds keys."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": {openapi_path(o.path): _path_item(o, schema_by_type) for o in operations},
        "components": {
            "schemas": dict(sorted(components.items())),
            "responses": {
                HTTPStatus(status).name: {
                    "description": meaning,
                    "content": problem,
                    **({"headers": _RETRY_AFTER} if status in (429, 503) else {}),
                }
                for status, meaning in _PROBLEMS.items()
            },
        },
    }
