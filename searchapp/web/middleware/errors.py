"""Every failure in one shape: a page for people, problem details for programs.

The JSON shape is RFC 9457, ``application/problem+json``, with the parameter and what
is allowed where a parameter is at fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from searchapp.api_models.convert import notice_object
from searchapp.api_models.parameters import ParameterError
from searchapp.engine.errors import EngineError, UnavailableError
from searchapp.query.limits import QueryTooExpensiveError
from searchapp.query.parser import QueryError
from searchapp.web.api.responses import json_response
from searchapp.web.middleware.hosts_cors import METHODS

RETRY_AFTER_SECONDS = 60

_FOR_PROGRAMS = ("api_", "feed", "opensearch", "suggestions", "embed_script")
"""What the endpoints begin with that programs ask."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. ``extra`` are further members of the JSON object."""

    status: int
    title: str
    detail: str
    extra: dict[str, Any]


class StaleCursorError(Exception):
    """The generation of the index that a cursor belongs to is gone.

    ``restart`` is the address of the first page.
    """

    def __init__(self, message: str, restart: str) -> None:
        self.restart = restart
        super().__init__(message)


def _problem(error: Exception) -> Problem:
    match error:
        case ParameterError():
            return Problem(
                400,
                "A parameter has a value that it cannot take",
                str(error),
                {"parameter": error.parameter, "allowed": error.allowed},
            )
        case QueryTooExpensiveError():
            return Problem(
                400,
                "The query asks for too much",
                str(error),
                {"parameter": "q", "allowed": "what the message says"},
            )
        case QueryError():
            return Problem(
                400,
                "There is nothing to search for",
                str(error),
                {
                    "parameter": "q",
                    "allowed": "a word, a phrase in quotation marks, or *",
                    "notices": [notice_object(notice) for notice in error.notices],
                },
            )
        case StaleCursorError():
            return Problem(
                410, "The index has changed meanwhile", str(error), {"restart": error.restart}
            )
        case UnavailableError():
            return Problem(503, "The search cluster does not answer", str(error), {})
        case EngineError():
            return Problem(503, "There is no index to search", str(error), {})
        case HTTPException(code=int() as code):
            return Problem(code, HTTPStatus(code).phrase, error.description or "", {})
    return Problem(
        500,
        "Something went wrong here",
        "The request could not be answered; the server's log says why. Try again later.",
        {},
    )


def for_program() -> bool:
    """Whether the request comes from a program, going by its address."""
    if request.endpoint:
        return request.endpoint.rpartition(".")[2].startswith(_FOR_PROGRAMS)
    return request.path.startswith("/api/") or request.path in ("/health", "/ready", "/metrics")


def _response(problem: Problem) -> Response:
    if for_program():
        body = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
            **problem.extra,
        }
        response = json_response(body, problem.status, "application/problem+json")
    else:
        page = render_template(
            "searchapp/error.html", problem=problem, q=request.args.get("q", "")[:500]
        )
        response = Response(page, problem.status)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(error: Exception) -> Response:
    response = _response(_problem(error))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or METHODS))
    return response


def register(blueprint: Blueprint) -> None:
    """Let *blueprint* answer the failures of its own views."""
    for kind in (ParameterError, QueryError, StaleCursorError, EngineError, HTTPException):
        blueprint.register_error_handler(kind, _answer)


def _answer_outside(error: HTTPException) -> Response:
    # An HTTPException without a code of its own is a ready-made response.
    if error.code is None:
        return Response(status=500)
    return _answer(error)


def register_everywhere(app: Flask) -> None:
    """Let *app* answer all its failures in the same shape."""
    app.register_error_handler(HTTPException, _answer_outside)
