"""The client of an OpenSearch cluster, and the translation of its errors into ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchapp.engine.common.write_errors import worker_death_as_write_error
from searchapp.engine.errors import EngineError, IndexWriteError, UnavailableError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

WRITE_TIMEOUT_SECONDS = 120
"""Timeout of one request of a writer. A cluster that has just lost a node answers slowly."""

MAX_CONNECTIONS = 32
"""Connections kept open to each node, one for each thread that searches."""


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where a cluster listens, and the credentials for it. ``repr`` omits the secrets.

    ``prefix`` begins the name of every index and alias that the project has in the cluster.
    A request that a node does not answer within ``timeout_seconds`` is sent to another node,
    up to ``retries`` times.
    """

    urls: tuple[str, ...]
    prefix: str = "searchapp"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_certs: Path | None = None
    timeout_seconds: int = 10
    retries: int = 1


def connect(address: ClusterAddress) -> OpenSearch:
    """Return a client for the cluster, without sending a request.

    The client rotates through the nodes and tries another where one does not answer. Raises
    ``EngineError`` where the client library is not installed.
    """
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise EngineError(
            "The engine 'opensearch' needs the extra of that name; run:"
            " pip install 'searchapp[opensearch]'"
        ) from None
    # The library logs each failed attempt; what fails for good is raised.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    options: dict[str, Any] = {}
    if address.user:
        options["http_auth"] = (address.user, address.password)
    if address.api_key:
        options["headers"] = {"Authorization": f"ApiKey {address.api_key}"}
    if address.ca_certs:
        options["ca_certs"] = str(address.ca_certs)
    return OpenSearch(
        hosts=list(address.urls),
        timeout=address.timeout_seconds,
        max_retries=address.retries,
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
        http_compress=True,
        pool_maxsize=MAX_CONNECTIONS,
        **options,
    )


@contextmanager
def read_errors(action: str) -> Iterator[None]:
    """Raise ``UnavailableError`` for any error of the client, without secrets.

    *action* completes the sentence "The cluster could not ...".
    """
    from opensearchpy.exceptions import OpenSearchException, TransportError

    try:
        yield
    except TransportError as error:
        raise UnavailableError(f"The cluster could not {action} ({_reason(error)}).") from error
    except OpenSearchException as error:
        name = type(error).__name__
        raise UnavailableError(f"The cluster could not {action} ({name}).") from error


@contextmanager
def write_errors() -> Iterator[None]:
    """Raise ``IndexWriteError`` for errors of the client and for the death of a worker process."""
    try:
        with worker_death_as_write_error(), read_errors("write the next generation"):
            yield
    except UnavailableError as error:
        raise IndexWriteError(f"{error} The index that was there is unchanged.") from error


def _reason(error: Any) -> str:
    from opensearchpy.exceptions import SSLError

    if isinstance(error, SSLError):
        return "its certificate is not trusted: SEARCHAPP_OPENSEARCH_CA_CERTS names those that are"
    if error.status_code == "N/A":
        return "no node answers"
    if error.status_code == "TIMEOUT":
        return "no node answered in time"
    if error.status_code in (401, 403):
        return f"status {error.status_code}: user, password or API key are not accepted"
    return f"status {error.status_code}, {error.error}"
