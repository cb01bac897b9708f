"""Searching and indexing while nodes of the cluster are down."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from werkzeug.test import TestResponse

from searchapp.engine.opensearch.write.bulk import MAX_BATCHES_IN_FLIGHT
from searchapp.engine.opensearch.write.uploader import BATCH_PARAGRAPHS
from tests.campaigns.outage import SEARCH_URL, run_campaign
from tests.opensearch.archives import WITH_REPLICAS, Archive, notices
from tests.opensearch.cluster import START_SECONDS, Cluster
from tests.serving import reserved_port

MAX_OUTAGE_SECONDS = float(START_SECONDS)
"""The longest time without answers after a node was killed or all nodes were started.

It is long: how fast the machine is decides nothing here.
"""


def total(response: TestResponse) -> int:
    assert response.json is not None, response.text
    value: int = response.json["total"]["value"]
    return value


@pytest.fixture
def killable_cluster(cluster: Cluster) -> Iterator[Cluster]:
    """The shared cluster; the nodes that a test kills are started again after it."""
    yield cluster
    cluster.start([i for i, node in enumerate(cluster.nodes) if node.process is None])
    cluster.wait_for(status="green", nodes=len(cluster.nodes))


@pytest.fixture
def unused_url() -> Iterator[str]:
    """A URL that no node listens at."""
    with reserved_port() as port:
        yield f"http://127.0.0.1:{port}"


def test_pages_and_reindex_report_a_cluster_that_does_not_answer(
    tmp_path: Path, unused_url: str
) -> None:
    archive = Archive(tmp_path, [unused_url])
    archive.write("a.jsonl", notices(0, 1))
    client = archive.app().test_client()
    for path in ("/search?q=harbour", SEARCH_URL, "/speakers", "/api/v1/articles/a0", "/ready"):
        response = client.get(path)
        assert (path, response.status_code) == (path, 503)
        assert int(response.headers["Retry-After"]) > 0
    assert "is not responding" in client.get("/search?q=harbour").text
    assert "degraded" in client.get("/health").text
    reindex = archive.start_reindex()
    output, _ = reindex.communicate()
    assert reindex.returncode == 2
    assert "no node is responding" in output
    assert "Traceback" not in output


def test_no_acknowledged_article_is_lost_when_a_node_is_killed_under_load(
    tmp_path: Path, killable_cluster: Cluster
) -> None:
    observed = run_campaign(killable_cluster, tmp_path, rounds=1, failure="kill")
    assert observed.errors == []
    assert observed.statuses[200] > 0
    assert observed.longest_request_seconds < MAX_OUTAGE_SECONDS
    assert observed.outage_seconds < MAX_OUTAGE_SECONDS


def test_no_paragraph_is_lost_when_a_node_is_killed_during_reindex(
    tmp_path: Path, killable_cluster: Cluster
) -> None:
    archive = Archive(tmp_path, killable_cluster.urls, WITH_REPLICAS)
    archive.write("a.jsonl", notices(0, 3_000))
    reindex = archive.start_reindex()
    wait_for_writes(archive, killable_cluster, reindex, 400)
    killable_cluster.kill(2)
    output, _ = reindex.communicate()
    assert "Traceback" not in output
    if reindex.returncode:
        # The run may fail with the node; the message says so, and the next run succeeds.
        assert "unchanged" in output
        archive.reindex()
    assert total(archive.app().test_client().get(SEARCH_URL)) == 3_000


def wait_for_writes(
    archive: Archive, cluster: Cluster, reindex: subprocess.Popen[str], count: int
) -> None:
    """Wait until *reindex* has sent at least *count* paragraphs of the first generation."""
    node = next(node for node in cluster.nodes if node.process is not None)
    url = f"{node.url}/{archive.prefix}-paragraphs-000001-*/_stats/indexing"
    while reindex.poll() is None:
        stats = httpx.get(url, timeout=START_SECONDS)
        if stats.status_code == 200 and stats.json()["indices"] and writes(stats) >= count:
            return
        time.sleep(0.05)
    output, _ = reindex.communicate()
    raise AssertionError(f"reindex ended before it had sent {count} paragraphs: {output}")


def writes(stats: httpx.Response) -> int:
    count: int = stats.json()["_all"]["primaries"]["indexing"]["index_total"]
    return count


def test_the_next_run_resumes_a_run_that_was_killed(tmp_path: Path, cluster: Cluster) -> None:
    archive = Archive(tmp_path, cluster.urls)
    articles = 6_000
    archive.write("a.jsonl", notices(0, articles))
    reindex = archive.start_reindex("--workers", "2")
    wait_for_writes(archive, cluster, reindex, 6_000)
    reindex.kill()
    reindex.communicate()
    index = f"{cluster.urls[0]}/{archive.prefix}-paragraphs-000001"
    sent_before = writes(httpx.get(f"{index}-1/_stats/indexing"))
    archive.reindex()
    assert total(archive.app().test_client().get(SEARCH_URL)) == articles
    assert httpx.get(f"{index}-1").status_code == 404
    (resumed,) = httpx.get(f"{index}-2/_settings").json().values()
    assert resumed["settings"]["index"]["number_of_shards"] == "3"
    # Only the batches that were in flight are sent twice.
    sent_after = writes(httpx.get(f"{index}-2/_stats/indexing"))
    sent_twice = sent_before + sent_after - 2 * articles
    assert sent_twice <= MAX_BATCHES_IN_FLIGHT * BATCH_PARAGRAPHS


def test_searches_are_answered_again_once_the_nodes_are_back(
    tmp_path: Path, killable_cluster: Cluster
) -> None:
    archive = Archive(tmp_path, killable_cluster.urls, WITH_REPLICAS)
    archive.write("a.jsonl", notices(0, 30))
    archive.reindex()
    for position in range(3):
        killable_cluster.kill(position)
    client = archive.app().test_client()
    paths = (SEARCH_URL, "/search?q=harbour", "/ready")
    assert {client.get(path).status_code for path in paths} == {503}
    killable_cluster.start()
    deadline = time.monotonic() + MAX_OUTAGE_SECONDS
    while client.get(SEARCH_URL).status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert total(client.get(SEARCH_URL)) == 30
