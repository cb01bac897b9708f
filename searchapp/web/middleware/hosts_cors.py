"""Request methods, CORS, and the host names that are served."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wsgi import get_host

from searchapp.search.service import SearchService

METHODS = ("GET", "HEAD", "OPTIONS")
POST_ENDPOINTS = frozenset({"check", "api_check", "api_reconcile"})
"""The public endpoints that also take POST, for texts that are too long for a URL. None stores
one."""
DESK_POST_ENDPOINTS = frozenset(
    {
        *("desk_login", "desk_logout", "desk_queue", "desk_paragraph", "desk_undo"),
        *("desk_names", "desk_conflicts", "desk_removals", "desk_unreadable", "desk_reports"),
    }
)
"""The endpoints of the desk that take POST, with a token of the editor's session."""
REPORT_ENDPOINT = "report"
"""The form of ``SEARCHAPP_REPORTS``, the only public endpoint that stores what it is sent."""
POST_ONLY_ENDPOINTS = frozenset({"desk_logout", "desk_undo"})
ALL_METHODS = (*METHODS, "POST", "PUT", "PATCH", "DELETE", "TRACE")

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

_EXPOSED = (
    "ETag, Link, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset,"
    " X-Request-ID"
)
"""The headers that scripts of other sites may read."""

PREFLIGHT_SECONDS = 86_400
"""How long browsers may cache a preflight response."""

View = Callable[..., ResponseReturnValue]


def methods_of(endpoint: str) -> tuple[str, ...]:
    """Return the methods that the view of *endpoint*, with or without a Blueprint, answers."""
    name = endpoint.rpartition(".")[2]
    if name in POST_ONLY_ENDPOINTS:
        return ("OPTIONS", "POST")
    takes_post = name in (*POST_ENDPOINTS, *DESK_POST_ENDPOINTS, REPORT_ENDPOINT)
    return (*METHODS, "POST") if takes_post else METHODS


def limited_to(methods: tuple[str, ...], view: View) -> View:
    """Return *view* limited to *methods*, with OPTIONS answered and 405 for the rest.

    Routes accept every method, so that the 405 has this package's format also where another
    application mounts the Blueprint, and preflights are answered without a redirect.
    """

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(methods)})
        if request.method not in methods:
            raise MethodNotAllowed(methods)
        return view(*args, **kwargs)

    return answer


def nowhere(_service: SearchService, **_values: str) -> Response:
    """Answer unknown URLs below ``/api/``."""
    abort(404, "There is nothing at this address. /api/v1/docs lists all addresses.")


def with_cors(service: SearchService, response: Response) -> Response:
    """Add the CORS headers for the origins in ``SEARCHAPP_CORS_ORIGINS``.

    Never with credentials. The names of the headers are those of the Fetch standard,
    section 3.2, "CORS protocol".
    """
    origins = service.settings.cors_origins
    if not origins:
        return response
    headers = response.headers
    if "*" in origins:
        headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin not in origins:
            return response
        headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        allowed = (m for m in methods_of(request.endpoint or "") if m != "OPTIONS")
        headers["Access-Control-Allow-Methods"] = ", ".join(allowed)
        headers["Access-Control-Allow-Headers"] = "*"
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def check_host(service: SearchService) -> None:
    """Refuse a malformed host, and one that is not in ``SEARCHAPP_TRUSTED_HOSTS``, with a 400.

    The setting prevents DNS rebinding. A request of HTTP/1.0 may have no host at all.
    """
    host = request.environ.get("HTTP_HOST")
    if host is not None and not _HOST.fullmatch(host):
        abort(400, "The Host header must be a host name, with or without a port.")
    if service.settings.trusted_hosts:
        get_host(request.environ, service.settings.trusted_hosts)
