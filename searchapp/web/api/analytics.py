"""The endpoint's views of many paragraphs together, and of one among its neighbours."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, abort, request, url_for

from searchapp.api_models.analytics_convert import (
    articles_answer,
    compare_answer,
    context_answer,
    speaker_answer,
    speakers_answer,
    timeline_answer,
)
from searchapp.api_models.parameters import ParameterError, read_speakers_request, request_pairs
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached, json_response
from searchapp.web.api.search import MountedAddresses, paged
from searchapp.web.presenters.absent import not_there

COMPARED = 4
"""How many speakers can be compared at once."""

MAX_CONTEXT = 10


def articles(service: SearchService) -> Response:
    """Answer ``GET /api/v1/articles``: those with paragraphs that match."""
    asked = replace(service.request(request.args.items(multi=True)), group="article")
    return paged(service, asked, articles_answer, ".api_articles", grouped=True)


def timeline(service: SearchService) -> Response:
    """Answer ``GET /api/v1/timeline``."""
    asked = service.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        found, index = service.with_index(lambda: service.timeline(asked))
        return json_response(timeline_answer(found, index)), index

    return cached(service, (request_pairs(asked), service.resolved(asked.q)), answer)


def compare(service: SearchService) -> Response:
    """Answer ``GET /api/v1/compare``: speakers beside each other under one query."""
    asked = service.request(request.args.items(multi=True))
    if not 1 <= len(asked.speakers) <= COMPARED:
        given = asked.speakers[COMPARED] if asked.speakers else ""
        raise ParameterError("speaker", given, f"from 1 to {COMPARED} speakers")

    def answer() -> tuple[Response, IndexInfo]:
        found = service.compare(asked)
        return json_response(compare_answer(found)), found.index

    return cached(service, (request_pairs(asked), service.resolved(asked.q)), answer)


def speakers(service: SearchService) -> Response:
    """Answer ``GET /api/v1/speakers``."""
    asked = read_speakers_request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        found = service.speakers(asked)
        following = None
        if asked.page * asked.limit < found.total:
            pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "page"]
            following = (
                f"{url_for('.api_speakers')}?{urlencode([*pairs, ('page', asked.page + 1)])}"
            )
        return json_response(speakers_answer(found, following)), found.index

    return cached(service, asked, answer)


def speaker(service: SearchService, speaker_id: str) -> Response:
    """Answer ``GET /api/v1/speakers/ID``."""

    def answer() -> tuple[Response, IndexInfo]:
        found = service.speaker(speaker_id)
        if found is None:
            abort(404, f"Nobody in the index has the id {speaker_id[:80]!r}.")
        return json_response(speaker_answer(found)), found.index

    return cached(service, (), answer)


def _around() -> int:
    text = request.args.get("context", "").strip() or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_CONTEXT):
        raise ParameterError("context", text, f"a whole number from 0 to {MAX_CONTEXT}")
    return int(text)


def paragraph(service: SearchService, article_id: str, number: int) -> Response:
    """Answer ``GET /api/v1/articles/ID/paragraphs/N?context=K``."""
    around = _around()

    def answer() -> tuple[Response, IndexInfo]:
        found = service.context(article_id, number, around)
        if found is None:
            if service.article(article_id) is None:
                not_there(service, article_id)
            abort(404, f"The archive has no paragraph {number} of {article_id[:80]!r}.")
        return json_response(context_answer(found, MountedAddresses())), found.index

    return cached(service, around, answer)
