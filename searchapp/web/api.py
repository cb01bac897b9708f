"""The JSON endpoint, version 1: the page's own parameters, the page's own hits."""

from __future__ import annotations

from flask import Response, abort, jsonify, request, url_for

from searchapp import json_types as types
from searchapp.parameters import query_string
from searchapp.records import SearchResults
from searchapp.search import SearchService
from searchapp.serialization import article_object, index_object, results_object, suggestion_object


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
    results = service.search(service.request(request.args.items(multi=True)))
    return jsonify(results_object(results, MountedAddresses()))


def suggest(service: SearchService) -> Response:
    """Answer ``GET /api/v1/suggest?q=``: completions of what is being typed."""
    asked = service.request(request.args.items(multi=True))
    found = service.suggest(asked.q)
    answer: types.SuggestAnswer = {
        "q": asked.q,
        "suggestions": [suggestion_object(suggestion) for suggestion in found],
    }
    return jsonify(answer)


def article(service: SearchService, article_id: str) -> Response:
    """Answer ``GET /api/v1/articles/ID``."""
    found = service.article(article_id)
    if found is None:
        abort(404, f"The index has no article {article_id[:80]!r}.")
    return jsonify(article_object(found))


def health(service: SearchService) -> Response:
    """Answer ``GET /health``: 200 while the process answers, whatever the index is like."""
    found = service.health()
    body: dict[str, object] = {
        "status": found.status,
        "index": index_object(found.index) if found.index else None,
    }
    if found.message:
        body["message"] = found.message
    return jsonify(body)
