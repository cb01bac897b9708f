"""Gates before a cluster: one that lets in whom it knows, over TLS; one that is busy at first."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import trustme
from werkzeug import Request, Response

from tests.serving import served

_PASSED_ON = ("Content-Type", "Content-Encoding", "Accept")


@contextmanager
def _gate(
    behind: str, refused: Callable[[Request], int], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Pass on to *behind* what is not *refused* with a status; give the gate's address."""

    def forward(request: Request) -> Response:
        status = refused(request)
        if status:
            return Response("{}", status, content_type="application/json")
        answer = within.request(
            request.method,
            request.full_path,
            content=request.get_data(),
            headers={name: value for name, value in request.headers if name in _PASSED_ON},
        )
        kind = answer.headers["Content-Type"]
        return Response(answer.content, answer.status_code, content_type=kind)

    with (
        httpx.Client(base_url=behind, timeout=60) as within,
        served(Request.application(forward), tls) as url,
    ):
        yield url


@contextmanager
def guarded_gate(folder: Path, behind: str, authorization: str) -> Iterator[tuple[str, Path]]:
    """Let through what brings *authorization*, and nothing else.

    Gives the gate's address, and the file of the authority that its certificate is from.
    """
    authority = trustme.CA()
    certificates = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(certificates))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)

    def refused(request: Request) -> int:
        return 0 if request.headers.get("Authorization") == authorization else 401

    with _gate(behind, refused, tls) as url:
        yield url, certificates


@contextmanager
def busy_gate(behind: str, *, refusals: int) -> Iterator[tuple[str, list[int]]]:
    """Refuse the first bulk requests as a busy cluster does.

    Gives the gate's address, and a list that holds the status of each refusal.
    """
    told: list[int] = []

    def refused(request: Request) -> int:
        if request.path != "/_bulk" or len(told) >= refusals:
            return 0
        told.append(429)
        return 429

    with _gate(behind, refused) as url:
        yield url, told
