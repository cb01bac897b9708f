"""Error responses: a page for people, problem details for programs.

Problem details are those of RFC 9457, ``application/problem+json``; for a bad parameter they
also name it and the values that are allowed.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from searchapp.api_models.convert import converted
from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.schemas import Notice
from searchapp.api_models.service_schemas import Problem
from searchapp.engine.errors import EngineError, UnavailableError
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.quotes import DraftTooLongError
from searchapp.search.service import SearchService
from searchapp.web.api.responses import json_response
from searchapp.web.middleware.hosts_cors import methods_of
from searchapp.web.presenters.formatting import long_date, moment_of
from searchapp.web.presenters.urls import with_query

RETRY_AFTER_SECONDS = 60

_API_ENDPOINTS = ("api_", "feed", "opensearch", "suggestions", "embed_script")
"""Prefixes of the endpoints that programs call."""


class StaleCursorError(Exception):
    """A cursor whose generation of the index was deleted.

    ``restart`` is the URL of the first page.
    """

    def __init__(self, message: str, restart: str) -> None:
        self.restart = restart
        super().__init__(message)


def _problem_of(
    status: int, title: str, detail: str, **members: str | tuple[Notice, ...]
) -> Problem:
    return Problem("about:blank", title, status, detail, **members)  # type: ignore[arg-type]


def _query_problem(error: QueryError) -> Problem:
    if isinstance(error, QueryTooExpensiveError):
        return _problem_of(
            400,
            "The query is too expensive",
            str(error),
            parameter="q",
            allowed="see the message",
        )
    return _problem_of(
        400,
        "The query has no words",
        str(error),
        parameter="q",
        allowed="a word, a phrase in quotation marks, or *",
        notices=tuple(converted(notice, Notice) for notice in error.notices),
    )


def _problem(error: Exception) -> Problem:
    match error:
        case ParameterError():
            return _problem_of(
                400,
                "Invalid parameter",
                str(error),
                parameter=error.parameter,
                allowed=error.allowed,
            )
        case QueryError():
            return _query_problem(error)
        case DraftTooLongError():
            return _problem_of(413, "The text is too long", str(error))
        case StaleCursorError():
            return _problem_of(410, "The index has changed", str(error), restart=error.restart)
        case UnavailableError():
            return _problem_of(503, "The search cluster is not responding", str(error))
        case EngineError():
            return _problem_of(503, "There is no index", str(error))
        case HTTPException(code=int() as code):
            return _problem_of(code, HTTPStatus(code).phrase, error.description or "")
    return _problem_of(
        500,
        "Something went wrong",
        "The request failed; the server's log has the details. Try again later.",
    )


def for_program() -> bool:
    """Whether the endpoint of the request is one that programs call."""
    if request.endpoint:
        return request.endpoint.rpartition(".")[2].startswith(_API_ENDPOINTS)
    return request.path.startswith("/api/") or request.path in ("/health", "/ready", "/metrics")


def _response(problem: Problem) -> Response:
    if for_program():
        response = json_response(problem, problem.status, "application/problem+json")
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
        response.headers["Allow"] = ", ".join(methods_of(request.endpoint or ""))
    return response


def register(blueprint: Blueprint) -> None:
    """Handle the errors of the views of *blueprint*."""
    for kind in (
        ParameterError,
        QueryError,
        StaleCursorError,
        DraftTooLongError,
        EngineError,
        HTTPException,
    ):
        blueprint.register_error_handler(kind, _answer)


def _answer_outside(error: HTTPException) -> Response:
    # An HTTPException without a code wraps a finished response.
    if error.code is None:
        return Response(status=500)
    return _answer(error)


def register_everywhere(app: Flask) -> None:
    """Handle all HTTP errors of *app* in the same way."""
    app.register_error_handler(HTTPException, _answer_outside)


def article_not_found(service: SearchService, article_id: str) -> NoReturn:
    """Redirect if the article has another id now; answer 410 if it left the archive, else 404."""
    removed = service.removed(article_id)
    if removed is None:
        abort(404, f"There is no article with the id {article_id[:80]!r}.")
    if removed.moved_to:
        arguments = {**(request.view_args or {}), "article_id": removed.moved_to}
        url = url_for(request.endpoint or "", **arguments)
        raise RequestRedirect(with_query(url, request.query_string.decode(errors="replace")))
    dated = f" of {long_date(removed.date)}" if removed.date else ""
    abort(
        410,
        f"“{removed.title}”{dated} was removed from the archive on"
        f" {moment_of(removed.removed_at)}.",
    )
