"""Fixtures: articles written to disk, indexed for real, searched through the real app."""

from __future__ import annotations

import json
import os
import signal
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from hypothesis import HealthCheck, settings

from searchapp import create_app
from tests.opensearch.cluster import Cluster, delete_indices, missing_tools, running_cluster

CORPUS = Path(__file__).parent.parent / "corpus"
REAL_ARTICLE = "2023-03-10-high-end-manufacturing"

A_MINUTE_MS = 60_000
"""No test depends on how fast the machine is, so no question may be refused for its time."""

CLUSTER_GROUP = "cluster"
"""The group of the tests that need the cluster, which run in one process."""

ON_BOTH_ENGINES = pytest.mark.parametrize(
    "search_engine", ["embedded", "opensearch"], indirect=True, scope="session"
)
"""Runs a test once over an archive on each engine."""

Write = Callable[[str, str | bytes], Path]


# No property test may fail because other work keeps the machine busy.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what the caller's shell has set from the tests and the processes they start."""
    environment = pytest.MonkeyPatch()
    config.add_cleanup(environment.undo)
    for name in list(os.environ):
        if name.startswith(("SEARCHAPP_", "FLASK_")):
            environment.delenv(name)
    environment.setenv("SEARCHAPP_MAX_QUERY_MILLISECONDS", str(A_MINUTE_MS))
    # A proxy for the Internet cannot reach the servers of the tests.
    for name in ("NO_PROXY", "no_proxy"):
        environment.setenv(name, "127.0.0.1,localhost")
    # A shell without job control has its background commands ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def on_cluster(urls: Sequence[str]) -> dict[str, Any]:
    """Return the settings of an app with an index of its own in the cluster at *urls*.

    It has no replicas, which would double the work: tests that kill nodes make archives that do.
    """
    return {
        "engine": "opensearch",
        "opensearch_url": list(urls),
        "opensearch_index": f"t{uuid.uuid4().hex[:12]}",
        "opensearch_shards": 2,
        "opensearch_replicas": 0,
        "opensearch_timeout_seconds": 120,
    }


def close_archive(app: Flask) -> None:
    """Close the service of *app*, and delete what is in a cluster."""
    service = app.extensions["searchapp"]
    service.close()
    if service.settings.engine == "opensearch":
        delete_indices(service.settings.opensearch_url[0], service.settings.opensearch_index)


@pytest.fixture(scope="session")
def search_engine(request: pytest.FixtureRequest) -> str:
    """The engine of ``archive`` and ``app``: the embedded one, unless ON_BOTH_ENGINES says more."""
    return getattr(request, "param", "embedded")


@pytest.fixture(scope="session")
def engine_settings(
    search_engine: str, request: pytest.FixtureRequest
) -> Callable[[], dict[str, Any]]:
    """The settings of a new app on the engine."""

    def settings() -> dict[str, Any]:
        if search_engine == "embedded":
            return {}
        return on_cluster(request.getfixturevalue("cluster_urls"))

    return settings


@pytest.fixture(scope="session")
def archive(
    tmp_path_factory: pytest.TempPathFactory, engine_settings: Callable[[], dict[str, Any]]
) -> Iterator[Flask]:
    """The app over the project's own corpus, indexed once."""
    app = create_app(
        {"TESTING": True},
        corpus_dir=CORPUS,
        index_dir=tmp_path_factory.mktemp("archive"),
        max_query_milliseconds=A_MINUTE_MS,
        **engine_settings(),
    )
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    yield app
    close_archive(app)


@pytest.fixture
def client(archive: Flask) -> FlaskClient:
    return archive.test_client()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def write(corpus: Path) -> Write:
    """Write a file of the corpus: ``write("a.txt", text)``."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    return write_file


@pytest.fixture
def app(
    corpus: Path, tmp_path: Path, engine_settings: Callable[[], dict[str, Any]]
) -> Iterator[Flask]:
    """An app over an empty corpus of its own."""
    app = create_app(
        {"TESTING": True},
        corpus_dir=corpus,
        index_dir=tmp_path / "index",
        **engine_settings(),
    )
    yield app
    close_archive(app)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three OpenSearch nodes, each a process that can be killed."""
    if lacking := missing_tools():
        pytest.skip(f"an OpenSearch node cannot be run here: {lacking}")
    with running_cluster(tmp_path_factory.mktemp("opensearch"), nodes=3) as running:
        yield running


@pytest.fixture(scope="session")
def cluster_urls(request: pytest.FixtureRequest) -> Sequence[str]:
    """The nodes of a cluster that no test kills: those in TESTS_OPENSEARCH_URL, if it is set."""
    if urls := os.environ.get("TESTS_OPENSEARCH_URL", "").split():
        return urls
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.urls


def invoke(app: Flask, *arguments: str) -> tuple[int, str, str]:
    """Run a command and return its exit code and what it printed, out and err."""
    result = app.test_cli_runner().invoke(args=arguments)
    return result.exit_code, result.stdout, result.stderr


def line(article_id: str, *paragraphs: str, **fields: Any) -> str:
    """Return a line of ``.jsonl`` for an article."""
    article = {"id": article_id, "title": f"About {article_id}", "paragraphs": list(paragraphs)}
    return json.dumps({**article, **fields}, ensure_ascii=False) + "\n"


def ids(response_json: Any) -> list[str]:
    """Return the ids of the hits that have all the words of the query, in order."""
    return [hit["id"] for hit in response_json["results"] if hit["matched"] == "all"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="take a skipped test for a failure")


def _process_group(item: pytest.Item) -> str:
    """Return the name of the group of tests that run in the same process as *item*.

    The tests of a file share its fixtures, and those of the cluster share its nodes.
    """
    if marker := item.get_closest_marker("xdist_group"):
        return str(marker.args[0])
    if {"cluster", "cluster_urls"} & set(getattr(item, "fixturenames", ())):
        return CLUSTER_GROUP
    params = getattr(getattr(item, "callspec", None), "params", {})
    if params.get("search_engine") == "opensearch":
        return CLUSTER_GROUP
    return item.nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Part the tests into the groups that ``--dist loadgroup`` runs in parallel."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_process_group(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
