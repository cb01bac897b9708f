"""The write lease, and documents that the cluster refuses."""

import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from searchapp.engine.errors import IndexWriteError, LockedError
from searchapp.engine.opensearch.connection import ClusterAddress, connect
from searchapp.engine.opensearch.write.bulk import Action, BulkSender, send_bulk
from searchapp.engine.opensearch.write.lease import Lease
from tests.opensearch.archives import NOTICE_TEXT, Archive, notices
from tests.opensearch.proxies import busy_proxy, lossy_proxy


@pytest.fixture
def client(cluster_urls: Sequence[str]) -> Iterator[Any]:
    connected = connect(ClusterAddress(tuple(cluster_urls)))
    yield connected
    connected.close()


@pytest.fixture
def prefix() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def test_a_writer_on_another_machine_is_refused_until_the_lease_is_released(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    holder = Lease(client, prefix, tmp_path, host="one")
    holder.acquire()
    other = Lease(client, prefix, tmp_path, host="another")
    with pytest.raises(LockedError, match=r"on one\. .* 120 seconds"):
        other.acquire()
    holder.release()
    other.acquire()


def test_a_writer_with_the_same_index_folder_acquires_the_lease_at_once(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    Lease(client, prefix, tmp_path / "one").acquire()
    Lease(client, prefix, tmp_path / "one").acquire()
    with pytest.raises(LockedError):
        Lease(client, prefix, tmp_path / "two").acquire()


def test_the_holder_of_an_expired_lease_fails_once_another_has_acquired_it(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    expired = Lease(client, prefix, tmp_path / "one", host="one", renew_seconds=0)
    expired.acquire()
    other = Lease(client, prefix, tmp_path / "two", host="another", lease_seconds=0)
    other.acquire()
    assert other.token == expired.token + 1
    with pytest.raises(IndexWriteError, match="took over"):
        expired.renew()


def test_a_lease_that_was_renewed_since_it_was_seen_has_not_expired(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    holder = Lease(client, prefix, tmp_path / "one", host="one", renew_seconds=0)
    holder.acquire()
    other = Lease(client, prefix, tmp_path / "two", host="another", lease_seconds=0.5)
    with pytest.raises(LockedError):
        other.acquire()
    time.sleep(0.6)
    holder.renew()
    with pytest.raises(LockedError):
        other.acquire()
    time.sleep(0.6)
    other.acquire()


def test_the_token_grows_when_the_lease_was_released(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    for token in (1, 2, 3):
        lease = Lease(client, prefix, tmp_path / str(token), host=str(token))
        lease.acquire()
        assert lease.token == token
        lease.release()


def test_a_lease_is_renewed_although_the_response_to_a_renewal_was_lost(
    cluster_urls: Sequence[str], prefix: str, tmp_path: Path
) -> None:
    with lossy_proxy(cluster_urls[0]) as (url, lost_paths):
        client = connect(ClusterAddress((url,)))
        holder = Lease(client, prefix, tmp_path, renew_seconds=0)
        holder.acquire()
        lost_paths.append(f"/{prefix}-lease/_doc/writer")
        holder.renew()
        assert lost_paths == []
        holder.renew()
        client.close()


def strict_index(client: Any, prefix: str) -> str:
    """Create an index that refuses documents with fields, and return its name."""
    alias = f"{prefix}-writing"
    body = {"mappings": {"dynamic": "strict"}, "aliases": {alias: {}}}
    client.indices.create(index=prefix, body=body)
    return alias


def action(index: str, name: str, source: bytes) -> Action:
    return Action(index, name, source=source)


def test_the_error_for_refused_documents_names_the_first_and_its_reason(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    index = strict_index(client, prefix)
    lease = Lease(client, prefix, tmp_path)
    lease.acquire()
    actions = [action(index, f"a{n}#p1", b'{"x": 1}') for n in range(3)]
    with pytest.raises(IndexWriteError, match=r"refused 3 documents.*'a0#p1'.*strict_dynamic"):
        send_bulk(client, actions, lease)


def test_a_step_is_not_sent_after_a_refused_document(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    index = strict_index(client, prefix)
    lease = Lease(client, prefix, tmp_path)
    lease.acquire()
    sender = BulkSender(client, lease)
    try:
        sender.send(
            [action(index, "paragraph", b'{"x": 1}')],
            [action(index, "entry", b"{}")],
        )
        with pytest.raises(IndexWriteError, match="'paragraph'"):
            sender.finish()
    finally:
        sender.close()
    assert not client.exists(index=index, id="entry")


def test_a_bulk_request_is_sent_again_while_the_cluster_is_busy(
    tmp_path: Path, cluster_urls: Sequence[str]
) -> None:
    with busy_proxy(cluster_urls[0], refusals=2) as (url, statuses):
        archive = Archive(tmp_path, [url])
        archive.write("a.jsonl", notices(0, 3))
        archive.reindex()
        response = archive.app().test_client().get("/api/v1/search?q=harbour&copies=all")
    assert response.json is not None
    assert [hit["text"] for hit in response.json["results"]] == [NOTICE_TEXT] * 3
    assert statuses == [429, 429]


def test_nothing_is_written_where_the_index_of_an_alias_is_gone(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    lease = Lease(client, prefix, tmp_path)
    lease.acquire()
    with pytest.raises(IndexWriteError, match="index_not_found"):
        send_bulk(client, [action(f"{prefix}-gone", "a", b"{}")], lease)
    assert not client.indices.exists(index=f"{prefix}-gone")
