"""Request methods, CORS, and the host names that are served."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wsgi import get_host

from searchapp.search.service import SearchService

METHODS = ("GET", "HEAD", "OPTIONS")
ALL_METHODS = (*METHODS, "POST", "PUT", "PATCH", "DELETE", "TRACE")

PREFLIGHT_SECONDS = 86_400
"""How long browsers may cache a preflight response."""

View = Callable[..., ResponseReturnValue]


def read_only(view: View) -> View:
    """Return *view* limited to GET and HEAD, with OPTIONS answered and 405 for the rest.

    Routes accept every method, so that the 405 has this package's format also where another
    application mounts the Blueprint, and preflights are answered without a redirect.
    """

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            raise MethodNotAllowed(METHODS)
        return view(*args, **kwargs)

    return answer


def nowhere(_service: SearchService, **_values: str) -> Response:
    """Answer unknown URLs below ``/api/``."""
    abort(404, "There is nothing at this address; /api/v1/docs tells what there is.")


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
    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        headers["Access-Control-Allow-Headers"] = "*"
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def check_host(service: SearchService) -> None:
    """Refuse a request for a host that is not in ``SEARCHAPP_TRUSTED_HOSTS``, with a 400.

    This prevents DNS rebinding.
    """
    if service.settings.trusted_hosts:
        get_host(request.environ, service.settings.trusted_hosts)
