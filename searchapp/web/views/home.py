"""The home page, and what every page sends along."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, render_template

from searchapp.models.analytics import SpeakersRequest
from searchapp.search.service import SearchService

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_MOST_QUOTED = 8
_A_YEAR_SECONDS = 31_536_000


def home(service: SearchService) -> str:
    """Answer ``GET /``."""
    return render_template(
        "searchapp/home.html",
        info=service.info(),
        speakers=service.speakers(SpeakersRequest(limit=_MOST_QUOTED)).speakers,
        q="",
    )


def with_long_life(response: Response) -> Response:
    """Let anybody keep a static file: at its address, it never changes."""
    if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR_SECONDS}, immutable"
    return response


def with_safe_headers(response: Response) -> Response:
    """Allow pages nothing from elsewhere, nothing inline, and no guess at their type."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
