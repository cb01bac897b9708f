"""The console script: the same commands, and those that make and serve an archive."""

import json
import tomllib
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from searchapp.__main__ import main
from tests.conftest import invoke
from tests.serving import reserved_port, served_by_command

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_it_has_the_commands_of_the_application(folder: Path, app: Flask) -> None:
    code, out, _ = run("--help")
    listed = {line.split()[0] for line in out.partition("Commands:")[2].splitlines() if line}
    assert code == 0
    assert {"demo", "reindex", "run", "search", "serve"} <= set(app.cli.commands) | {"run"}
    assert set(app.cli.commands) <= listed


def test_version_is_that_of_the_project(folder: Path) -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert run("--version") == (0, f"searchapp, version {project['version']}\n", "")
    assert project["scripts"]["searchapp"] == "searchapp.__main__:main"


def test_it_is_this_application_whatever_flask_app_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_APP", "another")
    code, out, _ = run("settings", "--json")
    assert (code, json.loads(out)["max_page"]["origin"]) == (0, "default")


@pytest.mark.parametrize(
    ("shell", "mark"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef searchapp"), ("fish", "complete --no-")],
)
def test_completion_prints_the_script_of_a_shell(folder: Path, shell: str, mark: str) -> None:
    code, out, err = run("completion", shell)
    assert (code, err) == (0, "")
    assert mark in out
    assert "_SEARCHAPP_COMPLETE" in out


def test_the_demo_is_served_from_a_folder_of_its_own(folder: Path) -> None:
    with (
        reserved_port() as port,
        served_by_command(
            ("demo", str(folder / "demo"), "--port", str(port)),
            port,
            # The demo has its own settings, whatever those of the process are.
            {
                "SEARCHAPP_INDEX_DIR": str(folder / "elsewhere"),
                "HOME": str(folder / "home"),
                "XDG_RUNTIME_DIR": "",
            },
        ),
    ):
        address = f"http://127.0.0.1:{port}/api/v1/search?q=oil&speaker=ingrid-solheim"
        with urllib.request.urlopen(address, timeout=60) as response:
            assert json.load(response)["total"]["value"] == 4
    assert sorted(path.name for path in (folder / "demo").iterdir()) == [
        "corpus",
        "index",
        "searchapp.toml",
    ]
    assert not (folder / "elsewhere").exists()
    assert not (folder / "home").exists()


def test_without_gunicorn_flasks_own_server_answers(folder: Path) -> None:
    without = (
        "import sys; sys.modules['gunicorn'] = None; from searchapp.__main__ import main; main()"
    )
    with (
        reserved_port() as port,
        served_by_command(("serve", "--port", str(port)), port, program=("-c", without)),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as response,
    ):
        assert response.headers["Server"].startswith("Werkzeug")


def test_the_demo_needs_a_new_folder(folder: Path, app: Flask) -> None:
    (folder / "mine.txt").write_text("x", encoding="utf-8")
    assert invoke(app, "demo", str(folder))[0] == 2
    code, _, err = invoke(app, "demo", str(folder / "mine.txt" / "below"))
    assert (code, "cannot be made: Not a directory" in err) == (2, True)
    assert invoke(app, "demo", str(folder))[2].endswith("is not empty; choose a new folder.\n")
