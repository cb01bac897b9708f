"""Who may ask: which methods, from scripts of which sites, under which host names."""

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
"""For how long a browser may remember that it may ask."""

View = Callable[..., ResponseReturnValue]


def read_only(view: View) -> View:
    """Return *view*, which answers another method than GET and HEAD by itself.

    The routes take every method, so that a 405 is ours also where another application
    mounts the Blueprint, and a preflight is answered in place.
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
    """Answer an address below ``/api/`` at which there is nothing."""
    abort(404, "There is nothing at this address; /api/v1/docs tells what there is.")


def with_cors(service: SearchService, response: Response) -> Response:
    """Let scripts of the sites in ``SEARCHAPP_CORS_ORIGINS`` read *response*.

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

    A page whose host name is made to point here (DNS rebinding) is thereby kept out.
    """
    if service.settings.trusted_hosts:
        get_host(request.environ, service.settings.trusted_hosts)
