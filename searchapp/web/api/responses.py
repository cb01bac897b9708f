"""How the endpoint answers: JSON, with what a cache needs to know."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import metadata

import msgspec
from flask import Response, request

from searchapp.common.fingerprints import fingerprint_of_code
from searchapp.common.lru_cache import CachedResponse
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService

MAX_AGE_SECONDS = 10
"""For how long an answer may be shown again without asking whether it still holds."""


def json_response(body: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """Return *body* as JSON, its keys in their order, in UTF-8."""
    return Response(msgspec.json.encode(body) + b"\n", status, mimetype=mimetype)


@cache
def software_version() -> str:
    """Return what differs between any two states of this program."""
    return f"{metadata.version('searchapp')}-{fingerprint_of_code('')}"


def entity_tag(index: IndexInfo, resolved: object) -> str:
    """Return the ``ETag`` of the answer of *index* to the request *resolved*.

    It is another where the index, the software, the address or what was asked is another.
    """
    parts = (
        index.version,
        index.built_at.isoformat(),
        software_version(),
        request.script_root + request.path,
        repr(resolved),
    )
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]


def cache_control(service: SearchService) -> str:
    """Return who may keep an answer: everybody only where every site may read it."""
    scope = "public" if "*" in service.settings.cors_origins else "private"
    return f"{scope}, max-age={MAX_AGE_SECONDS}"


def _key(tag: str) -> str:
    # Some answers hold addresses with the host's name, which is the client's to say.
    return f"{request.host_url} {tag}"


def cached(
    service: SearchService, resolved: object, answer: Callable[[], tuple[Response, IndexInfo]]
) -> Response:
    """Return what *answer* gives, or 304 where the client has it already.

    *resolved* is the request with all that depends on the day worked out. *answer* is
    asked only where neither the client nor ``service.recent`` has it; it returns the index
    that answered, as a reindex may come between. Raises ``NoIndexError``.
    """
    known, recent = request.if_none_match, service.recent
    tag = entity_tag(service.info(), resolved) if known or recent.enabled else ""
    if known.is_weak(tag) or known.is_strong(tag):
        response = Response(status=304)
    elif made := recent.get(_key(tag)):
        response = Response(made.body, headers=list(made.headers))
    else:
        # Threads that make answers side by side wait for the interpreter in the midst of
        # them: four at once make two thirds as many as one after the other.
        with service.turn:
            response, index = answer()
        tag = entity_tag(index, resolved)
        if recent.enabled:
            recent.put(_key(tag), CachedResponse(response.get_data(), tuple(response.headers)))
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache_control(service)
    return response
