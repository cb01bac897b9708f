"""Errors of the cluster: what is refused, what is busy, what does not answer in time."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from searchapp.engine.errors import EngineError, UnavailableError
from searchapp.engine.opensearch.circuit_breaker import FAILURES_TO_OPEN
from searchapp.engine.opensearch.connection import ClusterAddress
from searchapp.engine.opensearch.engine import ClusterEngine
from tests.opensearch.archives import Archive, notices
from tests.opensearch.proxies import answering_proxy

SEARCH_URL = "/api/v1/search?q=harbour&copies=all"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, cluster_urls: Sequence[str]) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("errors"), cluster_urls)
    archive.write("a.jsonl", notices(0, 3))
    archive.reindex()
    return archive


def through(archive: Archive, url: str) -> Archive:
    """Return an archive over the same index, whose requests go to *url*."""
    return Archive(archive.folder, [url], prefix=archive.prefix)


def failed(status: int, kind: str, reason: str) -> Response:
    """Return the answer to a multi search of which each part failed."""
    error = {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}
    return json_answer({"responses": [{"status": status, "error": error}] * 20})


def json_answer(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


@pytest.mark.parametrize(
    ("status", "kind", "expected", "text"),
    [
        (400, "query_shard_exception", 400, "failed to create query"),
        (400, "too_complex_to_determinize_exception", 400, "Use fewer patterns"),
        (429, "circuit_breaking_exception", 503, "overloaded"),
        (500, "task_cancelled_exception", 503, "was cancelled"),
    ],
)
def test_an_error_of_a_search_has_its_status_and_reason(
    archive: Archive, status: int, kind: str, expected: int, text: str
) -> None:
    answer = failed(status, kind, "failed to create query")
    with answering_proxy(archive.urls[0], "/_msearch", lambda: answer) as (url, _):
        response = through(archive, url).app().test_client().get(SEARCH_URL)
    assert response.status_code == expected
    assert text in response.text
    assert ("Retry-After" in response.headers) == (expected == 503)


@pytest.fixture
def slow_search(archive: Archive) -> Iterator[tuple[ClusterEngine, list[str]]]:
    """An engine whose searches are not answered in time, and what was sent of them."""

    def answer() -> Response:
        time.sleep(2)
        return json_answer({"responses": []})

    with answering_proxy(archive.urls[0], "/_msearch", answer) as (url, sent):
        engine = ClusterEngine(ClusterAddress((url,), archive.prefix, timeout_seconds=1))
        yield engine, sent
        engine.close()


def test_a_search_that_timed_out_is_not_sent_again(
    slow_search: tuple[ClusterEngine, list[str]],
) -> None:
    engine, sent = slow_search
    with pytest.raises(UnavailableError, match="in time"):
        engine.speaker("ann-lee")
    assert len(sent) == 1


def test_after_some_timeouts_requests_fail_at_once_until_the_cluster_is_tried_again(
    slow_search: tuple[ClusterEngine, list[str]],
) -> None:
    engine, sent = slow_search
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(UnavailableError, match="in time"):
            engine.speaker("ann-lee")
    with pytest.raises(UnavailableError, match="in a row"):
        engine.speaker("ann-lee")
    assert len(sent) == FAILURES_TO_OPEN
    time.sleep(1.1)
    with pytest.raises(UnavailableError, match="in time"):
        engine.speaker("ann-lee")


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ({"number": "1.3.20", "distribution": "opensearch"}, r"OpenSearch 1\.3\.20"),
        ({"number": "2.18.0", "distribution": "opensearch"}, r"OpenSearch 2\.18\.0"),
        ({"number": "8.15.1"}, r"Elasticsearch 8\.15\.1"),
    ],
)
def test_a_cluster_of_another_version_is_refused_by_name(
    archive: Archive, tmp_path: Path, version: dict[str, str], name: str
) -> None:
    answer = json_answer({"version": version})
    with answering_proxy(archive.urls[0], "/", lambda: answer) as (url, _):
        engine = ClusterEngine(ClusterAddress((url,), archive.prefix))
        with pytest.raises(EngineError, match=name):
            engine.info()
        engine.close()
