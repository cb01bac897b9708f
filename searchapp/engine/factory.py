"""Factory of the engine that the settings select."""

from __future__ import annotations

from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.opensearch.connection import ClusterAddress
from searchapp.engine.opensearch.engine import ClusterEngine
from searchapp.engine.opensearch.write.store import ClusterStore
from searchapp.engine.protocol import IndexStore, SearchEngine
from searchapp.settings import Settings


def open_engine(settings: Settings) -> SearchEngine:
    """Return the engine that searches. An index need not exist yet.

    Raises ``EngineError`` where the OpenSearch client is needed and not installed.
    """
    if settings.engine == "opensearch":
        return ClusterEngine(_address(settings))
    return EmbeddedEngine(settings.index_dir)


def open_store(settings: Settings) -> IndexStore:
    """Return the store that the index is written to. Raises as ``open_engine`` does."""
    if settings.engine == "opensearch":
        return ClusterStore(
            _address(settings),
            settings.index_dir,
            shards=settings.opensearch_shards,
            replicas=settings.opensearch_replicas,
            retained=settings.opensearch_generations,
        )
    return EmbeddedStore(settings.index_dir)


def _address(settings: Settings) -> ClusterAddress:
    return ClusterAddress(
        urls=settings.opensearch_url,
        prefix=settings.opensearch_index,
        user=settings.opensearch_user,
        password=settings.opensearch_password,
        api_key=settings.opensearch_api_key,
        ca_certs=settings.opensearch_ca_certs,
        client_cert=settings.opensearch_client_cert,
        client_key=settings.opensearch_client_key,
        aws_region=settings.opensearch_aws_region,
        aws_service=settings.opensearch_aws_service,
        timeout_seconds=settings.opensearch_timeout_seconds,
    )
