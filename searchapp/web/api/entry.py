"""API view of the entry document, and the links from every answer to the API's description."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response, request

from searchapp.api_models.convert import converted
from searchapp.api_models.syndication_schemas import EntryDocument, EntryOperation
from searchapp.models.search import Index
from searchapp.search.service import SearchService
from searchapp.web.api.openapi import Operation, openapi_path
from searchapp.web.api.responses import cache_control, json_response
from searchapp.web.presenters.frame import SITE_NAME, live_index, package_version

API_PATH = "/api/v1"


def entry_document(service: SearchService, operations: Iterable[Operation]) -> Response:
    """Answer ``GET /api/v1`` with the *operations* of the API."""
    mount, index = _mount(), live_index(service)
    body = EntryDocument(
        name=SITE_NAME,
        api_version="v1",
        software=f"searchapp {package_version()}",
        index=converted(index, Index) if index else None,
        description=f"{mount}{API_PATH}/openapi.json",
        documentation=f"{mount}{API_PATH}/docs",
        operations=tuple(
            EntryOperation(o.endpoint, f"{mount}{openapi_path(o.path)}", o.summary)
            for o in operations
        ),
    )
    response = json_response(body)
    response.headers["Cache-Control"] = cache_control(service)
    return response


def with_description_links(response: Response) -> Response:
    """Add links to the API's description (RFC 8631) to an answer of the API."""
    if request.url_rule and API_PATH in request.url_rule.rule:
        address = f"{_mount()}{API_PATH}"
        response.headers.add(
            "Link",
            f'<{address}/openapi.json>; rel="service-desc"; type="application/json",'
            f' <{address}/docs>; rel="service-doc"; type="text/html"',
        )
    return response


def _mount() -> str:
    """Return the path below which the API of this request is mounted, without a slash at its end.

    ``url_for`` takes 50 microseconds for each URL, and this is for every answer.
    """
    rule = request.url_rule.rule if request.url_rule else ""
    return quote(request.script_root) + rule.partition(API_PATH)[0]
