import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from searchapp import create_app
from tests.conftest import invoke

TYPED = "correct horse\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        {"TESTING": True},
        corpus_dir=tmp_path / "corpus",
        index_dir=tmp_path / "index",
        editors=tmp_path / "editors.json",
    )
    yield app
    app.extensions["searchapp"].close()


def run(app: Flask, *arguments: str, typed: str = TYPED) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["editors", *arguments], input=typed)
    return result.exit_code, result.output


def test_editors_are_added_listed_and_removed(app: Flask) -> None:
    assert run(app, "list") == (0, "")
    assert run(app, "add", "ann") == (0, "ann can use the desk.\n")
    assert run(app, "add", "ann") == (0, "ann has a new password for the desk.\n")
    assert run(app, "add", "bo", "--no-password") == (0, "bo can use the desk.\n")
    assert run(app, "list") == (0, "ann\nbo (by a proxy only)\n")
    assert json.loads(run(app, "list", "--json")[1])["editors"] == [
        {"name": "ann", "password": True},
        {"name": "bo", "password": False},
    ]
    assert run(app, "remove", "ann") == (0, "ann can no longer use the desk.\n")
    code, out = run(app, "remove", "ann")
    assert (code, "there is no editor 'ann'" in out) == (2, True)


def test_the_password_is_hashed(app: Flask, tmp_path: Path) -> None:
    run(app, "add", "ann")
    text = (tmp_path / "editors.json").read_text()
    assert "scrypt:" in text
    assert TYPED.strip() not in text


def test_a_short_password_and_an_odd_name_are_refused(app: Flask, tmp_path: Path) -> None:
    code, out = run(app, "add", "ann", typed="short\n")
    assert (code, "has 5 characters; expected at least 10" in out) == (2, True)
    code, out = run(app, "add", "../ann")
    assert (code, "is not a name for an editor" in out) == (2, True)
    assert not (tmp_path / "editors.json").exists()


def test_without_the_setting_there_is_no_file(archive: Flask) -> None:
    code, _, err = invoke(archive, "editors", "list")
    assert (code, "set SEARCHAPP_EDITORS to its path" in err) == (2, True)
