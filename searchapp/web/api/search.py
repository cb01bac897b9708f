"""API views of searches, suggestions and health. Version 1 only adds keys."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from flask import Response, request, url_for
from msgspec import UNSET

from searchapp.api_models.analytics_schemas import ArticlesAnswer
from searchapp.api_models.convert import converted, results_object
from searchapp.api_models.query_schemas import SuggestAnswer
from searchapp.api_models.query_strings import query_string, request_pairs
from searchapp.api_models.schemas import SearchAnswer
from searchapp.api_models.shared_schemas import Health, Ready
from searchapp.engine.errors import GoneError
from searchapp.indexing.last_run import read_last_run
from searchapp.models.search import Index, IndexInfo, SearchRequest, SearchResults
from searchapp.search.service import SearchService
from searchapp.web.api import cursors
from searchapp.web.api.cursors import Cursor, next_cursor, read_cursor
from searchapp.web.api.responses import (
    cache_control,
    cached,
    entity_tag,
    json_answer,
    json_response,
)
from searchapp.web.api.unknown_parameters import unknown_parameters
from searchapp.web.middleware.errors import StaleCursorError
from searchapp.web.presenters.urls import HitUrls, with_query


class MountedUrls:
    """URL paths below the Blueprint's mount.

    *day* is the day of the first page, by which relative dates go; *endpoint* is the view
    that is paged. *grouped* is true for a view that always groups by article.
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
        self._hit_urls = HitUrls(SearchRequest())

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        return self._hit_urls.article(article_id, number)

    def first_page(self, search_request: SearchRequest) -> str:
        """Return the address of the first page of *search_request*."""
        return self._numbered_page(search_request, 1)

    def page(self, search_request: SearchRequest) -> str:
        """Return the address of the page of *search_request* in the live generation.

        It is the same for parameters in another order, and without those that change nothing.
        """
        return self._numbered_page(search_request, search_request.page)

    def previous_page(self, search_request: SearchRequest) -> str:
        """Return the address of the page before that of *search_request*, which is not the first.

        It is of the live generation, whichever that is then.
        """
        return self._numbered_page(search_request, search_request.page - 1)

    def _numbered_page(self, search_request: SearchRequest, page: int) -> str:
        named = replace(search_request, page=page)
        if self._grouped:
            named = replace(named, group="none", copies="fold", strict=False)
        return with_query(url_for(self._endpoint), query_string(named))

    def next_page(self, results: SearchResults) -> str | None:
        """Return the address of the page after *results*, or None at the end."""
        cursor = next_cursor(results, self._day)
        if cursor is None:
            return None
        first = self.first_page(results.request)
        return f"{first}{'&' if '?' in first else '?'}{cursors.NAME}={cursor}"


Body = Callable[[SearchResults, MountedUrls], SearchAnswer | ArticlesAnswer]


def search(service: SearchService) -> Response:
    """Answer ``GET /api/v1/search``."""
    search_request = service.parser.request(request.args.items(multi=True))
    return paged(service, search_request, results_object)


def paged(
    service: SearchService,
    search_request: SearchRequest,
    body_of: Body,
    endpoint: str = ".api_search",
    *,
    grouped: bool = False,
) -> Response:
    """Answer with the page of *search_request*, or that of a cursor.

    *body_of* returns its JSON object; *endpoint* and *grouped* are as in ``MountedUrls``.
    """
    text = request.args.get(cursors.NAME, "").strip()
    if text:
        cursor = read_cursor(text, search_request)
        urls = MountedUrls(cursor.day, endpoint, grouped=grouped)
        return _continued(service, search_request, cursor, body_of, urls)

    def answer() -> tuple[Response, IndexInfo]:
        urls = MountedUrls(None, endpoint, grouped=grouped)
        return _page(service.search(search_request), body_of, urls)

    key = (request_pairs(search_request), service.parser.cache_key(search_request.q))
    return cached(service, key, answer)


def _continued(
    service: SearchService,
    search_request: SearchRequest,
    cursor: Cursor,
    body_of: Body,
    urls: MountedUrls,
) -> Response:
    """Return the page of *cursor*, read from the cursor's generation of the index."""
    restart = urls.first_page(search_request)
    try:
        results = service.search(
            replace(search_request, page=cursor.page), cursor.version, cursor.day
        )
    except GoneError as error:
        raise StaleCursorError(str(error), restart) from None
    if not cursor.is_of(results.index):
        raise StaleCursorError("The index was rebuilt. Start again with the first page.", restart)
    response, index = _page(results, body_of, urls)
    response.set_etag(entity_tag(index, (request_pairs(search_request), cursor)), weak=True)
    response.headers["Cache-Control"] = cache_control(service)
    response.make_conditional(request)
    return response


def _page(results: SearchResults, body_of: Body, urls: MountedUrls) -> tuple[Response, IndexInfo]:
    unknown = unknown_parameters()
    if unknown:
        results = replace(results, notices=(*results.notices, *unknown))
    body = body_of(results, urls)
    # Only the answer of a search describes its query, with all notices.
    response = json_response(body) if isinstance(body, SearchAnswer) else json_answer(body)
    page = with_query(url_for(".search"), query_string(results.request))
    links = [
        f'<{urls.page(results.request)}>; rel="canonical"',
        f'<{page}>; rel="alternate"; type="text/html"',
    ]
    if body.next:
        links.append(f'<{body.next}>; rel="next"')
    if results.request.page > 1:
        links.append(f'<{urls.previous_page(results.request)}>; rel="prev"')
    response.headers["Link"] = ", ".join(links)
    return response, results.index


def suggest(service: SearchService) -> Response:
    """Answer ``GET /api/v1/suggest?q=``: completions of the text typed so far."""
    search_request = service.parser.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        suggestions, index = service.read_consistently(lambda: service.suggest(search_request.q))
        body = SuggestAnswer(search_request.q, suggestions)
        return json_answer(body), index

    return cached(service, search_request.q, answer)


def health(service: SearchService) -> Response:
    """Answer ``GET /health``: always 200; the state of the index is in the body."""
    state = service.health()
    last_run = read_last_run(service.settings.index_dir)
    body = Health(
        status=state.status,
        index=converted(state.index, Index) if state.index else None,
        held_removals=last_run.held_removals if last_run else 0,
        message=state.message or UNSET,
    )
    response = json_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def ready(service: SearchService) -> Response:
    """Answer ``GET /ready``: 200 if a generation of the index can be opened, else 503."""
    return json_response(Ready(converted(service.info(), Index)))
