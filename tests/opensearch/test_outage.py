"""What readers and writers see while nodes of a cluster are dead."""

import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from searchapp import create_app
from tests.conftest import line
from tests.opensearch.cluster import Cluster, free_port

LONGEST_OUTAGE_SECONDS = 60.0
"""After so long at most without a node all is answered again."""


def total(answer: TestResponse) -> int:
    assert answer.json is not None
    found: int = answer.json["total"]["value"]
    return found


def app_on(folder: Path, urls: list[str], articles: int) -> Flask:
    (folder / "corpus").mkdir()
    said = "Ann Lee said the harbour of Port Ellory is closed to all who sail."
    lines = (line(f"a{number}", said, f"Notice {number}.") for number in range(articles))
    (folder / "corpus" / "a.jsonl").write_text("".join(lines), "utf-8")
    return create_app(
        {"TESTING": True},
        corpus_dir=folder / "corpus",
        index_dir=folder / "index",
        engine="opensearch",
        opensearch_url=urls,
        opensearch_index=f"t{uuid.uuid4().hex[:12]}",
        opensearch_shards=3,
        opensearch_replicas=1,
    )


@pytest.fixture
def killed_later(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster; whatever is killed in it is started again afterwards."""
    yield cluster
    cluster.start([i for i, node in enumerate(cluster.nodes) if node.process is None])
    cluster.wait_for(status="green", nodes=len(cluster.nodes))


def test_a_cluster_that_does_not_answer_is_said_to_be_so(tmp_path: Path) -> None:
    app = app_on(tmp_path, [f"http://127.0.0.1:{free_port()}"], 1)
    client = app.test_client()
    for path in (
        "/?q=harbour",
        "/api/v1/search?q=harbour",
        "/speakers",
        "/api/v1/articles/a0",
        "/ready",
    ):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 503)
    page = client.get("/?q=harbour")
    assert "no node answers" in page.text
    assert int(page.headers["Retry-After"]) > 0
    assert "degraded" in client.get("/health").text
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code != 0
    assert "no node answers" in result.output
    assert "Traceback" not in result.output


def test_searches_go_on_where_one_of_three_nodes_is_killed(
    tmp_path: Path, killed_later: Cluster
) -> None:
    app = app_on(tmp_path, killed_later.urls, 30)
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    killed_later.wait_for(status="green", nodes=3)
    client = app.test_client()
    assert total(client.get("/api/v1/search?q=harbour&copies=all")) == 30
    killed_later.kill(1)
    until = time.monotonic() + LONGEST_OUTAGE_SECONDS
    answer = client.get("/api/v1/search?q=harbour&copies=all")
    while answer.status_code != 200 and time.monotonic() < until:
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        answer = client.get("/api/v1/search?q=harbour&copies=all")
    assert total(answer) == 30


def test_no_paragraph_is_lost_where_a_node_is_killed_while_indexing(
    tmp_path: Path, killed_later: Cluster
) -> None:
    app = app_on(tmp_path, killed_later.urls, 1_500)
    outputs = []

    def run() -> None:
        result = app.test_cli_runner().invoke(args=["reindex"])
        outputs.append((result.exit_code, result.output))

    indexing = threading.Thread(target=run)
    indexing.start()
    time.sleep(2)
    killed_later.kill(2)
    indexing.join()
    ((code, output),) = outputs
    assert "Traceback" not in output
    if code:
        # Whoever is told that it failed runs it again.
        assert "unchanged" in output
        run()
        assert outputs[-1][0] == 0, outputs[-1][1]
    found = app.test_client().get("/api/v1/search?q=harbour&copies=all")
    assert total(found) == 1_500
