"""The JSON endpoint, version 1: the page's own parameters, the page's own hits."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from searchapp.json_types import Health, SuggestAnswer
from searchapp.parameters import query_string, request_pairs
from searchapp.records import IndexInfo, SearchResults
from searchapp.search import SearchService
from searchapp.serialization import article_object, index_object, results_object, suggestion_object
from searchapp.web.answers import cached, json_response


class MountedAddresses:
    """Addresses below wherever the Blueprint is mounted, without the host's name."""

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        return url_for(".article", article_id=article_id, _anchor=f"p{number}")

    def next_page(self, results: SearchResults) -> str | None:
        """Return the address of the page after *results*, or None at the end."""
        if not results.has_next:
            return None
        query = query_string(results.request, page=results.request.page + 1)
        return f"{url_for('.api_search')}?{query}"


def search(service: SearchService) -> Response:
    """Answer ``GET /api/v1/search``."""
    asked = service.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        results = service.search(asked)
        body = results_object(results, MountedAddresses())
        response = json_response(body)
        if body["next"]:
            response.headers["Link"] = f'<{body["next"]}>; rel="next"'
        return response, results.index

    return cached(service, request_pairs(asked), answer)


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
