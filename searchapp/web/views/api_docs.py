"""Documentation of the API: an OpenAPI file and a page."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response, render_template, request, url_for

from searchapp.engine.errors import EngineError
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import paragraph_id
from searchapp.models.search import SearchRequest
from searchapp.models.trails import TrailsRequest
from searchapp.query.analysis import words_of
from searchapp.search.service import SearchService
from searchapp.web.api.openapi import document
from searchapp.web.api.operations import OPERATIONS
from searchapp.web.api.responses import cache_control, json_response
from searchapp.web.presenters.urls import permalink


def _server() -> str:
    return url_for(".home").rstrip("/") or "/"


def openapi_json(service: SearchService) -> Response:
    """Answer ``GET /api/v1/openapi.json``."""
    response = json_response(document(OPERATIONS, _server()))
    response.headers["Cache-Control"] = cache_control(service)
    return response


@dataclass(frozen=True, slots=True)
class _Examples:
    """Values that exist in this archive; empty where it is empty or has no index."""

    article_id: str = ""
    number: int = 1
    speaker_id: str = ""
    word: str = "*"
    quote_id: str = ""
    paragraph_url: str = ""


def _examples(service: SearchService) -> _Examples:
    """Return an article, a speaker, a word and a quote of this archive."""
    with suppress(EngineError):
        trails = service.trails(TrailsRequest(limit=1)).trails
        speakers = service.speakers(SpeakersRequest(limit=1)).speakers
        hits = service.search(SearchRequest(sort="added", limit=1)).hits
        return _Examples(
            hits[0].article_id if hits else "",
            hits[0].number if hits else 1,
            speakers[0].id if speakers else "",
            max(words_of(hits[0].text), key=len, default="*") if hits else "*",
            trails[0].id if trails else "",
            permalink(hits[0]) if hits else "",
        )
    return _Examples()


def _example_url(path: str, examples: _Examples) -> str:
    """Return the URL of a request to *path*, relative to the host, that this archive answers.

    Empty where it has no quote in several articles, and the path is that of one.
    """
    if "{quote_id}" in path and not examples.quote_id:
        return ""
    values = {
        "article_id": quote(examples.article_id, safe=""),
        "paragraph_id": quote(paragraph_id(examples.article_id, examples.number), safe=""),
        "number": str(examples.number),
        "speaker_id": quote(examples.speaker_id, safe=""),
        "quote_id": quote(examples.quote_id, safe=""),
    }
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    query = {
        "/compare": {"speaker": examples.speaker_id},
        "/speakers": {"limit": "5"},
        "/suggest": {"q": examples.word[:3]},
        "/suggestions": {"q": examples.word[:3]},
        "/search": {"q": examples.word, "limit": "5"},
        "/check": {"q": examples.word},
        "/oembed": {"url": examples.paragraph_url},
    }
    parameters = next((pairs for end, pairs in query.items() if path.endswith(end)), {})
    return f"{path}?{urlencode(parameters)}" if parameters else path


def docs(service: SearchService) -> str:
    """Answer ``GET /api/v1/docs``; its examples run against this server."""
    server = _server()
    described = document(OPERATIONS, server)
    examples = _examples(service)
    root = server.rstrip("/")
    host = request.host_url.rstrip("/")
    operations = []
    for path, item in described["paths"].items():
        example = _example_url(root + path, examples)
        operations.append((root + path, item["get"], host + example if example else ""))
    return render_template(
        "searchapp/docs.html",
        described=described,
        operations=operations,
        search_example=operations[0][2],
        q="",
    )
