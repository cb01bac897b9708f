"""JSON responses, and conditional and cached ones: ``ETag``, ``Cache-Control``, 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import metadata

import msgspec
from flask import Response, g, request
from msgspec import Struct, structs

from searchapp.api_models.convert import builtin_value, converted
from searchapp.common.fingerprints import fingerprint_of_code
from searchapp.models.search import IndexInfo, Notice
from searchapp.plugins.result_plugins import results_fingerprint
from searchapp.search.service import SearchService
from searchapp.web.api.response_cache import CachedResponse, ResponseCache
from searchapp.web.api.unknown_parameters import unknown_parameters

MAX_AGE_SECONDS = 10
"""How long clients may reuse a response without revalidating it."""


def json_response(body: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """Return *body* as JSON in UTF-8, keys in their order."""
    encoded = msgspec.json.encode(body, enc_hook=builtin_value)
    return Response(encoded + b"\n", status, mimetype=mimetype)


def json_answer(body: Struct) -> Response:
    """Return *body* as JSON, with ``notices`` of unknown parameters where there are any."""
    notices = unknown_parameters()
    if notices:
        body = structs.replace(body, notices=[converted(notice, Notice) for notice in notices])
    return json_response(body)


@cache
def software_version() -> str:
    """Return the version of this package and a hash of its files."""
    return f"{metadata.version('searchapp')}-{fingerprint_of_code('')}"


def entity_tag(index: IndexInfo, resolved: object) -> str:
    """Return the ``ETag`` of the response of *index* to the request *resolved*.

    It changes with the index, the code, the plugins, the URL and the request with its notices.
    """
    parts = (
        index.version,
        index.built_at.isoformat(),
        software_version(),
        results_fingerprint(),
        request.script_root + request.path,
        repr((resolved, unknown_parameters())),
    )
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]


def cache_control(service: SearchService) -> str:
    """Return the ``Cache-Control`` header: public only where every origin may read responses."""
    scope = "public" if "*" in service.settings.cors_origins else "private"
    return f"{scope}, max-age={MAX_AGE_SECONDS}"


def _key(tag: str) -> str:
    # Some responses hold absolute URLs, and the client chooses the host name.
    return f"{request.host_url} {tag}"


def _response_cache() -> ResponseCache:
    cache: ResponseCache = g.searchapp_response_cache
    return cache


def cached(
    service: SearchService,
    resolved: object,
    answer: Callable[[], tuple[Response | Callable[[], Response], IndexInfo]],
) -> Response:
    """Return the response of *answer*, the cached one, or 304 where the client has it.

    *resolved* is the request with its relative dates resolved. *answer* also returns the
    index that it read, since a reindex may finish meanwhile. Where the response may be large,
    *answer* returns a function that builds it, so that other requests do not wait for this.
    Raises ``NoIndexError``.
    """
    client_tags, cache = request.if_none_match, _response_cache()
    tag = entity_tag(service.info(), resolved) if client_tags or cache.enabled else ""
    if client_tags.is_weak(tag) or client_tags.is_strong(tag):
        response = Response(status=304)
    elif stored := cache.get(_key(tag)):
        response = Response(stored.body, headers=list(stored.headers))
    else:
        with cache.answer_lock:
            answered, index = answer()
        response = answered if isinstance(answered, Response) else answered()
        tag = entity_tag(index, resolved)
        if cache.enabled:
            cache.put(_key(tag), CachedResponse(response.get_data(), tuple(response.headers)))
    if client_tags.star_tag:
        # "*" stands for any response there is: the view has not answered 404.
        response = Response(status=304)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache_control(service)
    return response
