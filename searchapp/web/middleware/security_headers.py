"""Response headers of every page: content security policy, type sniffing, cache lifetime."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
UNFRAMED_POLICY = _POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
"""The policy of pages that no page may show in a frame."""
_YEAR_SECONDS = 31_536_000


def with_long_life(response: Response) -> Response:
    """Let clients cache a static file for a year: its URL changes with its content."""
    if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    return response


def with_validator(response: Response) -> Response:
    """Give a page an ``ETag``, and answer 304 where the client has that page."""
    is_page = response.status_code == HTTPStatus.OK and response.mimetype == "text/html"
    if is_page and "Cache-Control" not in response.headers and not response.is_streamed:
        response.headers["Cache-Control"] = "private, no-cache"
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def with_safe_headers(response: Response) -> Response:
    """Forbid other origins, inline code and type sniffing, unless a view has set a policy."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
