"""API views of articles with matches, timelines, comparisons and speakers."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from searchapp.api_models.analytics_schemas import CompareAnswer, SpeakerAnswer, TimelineAnswer
from searchapp.api_models.convert import (
    articles_answer,
    converted,
    speakers_answer,
)
from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import read_speakers_request
from searchapp.api_models.query_strings import request_pairs
from searchapp.models.normalize import slug
from searchapp.models.search import Index, IndexInfo
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached, json_answer
from searchapp.web.api.search import paged

MAX_COMPARED = 4
"""How many speakers can be compared at once."""


def articles(service: SearchService) -> Response:
    """Answer ``GET /api/v1/articles``: articles with matching paragraphs, and their copies."""
    search_request = service.parser.request(request.args.items(multi=True))
    search_request = replace(search_request, group="article", copies="all", strict=True)
    return paged(service, search_request, articles_answer, ".api_articles", grouped=True)


def timeline(service: SearchService) -> Response:
    """Answer ``GET /api/v1/timeline``."""
    search_request = service.parser.request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        counts, index = service.read_consistently(
            lambda: service.analytics.timeline(search_request)
        )
        return json_answer(TimelineAnswer(converted(index, Index), counts)), index

    return cached(
        service, (request_pairs(search_request), service.parser.cache_key(search_request.q)), answer
    )


def compare(service: SearchService) -> Response:
    """Answer ``GET /api/v1/compare``: the counts of up to four speakers under one query."""
    search_request = service.parser.request(request.args.items(multi=True))
    if not 1 <= len(search_request.speakers) <= MAX_COMPARED:
        surplus = search_request.speakers[MAX_COMPARED] if search_request.speakers else ""
        raise ParameterError("speaker", surplus, f"one to {MAX_COMPARED} speakers")

    def answer() -> tuple[Response, IndexInfo]:
        comparison = service.analytics.compare(search_request)
        return json_answer(converted(comparison, CompareAnswer)), comparison.index

    return cached(
        service, (request_pairs(search_request), service.parser.cache_key(search_request.q)), answer
    )


def speakers(service: SearchService) -> Response:
    """Answer ``GET /api/v1/speakers``."""
    list_request = read_speakers_request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        speaker_list = service.speakers(list_request)
        next_url = None
        if list_request.page * list_request.limit < speaker_list.total:
            pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "page"]
            query = urlencode([*pairs, ("page", list_request.page + 1)])
            next_url = f"{url_for('.api_speakers')}?{query}"
        return json_answer(speakers_answer(speaker_list, next_url)), speaker_list.index

    return cached(service, list_request, answer)


def speaker(service: SearchService, speaker_id: str) -> ResponseReturnValue:
    """Answer ``GET /api/v1/speakers/ID``; another form of a name leads to the speaker."""
    own_id = service.speaker_id(speaker_id)
    if own_id != slug(speaker_id):
        return redirect(url_for(".api_speaker", speaker_id=own_id), 308)

    def answer() -> tuple[Response, IndexInfo]:
        profile = service.speaker(speaker_id)
        if profile is None:
            abort(404, f"There is no speaker with the id {speaker_id[:80]!r}.")
        return json_answer(converted(profile, SpeakerAnswer)), profile.index

    try:
        return cached(service, (), answer)
    except NotFound:
        called = service.speaker_called(speaker_id)
        if called is None:
            raise
        return redirect(url_for(".api_speaker", speaker_id=called), 308)
