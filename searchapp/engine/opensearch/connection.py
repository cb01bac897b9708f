"""The connection to a cluster, and its failures in our words."""

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

WRITE_SECONDS = 120
"""How long one call of a writer may take: a cluster that has lost a node answers when it has
found out."""

MOST_CONNECTIONS = 32
"""So many connections to a node are kept open: one for each thread that asks."""


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where a cluster is, and how to be let in. What is secret is left out of its ``repr``.

    ``prefix`` begins the names of everything of ours in the cluster. A call that a node does
    not answer in ``timeout_seconds`` goes to other nodes, ``retries`` times at most.
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
    """Return a client for the cluster; nothing is sent yet.

    It asks the nodes in turn, and another one where the first does not answer. Raises
    ``EngineError`` where the client library is not installed.
    """
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise EngineError(
            "The engine 'opensearch' needs the extra of that name; run:"
            " pip install 'searchapp[opensearch]'"
        ) from None
    # It would tell every failed attempt at length; what fails in the end is raised.
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
        pool_maxsize=MOST_CONNECTIONS,
        **options,
    )


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turn the client's failures into ``UnavailableError``, in a sentence without secrets."""
    from opensearchpy.exceptions import OpenSearchException, TransportError

    try:
        yield
    except TransportError as error:
        raise UnavailableError(f"The cluster could not {what} ({_reason(error)}).") from error
    except OpenSearchException as error:
        raise UnavailableError(f"The cluster could not {what} ({type(error).__name__}).") from error


@contextmanager
def writing() -> Iterator[None]:
    """Turn the client's failures, and the death of a worker process, into ``IndexWriteError``."""
    try:
        with worker_death_as_write_error(), asking("write the next generation"):
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
