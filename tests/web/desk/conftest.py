"""Fixtures of the desk: applications with editors, and clients that are logged in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from searchapp import create_app
from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from tests.conftest import Write, invoke
from tests.desk.articles import doubtful_lines

SECRET = "correct horse"  # noqa: S105
QUICK_HASH = generate_password_hash(SECRET, "pbkdf2:sha256:1")
"""Real hashes take a tenth of a second each."""

QUESTIONS = 3
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

HIDDEN_FIELD = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')

MakeDesk = Callable[..., Flask]


@pytest.fixture
def make_desk(
    tmp_path: Path, corpus: Path, engine_settings: Callable[[], dict[str, Any]]
) -> Iterator[MakeDesk]:
    """Make an application with a desk over one corpus, for the editors ann and bo."""
    file = EditorsFile(tmp_path / "editors.json")
    file.add(Editor("ann", QUICK_HASH))
    file.add(Editor("bo", QUICK_HASH))
    index = {"index_dir": tmp_path / "index", **engine_settings()}
    apps: list[Flask] = []

    def make(**settings: object) -> Flask:
        values: dict[str, Any] = {**index, "editors": file.path, **settings}
        app = create_app({"TESTING": True}, corpus_dir=corpus, **values)
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.extensions["searchapp"].close()


@pytest.fixture
def desk_app(make_desk: MakeDesk, write: Write) -> Flask:
    """An application with a desk and an index with a few doubtful speakers."""
    write("a.jsonl", doubtful_lines(QUESTIONS))
    app = make_desk()
    assert invoke(app, "reindex")[0] == 0
    return app


def token(page: TestResponse) -> str:
    """Return the token of the first form of *page*."""
    found = _TOKEN.search(page.text)
    assert found, page.text
    return found[1]


def log_in(client: FlaskClient, name: str = "ann", password: str = SECRET) -> TestResponse:
    """Log an editor in, as the form does, and return the response."""
    page = client.get("/desk/login")
    form = {"name": name, "password": password, "csrf_token": token(page)}
    return client.post("/desk/login", data=form)


@pytest.fixture
def editor(desk_app: Flask) -> FlaskClient:
    """A client with which ann is logged in."""
    client = desk_app.test_client()
    assert log_in(client).status_code == 303
    return client


def fields(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of the form of answers on *page*."""
    form = page.text[page.text.index('class="answers"') :]
    form = form[: form.index("</form>")]
    return dict(HIDDEN_FIELD.findall(form))
