"""Reverse proxies before a node: they check credentials, fail, count, answer or hold back."""

from __future__ import annotations

import itertools
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import trustme
from werkzeug import Request, Response

from tests.serving import served

_FORWARDED_HEADERS = ("Content-Type", "Content-Encoding", "Accept")

Forward = Callable[[Request], Response]
"""Sends a request to the node and returns its response."""


@contextmanager
def _proxy(
    node_url: str, handle: Callable[[Request, Forward], Response], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Serve *handle* before the node at *node_url* while the context lasts; yield the URL."""

    def forward(request: Request) -> Response:
        response = client.request(
            request.method,
            request.full_path,
            content=request.get_data(),
            headers={name: value for name, value in request.headers if name in _FORWARDED_HEADERS},
        )
        content_type = response.headers["Content-Type"]
        return Response(response.content, response.status_code, content_type=content_type)

    with (
        httpx.Client(base_url=node_url, timeout=60) as client,
        served(Request.application(lambda request: handle(request, forward)), tls) as url,
    ):
        yield url


def _refusal(status: int) -> Response:
    return Response("{}", status, content_type="application/json")


@contextmanager
def authenticating_proxy(
    folder: Path, node_url: str, authorization: str
) -> Iterator[tuple[str, Path]]:
    """Forward requests whose Authorization header is *authorization*, and refuse others.

    Yields the proxy's URL and the file with the certificate of its authority.
    """
    authority = trustme.CA()
    certificates = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(certificates))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)

    def handle(request: Request, forward: Forward) -> Response:
        if request.headers.get("Authorization") != authorization:
            return _refusal(401)
        return forward(request)

    with _proxy(node_url, handle, tls) as url:
        yield url, certificates


@contextmanager
def busy_proxy(node_url: str, *, refusals: int) -> Iterator[tuple[str, list[int]]]:
    """Refuse the first bulk requests as a busy cluster does.

    Yields the proxy's URL and a list that receives the status of each refusal.
    """
    statuses: list[int] = []

    def handle(request: Request, forward: Forward) -> Response:
        if request.path != "/_bulk" or len(statuses) >= refusals:
            return forward(request)
        statuses.append(429)
        return _refusal(429)

    with _proxy(node_url, handle) as url:
        yield url, statuses


@contextmanager
def lossy_proxy(node_url: str) -> Iterator[tuple[str, list[str]]]:
    """Forward all requests, but answer 503 to the next one to each path on a list.

    The node carries out such a request, and its response is lost. Yields the proxy's URL and
    the list, which is empty at first.
    """
    paths: list[str] = []

    def handle(request: Request, forward: Forward) -> Response:
        response = forward(request)
        if request.path in paths:
            paths.remove(request.path)
            return _refusal(503)
        return response

    with _proxy(node_url, handle) as url:
        yield url, paths


@contextmanager
def counting_proxy(node_url: str) -> Iterator[tuple[str, list[str]]]:
    """Forward all requests; yields the proxy's URL and the list of their paths."""
    paths: list[str] = []

    def handle(request: Request, forward: Forward) -> Response:
        paths.append(request.path)
        return forward(request)

    with _proxy(node_url, handle) as url:
        yield url, paths


@contextmanager
def answering_proxy(
    node_url: str, path: str, answer: Callable[[], Response]
) -> Iterator[tuple[str, list[str]]]:
    """Answer requests to *path* by *answer*, and forward others.

    Yields the proxy's URL and a list with an item for each request that was answered.
    """
    answered: list[str] = []

    def handle(request: Request, forward: Forward) -> Response:
        if request.path != path:
            return forward(request)
        answered.append(path)
        return answer()

    with _proxy(node_url, handle) as url:
        yield url, answered


@contextmanager
def pausing_proxy(node_url: str, pattern: str, number: int) -> Iterator[tuple[str, Event, Event]]:
    """Forward all requests, and hold one back for a while.

    It is the one with this *number*, from 1, of those whose method and path match *pattern*.
    Yields the proxy's URL, an event that is set when that request has arrived, and the event
    that lets it and all later ones go on.
    """
    arrived, resumed = Event(), Event()
    numbers = itertools.count(1)

    def handle(request: Request, forward: Forward) -> Response:
        matches = re.match(pattern, f"{request.method} {request.path}") is not None
        if arrived.is_set() or (matches and next(numbers) == number):
            arrived.set()
            resumed.wait()
        return forward(request)

    with _proxy(node_url, handle) as url:
        try:
            yield url, arrived, resumed
        finally:
            resumed.set()
