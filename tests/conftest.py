"""Fixtures: articles written to disk, indexed for real, searched through the real app."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from searchapp import create_app

CORPUS = Path(__file__).parent.parent / "corpus"
REAL_ARTICLE = "2023-03-10-high-end-manufacturing"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("SEARCHAPP_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over the project's own corpus, indexed once."""
    app = create_app(
        {"TESTING": True}, corpus_dir=CORPUS, index_dir=tmp_path_factory.mktemp("archive")
    )
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app


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
def app(corpus: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app over an empty corpus of its own."""
    app = create_app({"TESTING": True}, corpus_dir=corpus, index_dir=tmp_path / "index")
    yield app
    app.extensions["searchapp"].close()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def invoke(app: Flask, *arguments: str) -> tuple[int, str, str]:
    """Run a command and return its exit code and what it printed, out and err."""
    result = app.test_cli_runner().invoke(args=arguments)
    return result.exit_code, result.stdout, result.stderr


def line(article_id: str, *paragraphs: str, **fields: Any) -> str:
    """Return a line of ``.jsonl`` for an article."""
    article = {"id": article_id, "title": f"About {article_id}", "paragraphs": list(paragraphs)}
    return json.dumps({**article, **fields}, ensure_ascii=False) + "\n"


def ids(response_json: Any) -> list[str]:
    """Return the ids of the hits, in order."""
    return [hit["id"] for hit in response_json["results"]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="take a skipped test for a failure")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
