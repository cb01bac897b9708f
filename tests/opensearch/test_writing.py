"""Who may write, and what becomes of documents that the cluster refuses."""

import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchapp.engine.errors import IndexWriteError, LockedError
from searchapp.engine.opensearch.connection import ClusterAddress, connect
from searchapp.engine.opensearch.write import lease as leases
from searchapp.engine.opensearch.write.bulk import Sending, send
from searchapp.engine.opensearch.write.lease import Lease
from tests.opensearch.archives import SAID, Archive, notices
from tests.opensearch.cluster import Cluster
from tests.opensearch.gate import busy_gate


@pytest.fixture
def client(cluster: Cluster) -> Iterator[Any]:
    connected = connect(ClusterAddress(tuple(cluster.urls)))
    yield connected
    connected.close()


@pytest.fixture
def prefix() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "another-machine")


def test_a_writer_on_another_machine_is_told_who_writes(
    client: Any, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Lease(client, prefix, tmp_path)
    holder.take()
    elsewhere(monkeypatch)
    other = Lease(client, prefix, tmp_path)
    with pytest.raises(LockedError, match="120 seconds"):
        other.take()
    holder.release()
    other.take()


def test_another_index_folder_of_the_same_machine_is_another_writer(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    Lease(client, prefix, tmp_path / "one").take()
    Lease(client, prefix, tmp_path / "one").take()
    with pytest.raises(LockedError):
        Lease(client, prefix, tmp_path / "two").take()


def test_a_lease_that_has_run_out_is_taken_over_and_its_holder_told(
    client: Any, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", -1)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0)
    dead = Lease(client, prefix, tmp_path)
    dead.take()
    elsewhere(monkeypatch)
    Lease(client, prefix, tmp_path).take()
    with pytest.raises(IndexWriteError, match="took over"):
        dead.renew()


def test_a_renewal_whose_answer_was_lost_is_taken_for_done(
    client: Any, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0)
    holder = Lease(client, prefix, tmp_path)
    holder.take()
    known = dict(holder._version)
    holder.renew()
    holder._version = known
    holder.renew()
    holder.renew()


def test_a_document_that_is_refused_is_named(client: Any, prefix: str, tmp_path: Path) -> None:
    client.indices.create(index=prefix, body={"mappings": {"dynamic": "strict"}})
    lease = Lease(client, prefix, tmp_path)
    lease.take()
    refused = ({"_index": prefix, "_id": f"a{n}#p1", "_source": {"x": n}} for n in range(3))
    with pytest.raises(IndexWriteError, match=r"refused 3 documents.*'a0#p1'.*strict_dynamic"):
        send(client, refused, lease)


def test_what_depends_on_a_refused_document_is_not_sent(
    client: Any, prefix: str, tmp_path: Path
) -> None:
    client.indices.create(index=prefix, body={"mappings": {"dynamic": "strict"}})
    lease = Lease(client, prefix, tmp_path)
    lease.take()
    sending = Sending(client, lease)
    try:
        sending.begin(
            [{"_index": prefix, "_id": "paragraph", "_source": {"x": 1}}],
            [{"_index": prefix, "_id": "entry", "_source": {}}],
        )
        with pytest.raises(IndexWriteError, match="'paragraph'"):
            sending.finish()
    finally:
        sending.close()
    assert not client.exists(index=prefix, id="entry")


def test_a_cluster_that_is_busy_is_asked_again(tmp_path: Path, cluster: Cluster) -> None:
    with busy_gate(cluster.urls[0], refusals=2) as (url, refused):
        archive = Archive(tmp_path, [url])
        archive.write("a.jsonl", notices(0, 3))
        archive.reindex()
        answer = archive.app().test_client().get("/api/v1/search?q=harbour&copies=all")
    assert answer.json is not None
    assert [hit["text"] for hit in answer.json["results"]] == [SAID] * 3
    assert refused == [429, 429]
