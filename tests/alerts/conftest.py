"""An archive whose alerts go to real servers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp import create_app
from tests.alerts.receivers import Hook, Mailbox, http_server, smtp_server
from tests.conftest import Write, invoke, line


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server() as running:
        yield running


@pytest.fixture
def app(corpus: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Flask]:
    app = create_app(
        corpus_dir=corpus,
        index_dir=tmp_path / "index",
        alerts=True,
        alerts_from="archive@example.org",
        alerts_dir=tmp_path / "sent",
        site_url="https://archive.example.org/",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
    )
    yield app
    app.extensions["searchapp"].close()


Add = Callable[..., tuple[int, str, str]]


@pytest.fixture
def add(app: Flask, write: Write) -> Add:
    """Add an article to the archive: ``add("a", "It rained.")`` returns what reindex printed."""

    def add_article(name: str, *paragraphs: str, **fields: Any) -> tuple[int, str, str]:
        write(f"{name}.jsonl", line(name, *paragraphs, **fields))
        return invoke(app, "reindex")

    return add_article
