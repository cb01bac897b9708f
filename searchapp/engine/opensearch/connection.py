"""The client of an OpenSearch cluster: nodes, credentials, versions."""

from __future__ import annotations

import logging
import re
import threading
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchapp.engine.errors import EngineError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

WRITE_TIMEOUT_SECONDS = 120
"""Timeout of one request of a writer. A cluster that has just lost a node answers slowly."""

MAX_CONNECTIONS = 32
"""Connections kept open to each node, one for each thread that searches."""

_DEAD_NODE_SECONDS = 5
"""How long a node is passed over that did not answer, doubled each time up to 32-fold."""

_GZIP_LEVEL = 1
"""Compression of request bodies: a tenth of the time of level 9, for a tenth more bytes."""

_VERSIONS = re.compile(r"2\.(?:19|[2-9]\d)\.|3\.")
_READ_VERSIONS = "OpenSearch 2.19 and 3.x"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where a cluster listens, and the credentials for it. ``repr`` omits the secrets.

    ``prefix`` begins the name of every index and alias that the project has in the cluster.
    A node that refuses a connection is passed over for another, up to ``retries`` times. A
    request that timed out is sent again only with ``retry_timeouts``: a search that one node
    is still busy with would keep the next one busy as well.

    ``aws_region`` signs requests by SigV4, with the credentials that boto3 finds, for the
    service ``aws_service``: ``es`` or ``aoss``.
    """

    urls: tuple[str, ...]
    prefix: str = "searchapp"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_certs: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    aws_region: str = ""
    aws_service: str = "es"
    timeout_seconds: int = 10
    retries: int = 1
    retry_timeouts: bool = False


def connect(address: ClusterAddress) -> OpenSearch:
    """Return a client for the cluster, without sending a request.

    The client rotates through the nodes. Raises ``EngineError`` where a library that it needs
    is not installed.
    """
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise EngineError(
            "The engine 'opensearch' needs the extra 'opensearch'; run: pip install"
            " 'searchapp[opensearch]'"
        ) from None
    # The library logs each failed attempt; what fails for good is raised.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    connection_class, transport_class = _client_classes()
    return OpenSearch(
        hosts=list(address.urls),
        connection_class=connection_class,
        transport_class=transport_class,
        timeout=address.timeout_seconds,
        max_retries=address.retries,
        retry_on_timeout=address.retry_timeouts,
        retry_on_status=(502, 503),
        dead_timeout=_DEAD_NODE_SECONDS,
        http_compress=True,
        pool_maxsize=MAX_CONNECTIONS,
        **_credentials(address),
    )


def _credentials(address: ClusterAddress) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if address.user:
        options["http_auth"] = (address.user, address.password)
    if address.api_key:
        options["headers"] = {"Authorization": f"ApiKey {address.api_key}"}
    if address.aws_region:
        options["http_auth"] = _signer(address.aws_region, address.aws_service)
    files = {
        "ca_certs": address.ca_certs,
        "client_cert": address.client_cert,
        "client_key": address.client_key,
    }
    return options | {name: str(path) for name, path in files.items() if path}


def _signer(region: str, service: str) -> Any:
    """Return what signs requests by SigV4. Raises ``EngineError`` without credentials."""
    from opensearchpy import Urllib3AWSV4SignerAuth

    try:
        import boto3
    except ImportError:
        raise EngineError(
            "SEARCHAPP_OPENSEARCH_AWS_REGION needs boto3, which finds the credentials; run:"
            " pip install boto3"
        ) from None
    credentials = boto3.Session().get_credentials()
    if credentials is None:
        raise EngineError(
            "SEARCHAPP_OPENSEARCH_AWS_REGION is set, but boto3 finds no credentials. Set"
            " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a profile or an instance"
            " role."
        )
    return Urllib3AWSV4SignerAuth(credentials, region, service)


@cache
def _client_classes() -> tuple[type, type]:
    """Return the classes of the client's connections and transport."""
    from opensearchpy import Transport, Urllib3HttpConnection
    from opensearchpy.exceptions import ConnectionTimeout

    class Connection(Urllib3HttpConnection):
        """A connection that compresses bodies quickly."""

        def _gzip_compress(self, body: Any) -> bytes:
            compressor = zlib.compressobj(_GZIP_LEVEL, wbits=31)
            return compressor.compress(body) + compressor.flush()

    class NodeTransport(Transport):
        """A transport that passes over a node for a while that did not answer in time."""

        _last = threading.local()

        def get_connection(self) -> Any:
            self._last.connection = super().get_connection()
            return self._last.connection

        def perform_request(self, *args: Any, **kwargs: Any) -> Any:
            try:
                return super().perform_request(*args, **kwargs)
            except ConnectionTimeout:
                self.mark_dead(self._last.connection)
                raise

    return Connection, NodeTransport


def check_version(client: OpenSearch) -> None:
    """Raise ``EngineError`` for a cluster of a version that is not read. Raises as the client."""
    version = client.info()["version"]
    number, distribution = version["number"], version.get("distribution", "elasticsearch")
    if distribution != "opensearch" or not _VERSIONS.match(number):
        name = "OpenSearch" if distribution == "opensearch" else distribution.capitalize()
        raise EngineError(
            f"The cluster runs {name} {number}, but this program supports"
            f" {_READ_VERSIONS}. Check SEARCHAPP_OPENSEARCH_URL."
        )
