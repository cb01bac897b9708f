"""The JSON endpoint, version 1: the page's own parameters, the page's own hits."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from urllib.parse import quote

from flask import Response, request, url_for

from searchapp.api_models.convert import (
    article_object,
    index_object,
    results_object,
    suggestion_object,
)
from searchapp.api_models.parameters import query_string, request_pairs
from searchapp.api_models.schemas import Health, SuggestAnswer
from searchapp.engine.errors import GoneError
from searchapp.models.search import IndexInfo, SearchRequest, SearchResults
from searchapp.search.service import SearchService
from searchapp.web.api import cursors
from searchapp.web.api.cursors import Cursor, next_cursor, read_cursor
from searchapp.web.api.responses import cache_control, cached, entity_tag, json_response
from searchapp.web.middleware.errors import StaleCursorError
from searchapp.web.presenters.absent import not_there

_UNQUOTED = "!$&'()*+,/:;=@"
"""What Werkzeug leaves as it is in a part of a path (``BaseConverter.to_url``)."""


class MountedAddresses:
    """Addresses below wherever the Blueprint is mounted, without the host's name.

    *day* is the one on which the first page was asked for, *endpoint* what pages are pages
    of. *grouped* says that it groups by article without being asked to.
    """

    def __init__(
        self,
        day: datetime.date | None = None,
        endpoint: str = ".api_search",
        *,
        grouped: bool = False,
    ) -> None:
        self._day = day or datetime.date.today()
        self._endpoint = endpoint
        self._grouped = grouped

    @cached_property
    def _articles(self) -> str:
        return url_for(".article", article_id="x").removesuffix("x")

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        # url_for takes half a millisecond for a page of hits.
        return f"{self._articles}{quote(article_id, safe=_UNQUOTED)}#p{number}"

    def first_page(self, asked: SearchRequest) -> str:
        """Return the address of the first page of what is *asked*."""
        named = replace(asked, page=1, group="none" if self._grouped else asked.group)
        query = query_string(named)
        return f"{url_for(self._endpoint)}?{query}" if query else url_for(self._endpoint)

    def next_page(self, results: SearchResults) -> str | None:
        """Return the address of the page after *results*, or None at the end."""
        cursor = next_cursor(results, self._day)
        if cursor is None:
            return None
        first = self.first_page(results.request)
        return f"{first}{'&' if '?' in first else '?'}{cursors.NAME}={cursor}"


Body = Callable[[SearchResults, MountedAddresses], Mapping[str, object]]


def search(service: SearchService) -> Response:
    """Answer ``GET /api/v1/search``."""
    asked = service.request(request.args.items(multi=True))
    return paged(service, asked, results_object)


def paged(
    service: SearchService,
    asked: SearchRequest,
    body_of: Body,
    endpoint: str = ".api_search",
    *,
    grouped: bool = False,
) -> Response:
    """Answer with a page of a search: the one that is *asked* for, or that of a cursor.

    *body_of* makes its JSON object; *endpoint* and *grouped* are as in ``MountedAddresses``.
    """
    text = request.args.get(cursors.NAME, "").strip()
    if text:
        cursor = read_cursor(text, asked)
        addresses = MountedAddresses(cursor.day, endpoint, grouped=grouped)
        return _continued(service, asked, cursor, body_of, addresses)

    def answer() -> tuple[Response, IndexInfo]:
        addresses = MountedAddresses(None, endpoint, grouped=grouped)
        return _page(service.search(asked), body_of, addresses)

    return cached(service, (request_pairs(asked), service.resolved(asked.q)), answer)


def _continued(
    service: SearchService,
    asked: SearchRequest,
    cursor: Cursor,
    body_of: Body,
    addresses: MountedAddresses,
) -> Response:
    """Return the page of *cursor*, from the generation of the index that it belongs to."""
    restart = addresses.first_page(asked)
    try:
        results = service.search(replace(asked, page=cursor.page), cursor.version, cursor.day)
    except GoneError as error:
        raise StaleCursorError(str(error), restart) from None
    if not cursor.is_of(results.index):
        raise StaleCursorError("The index was begun anew. Begin with the first page.", restart)
    response, index = _page(results, body_of, addresses)
    response.set_etag(entity_tag(index, (request_pairs(asked), cursor)), weak=True)
    response.headers["Cache-Control"] = cache_control(service)
    response.make_conditional(request)
    return response


def _page(
    results: SearchResults, body_of: Body, addresses: MountedAddresses
) -> tuple[Response, IndexInfo]:
    body = body_of(results, addresses)
    response = json_response(body)
    if body["next"]:
        response.headers["Link"] = f'<{body["next"]}>; rel="next"'
    return response, results.index


def suggest(service: SearchService) -> Response:
    """Answer ``GET /api/v1/suggest?q=``: completions of what is being typed."""
    asked = service.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        found, index = service.with_index(lambda: service.suggest(asked.q))
        body: SuggestAnswer = {
            "q": asked.q,
            "suggestions": [suggestion_object(suggestion) for suggestion in found],
        }
        return json_response(body), index

    return cached(service, asked.q, answer)


def article(service: SearchService, article_id: str) -> Response:
    """Answer ``GET /api/v1/articles/ID``."""

    def answer() -> tuple[Response, IndexInfo]:
        found, index = service.with_index(lambda: service.article(article_id))
        if found is None:
            not_there(service, article_id)
        return json_response(article_object(found)), index

    return cached(service, (), answer)


def health(service: SearchService) -> Response:
    """Answer ``GET /health``: 200 while the process answers, whatever the index is like."""
    found = service.health()
    body: Health = {
        "status": found.status,
        "index": index_object(found.index) if found.index else None,
    }
    if found.message:
        body["message"] = found.message
    response = json_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def ready(service: SearchService) -> Response:
    """Answer ``GET /ready``: 200 while a generation of the index opens, else 503."""
    return json_response({"index": index_object(service.info())})
