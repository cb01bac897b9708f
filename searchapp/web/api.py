"""The JSON endpoint, version 1: the page's own parameters, the page's own hits."""

from __future__ import annotations

import datetime
from dataclasses import replace

from flask import Response, abort, request, url_for

from searchapp.engine.protocol import GoneError
from searchapp.json_types import Health, SuggestAnswer
from searchapp.parameters import query_string, request_pairs
from searchapp.records import IndexInfo, SearchRequest, SearchResults
from searchapp.search import SearchService
from searchapp.serialization import article_object, index_object, results_object, suggestion_object
from searchapp.web import cursors
from searchapp.web.answers import cache_control, cached, entity_tag, json_response
from searchapp.web.cursors import Cursor, next_cursor, read_cursor
from searchapp.web.errors import StaleCursorError


class MountedAddresses:
    """Addresses below wherever the Blueprint is mounted, without the host's name.

    *day* is the one on which the first page was asked for.
    """

    def __init__(self, day: datetime.date | None = None) -> None:
        self._day = day or datetime.date.today()

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        return url_for(".article", article_id=article_id, _anchor=f"p{number}")

    def next_page(self, results: SearchResults) -> str | None:
        """Return the address of the page after *results*, or None at the end."""
        cursor = next_cursor(results, self._day)
        if cursor is None:
            return None
        query = query_string(results.request, page=1)
        return f"{url_for('.api_search')}?{query}{'&' if query else ''}cursor={cursor}"


def search(service: SearchService) -> Response:
    """Answer ``GET /api/v1/search``."""
    asked = service.request(request.args.items(multi=True))
    text = request.args.get(cursors.NAME, "").strip()
    if text:
        return _continued(service, asked, read_cursor(text, asked))

    def answer() -> tuple[Response, IndexInfo]:
        return _page(service.search(asked), MountedAddresses())

    return cached(service, (request_pairs(asked), service.resolved(asked.q)), answer)


def _continued(service: SearchService, asked: SearchRequest, cursor: Cursor) -> Response:
    """Return the page of *cursor*, from the generation of the index that it belongs to."""
    query = query_string(asked)
    restart = f"{url_for('.api_search')}?{query}" if query else url_for(".api_search")
    try:
        results = service.search(replace(asked, page=cursor.page), cursor.version, cursor.day)
    except GoneError as error:
        raise StaleCursorError(str(error), restart) from None
    if not cursor.is_of(results.index):
        raise StaleCursorError("The index was begun anew. Begin with the first page.", restart)
    response, index = _page(results, MountedAddresses(cursor.day))
    response.set_etag(entity_tag(index, (request_pairs(asked), cursor)), weak=True)
    response.headers["Cache-Control"] = cache_control(service)
    response.make_conditional(request)
    return response


def _page(results: SearchResults, addresses: MountedAddresses) -> tuple[Response, IndexInfo]:
    body = results_object(results, addresses)
    response = json_response(body)
    if body["next"]:
        response.headers["Link"] = f'<{body["next"]}>; rel="next"'
    return response, results.index


def suggest(service: SearchService) -> Response:
    """Answer ``GET /api/v1/suggest?q=``: completions of what is being typed."""
    asked = service.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        info = service.info()
        body: SuggestAnswer = {
            "q": asked.q,
            "suggestions": [suggestion_object(found) for found in service.suggest(asked.q)],
        }
        return json_response(body), info

    return cached(service, asked.q, answer)


def article(service: SearchService, article_id: str) -> Response:
    """Answer ``GET /api/v1/articles/ID``."""

    def answer() -> tuple[Response, IndexInfo]:
        info = service.info()
        found = service.article(article_id)
        if found is None:
            abort(404, f"The index has no article {article_id[:80]!r}.")
        return json_response(article_object(found)), info

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
