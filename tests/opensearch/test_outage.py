"""What readers and writers see while nodes of a cluster are dead."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from werkzeug.test import TestResponse

from searchapp.engine.opensearch.write.bulk import SENDERS
from searchapp.engine.opensearch.write.index_writer import BATCH_PARAGRAPHS
from tests.campaigns.outage import ALL, campaign
from tests.opensearch.archives import Archive, notices
from tests.opensearch.cluster import Cluster
from tests.serving import reserved_port

LONGEST_OUTAGE_SECONDS = 60.0
"""After so long at most without a node all is answered again."""


def total(answer: TestResponse | httpx.Response) -> int:
    answered = answer.json() if isinstance(answer, httpx.Response) else answer.json
    assert answered is not None, answer.text
    found: int = answered["total"]["value"]
    return found


@pytest.fixture
def mortal(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster; whatever is killed in it is started again afterwards."""
    yield cluster
    cluster.start([i for i, node in enumerate(cluster.nodes) if node.process is None])
    cluster.wait_for(status="green", nodes=len(cluster.nodes))


@pytest.fixture
def dead_url() -> Iterator[str]:
    """The address of a node that does not run."""
    with reserved_port() as port:
        yield f"http://127.0.0.1:{port}"


def test_a_cluster_that_does_not_answer_is_said_to_be_so(tmp_path: Path, dead_url: str) -> None:
    archive = Archive(tmp_path, [dead_url])
    archive.write("a.jsonl", notices(0, 1))
    client = archive.app().test_client()
    for path in ("/search?q=harbour", ALL, "/speakers", "/api/v1/articles/a0", "/ready"):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 503)
        assert int(answer.headers["Retry-After"]) > 0
    assert "no node answers" in client.get("/search?q=harbour").text
    assert "degraded" in client.get("/health").text
    writing = archive.begin()
    output, _ = writing.communicate()
    assert writing.returncode == 2
    assert "no node answers" in output
    assert "Traceback" not in output


def test_nothing_acknowledged_is_lost_where_a_node_is_killed_under_load(
    tmp_path: Path, mortal: Cluster
) -> None:
    seen = campaign(mortal, tmp_path, rounds=1, how="kill")
    assert seen.wrong == []
    assert seen.statuses[200] > 0
    assert seen.longest_request_seconds < LONGEST_OUTAGE_SECONDS
    assert seen.outage_seconds < LONGEST_OUTAGE_SECONDS


def test_no_paragraph_is_lost_where_a_node_is_killed_while_indexing(
    tmp_path: Path, mortal: Cluster
) -> None:
    archive = Archive(tmp_path, mortal.urls)
    archive.write("a.jsonl", notices(0, 3_000))
    writing = archive.begin()
    written(archive, mortal, 400)
    mortal.kill(2)
    output, _ = writing.communicate()
    assert "Traceback" not in output
    if writing.returncode:
        # Whoever is told that it failed runs it again.
        assert "unchanged" in output
        archive.reindex()
    assert total(archive.app().test_client().get(ALL)) == 3_000


def written(archive: Archive, cluster: Cluster, least: int) -> None:
    """Wait until so many paragraphs of the first generation have been written."""
    until = time.monotonic() + 60
    node = next(node for node in cluster.nodes if node.process is not None)
    while time.monotonic() < until:
        stats = httpx.get(f"{node.url}/{archive.prefix}-paragraphs-000001/_stats/indexing")
        if stats.status_code == 200 and writes(stats) >= least:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was written")


def writes(stats: httpx.Response) -> int:
    found: int = stats.json()["_all"]["primaries"]["indexing"]["index_total"]
    return found


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path, cluster: Cluster) -> None:
    archive = Archive(tmp_path, cluster.urls)
    articles = 6_000
    archive.write("a.jsonl", notices(0, articles))
    writing = archive.begin("--workers", "2")
    written(archive, cluster, 6_000)
    writing.kill()
    writing.communicate()
    index = f"{cluster.urls[0]}/{archive.prefix}-paragraphs-000001"
    begun = httpx.get(f"{index}/_settings").json()
    archive.reindex()
    assert total(archive.app().test_client().get(ALL)) == articles
    (before,), (after,) = begun.values(), httpx.get(f"{index}/_settings").json().values()
    assert before["settings"]["index"]["uuid"] == after["settings"]["index"]["uuid"]
    assert after["settings"]["index"]["number_of_shards"] == "3"
    # What had been recorded is not sent again: the batches that were on their way are.
    assert (
        writes(httpx.get(f"{index}/_stats/indexing")) <= 2 * articles + SENDERS * BATCH_PARAGRAPHS
    )


def test_a_cluster_that_comes_back_answers_without_a_restart(
    tmp_path: Path, mortal: Cluster
) -> None:
    archive = Archive(tmp_path, mortal.urls)
    archive.write("a.jsonl", notices(0, 30))
    archive.reindex()
    for position in range(3):
        mortal.kill(position)
    client = archive.app().test_client()
    assert {client.get(path).status_code for path in (ALL, "/search?q=harbour", "/ready")} == {503}
    mortal.start()
    until = time.monotonic() + LONGEST_OUTAGE_SECONDS
    while client.get("/ready").status_code != 200 and time.monotonic() < until:
        time.sleep(0.1)
    assert total(client.get(ALL)) == 30
