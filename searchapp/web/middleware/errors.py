"""Error responses: a page for people, problem details for programs.

Problem details are those of RFC 9457, ``application/problem+json``; for a bad parameter they
also name it and the values that are allowed.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NoReturn

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from searchapp.api_models.convert import converted
from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.shared_schemas import Problem
from searchapp.common.messages import N_, Message, message_of
from searchapp.engine.errors import EngineError, UnavailableError
from searchapp.models.search import Notice
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.quotes import DraftTooLongError
from searchapp.search.service import SearchService
from searchapp.web.api.responses import json_response
from searchapp.web.middleware.hosts_cors import methods_of
from searchapp.web.presenters.formatting import moment_of
from searchapp.web.presenters.translation import gettext, translated
from searchapp.web.presenters.urls import with_query

RETRY_AFTER_SECONDS = 60

_API_ENDPOINTS = (
    "api_",
    "feed",
    "json_feed",
    "oembed",
    "opensearch",
    "suggestions",
    "embed_script",
)
"""Prefixes of the endpoints that programs call."""


_WORDED_BY_WERKZEUG = (
    N_("Bad Request"),
    N_("Forbidden"),
    N_("Not Found"),
    N_("Method Not Allowed"),
    N_("Gone"),
    N_("Request Entity Too Large"),
    N_("Too Many Requests"),
    N_(
        "The requested URL was not found on the server. If you entered the URL manually please"
        " check your spelling and try again."
    ),
    N_("The method is not allowed for the requested URL."),
    N_("The data value transmitted exceeds the capacity limit."),
)
"""Titles and details of errors that do not come from this package, for the catalogues."""


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
            N_("The query is too expensive"),
            message_of(error),
            parameter="q",
            allowed="see the message",
        )
    return _problem_of(
        400,
        N_("The query has no words"),
        message_of(error),
        parameter="q",
        allowed="a word, a phrase in quotation marks, or *",
        notices=tuple(converted(notice, Notice) for notice in error.notices),
    )


def _problem(error: Exception) -> Problem:
    match error:
        case ParameterError():
            return _problem_of(
                400,
                N_("Invalid parameter"),
                message_of(error),
                parameter=error.parameter,
                allowed=error.allowed,
            )
        case QueryError():
            return _query_problem(error)
        case DraftTooLongError():
            return _problem_of(413, N_("The text is too long"), message_of(error))
        case StaleCursorError():
            return _problem_of(
                410, N_("The index has changed"), message_of(error), restart=error.restart
            )
        case UnavailableError():
            return _problem_of(503, N_("The search cluster is not responding"), message_of(error))
        case EngineError():
            return _problem_of(503, N_("There is no index"), message_of(error))
        case HTTPException(code=int() as code):
            return _problem_of(code, HTTPStatus(code).phrase, error.description or "")
    return _problem_of(
        500,
        N_("Something went wrong"),
        Message("The request failed; the server's log has the details. Try again later."),
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
            "searchapp/error.html",
            problem=problem,
            title=gettext(problem.title),
            detail=_translated_detail(problem.detail),
            q=request.args.get("q", "")[:500],
        )
        response = Response(page, problem.status)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _translated_detail(detail: str) -> str:
    """Return *detail* in the language of the page; the details of Werkzeug are msgids."""
    return translated(detail) if isinstance(detail, Message) else gettext(detail)


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
        abort(404, gettext("There is no article with the id %(id)s.", id=repr(article_id[:80])))
    if removed.moved_to:
        arguments: dict[str, Any] = {
            name: _with_new_id(value, article_id, removed.moved_to)
            for name, value in (request.view_args or {}).items()
        }
        url = url_for(request.endpoint or "", **arguments)
        raise RequestRedirect(with_query(url, request.query_string.decode(errors="replace")))
    values = {"title": removed.title, "moment": moment_of(removed.removed_at)}
    if removed.date:
        message = gettext(
            "“%(title)s” of %(date)s was removed from the archive on %(moment)s.",
            date=removed.date,
            **values,
        )
    else:
        message = gettext("“%(title)s” was removed from the archive on %(moment)s.", **values)
    abort(410, message)


def _with_new_id(value: object, article_id: str, new_id: str) -> object:
    """Return *value*, a variable of a URL, with the new id of an article in place of its id."""
    if not isinstance(value, str):
        return value
    id_, suffix, number = value.rpartition("#p")
    if value == article_id:
        return new_id
    return new_id + suffix + number if id_ == article_id else value


def paragraph_not_found(service: SearchService, article_id: str, number: int) -> NoReturn:
    """Answer 404 if the article has no such paragraph; else as ``article_not_found``."""
    if not service.has_article(article_id):
        article_not_found(service, article_id)
    message = gettext(
        "The article %(id)s has no paragraph %(number)s.",
        id=repr(article_id[:80]),
        number=number,
    )
    abort(404, message)
