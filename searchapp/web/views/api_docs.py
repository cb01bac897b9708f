"""Documentation of the API: an OpenAPI file and a page."""

from __future__ import annotations

from flask import Response, render_template, url_for

from searchapp.search.service import SearchService
from searchapp.web.api.openapi import document
from searchapp.web.api.operations import OPERATIONS
from searchapp.web.api.responses import cache_control, json_response


def _server() -> str:
    return url_for(".home").rstrip("/") or "/"


def openapi_json(service: SearchService) -> Response:
    """Answer ``GET /api/v1/openapi.json``."""
    response = json_response(document(OPERATIONS, _server()))
    response.headers["Cache-Control"] = cache_control(service)
    return response


def docs(_service: SearchService) -> str:
    """Answer ``GET /api/v1/docs``."""
    server = _server()
    described = document(OPERATIONS, server)
    return render_template(
        "searchapp/docs.html",
        described=described,
        operations=[
            (server.rstrip("/") + path, item["get"]) for path, item in described["paths"].items()
        ],
        q="",
    )
