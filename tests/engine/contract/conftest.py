"""The engines of the contract, each over the same articles, and queries for them."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.search.service import SearchService
from tests.benchmarks.ranking import JUDGED
from tests.conftest import CORPUS, close_archive, line, on_cluster

ENGINES = ("embedded", "opensearch")

RELAXED = (
    "ferry captains", "storm notice quay", "harbour bridge steel data", "lee storm zeppelin",
    '"ferry" captains', "+harbour notice bridge", "harbour storm -bridge", "quay storm source:two",
    "(storm OR ferry) (notice OR bridge)", "harb* ferri~", "Ça müller nosuchword", "张三 storm",
    "nobody quay (notice master) OR bridge", "title:storm quay ferry", "master^0 ferry^0 bridge^0",
)  # fmt: skip
"""Queries with hits that lack some of the words."""


def settings_of(engine: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the settings of a new app with that engine."""
    if engine == "embedded":
        return {}
    return on_cluster(request.getfixturevalue("cluster_urls"))


def archive(folder: Path, **settings: Any) -> Flask:
    """Return an app over the project's corpus, the judged articles and a few of its own."""
    copytree(CORPUS, folder / "corpus")
    (folder / "corpus" / "judged.jsonl").write_bytes((JUDGED / "articles.jsonl").read_bytes())
    copied = "The harbour master of Port Ellory closed the quay on Monday, a notice said there."
    (folder / "corpus" / "contract.jsonl").write_text(
        line("copy-1", copied, "“Nobody sails,” said Ann Lee, the harbour master.", source="One")
        + line("copy-2", "Storm.", copied, "Ann Lee said nobody sails.", date="2021-05-06")
        + line("chinese", "张三说：“我们不会。”", date="2020-01-02", source="两")
        + line("accents", "Jürgen Müller said: “Ça va, we will not go.”", author="Zoë")
        + line(
            "refusals",
            "Ann Lee, the harbour master, declined to comment.",
            "“We closed the quay,” said Ann Lee. Tor Vesely, a captain, did not say why.",
            "The Port Trust declined to comment. Tor Vesely declined to comment.",
            "A spokesman refused to comment on the quay, but Jürgen Müller said it was closed.",
        ),
        "utf-8",
    )
    (folder / "corpus" / "synonyms.toml").write_text(
        '[[synonyms]]\nterms = ["pier", "quay", "landing stage"]\n'
    )
    app = create_app(
        {"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index", **settings
    )
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    service = archive(tmp_path_factory.mktemp("embedded")).extensions["searchapp"]
    yield service
    service.close()


@pytest.fixture(scope="session")
def opensearch(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SearchService]:
    settings = settings_of("opensearch", request)
    service = archive(tmp_path_factory.mktemp("cluster"), **settings).extensions["searchapp"]
    yield service
    service.close()


@pytest.fixture(scope="session")
def one_shard(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SearchService]:
    """A cluster whose statistics of articles are those of the whole archive."""
    settings = settings_of("opensearch", request) | {"opensearch_shards": 1}
    service = archive(tmp_path_factory.mktemp("shard"), **settings).extensions["searchapp"]
    yield service
    service.close()


@pytest.fixture(params=ENGINES)
def changing(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app whose corpus a test may change."""
    app = archive(tmp_path, **settings_of(request.param, request))
    yield app
    close_archive(app)


@pytest.fixture(params=ENGINES, scope="module")
def unchanged(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An app for tests that leave its corpus and its live generation as they are."""
    app = archive(tmp_path_factory.mktemp("unchanged"), **settings_of(request.param, request))
    yield app
    close_archive(app)
