import subprocess
import sys
from pathlib import Path

import pytest

from searchapp import create_app
from searchapp.settings import SettingError, describe, load


def test_an_argument_beats_config_beats_environment_beats_default(tmp_path: Path) -> None:
    name = "SEARCHAPP_INDEX_DIR"
    environment = {name: str(tmp_path / "environment")}
    config = {name: str(tmp_path / "config")}
    assert load({}, {}, {}).index_dir == Path("index")
    assert load({}, {}, environment).index_dir == tmp_path / "environment"
    assert load({}, config, environment).index_dir == tmp_path / "config"
    argument = {"index_dir": tmp_path / "argument"}
    assert load(argument, config, environment).index_dir == tmp_path / "argument"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load({}, {}, {"SEARCHAPP_CORPUS_DIR": ""}).corpus_dir == Path("corpus")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEARCHAPP_MAX_QUERY_CHARACTERS", "many"),
        ("SEARCHAPP_MAX_QUERY_CHARACTERS", "0"),
        ("SEARCHAPP_MAX_QUERY_CHARACTERS", "1.5"),
        ("SEARCHAPP_MAX_ARTICLE_BYTES", "-1"),
        ("SEARCHAPP_INDEX_DIR", " "),
        ("SEARCHAPP_INDEX_DIR", "a\0b"),
        ("SEARCHAPP_INDEX_DIR", __file__),
        ("SEARCHAPP_INDEXDIR", "misspelt"),
        ("SEARCHAPP_CSV_COLUMNS", "headline=Title"),
        ("SEARCHAPP_CSV_COLUMNS", "title="),
    ],
)
def test_a_wrong_value_is_named_with_its_setting_and_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load({}, {}, {name: value})
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)
    assert "allowed" in str(caught.value)


def test_an_unknown_argument_is_an_error_of_the_caller() -> None:
    with pytest.raises(TypeError, match="index_folder"):
        create_app(index_folder="x")


def test_the_app_shows_its_settings_in_its_config(tmp_path: Path) -> None:
    app = create_app(index_dir=tmp_path)
    assert app.config["SEARCHAPP_INDEX_DIR"] == tmp_path
    assert app.config["SEARCHAPP_MAX_QUERY_CHARACTERS"] == 1000


@pytest.mark.parametrize("command", ["reindex", "run"])
def test_a_wrong_setting_stops_the_start_with_a_sentence(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "searchapp", command],
        env={"SEARCHAPP_MAX_ARTICLE_BYTES": "lots", "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "SEARCHAPP_MAX_ARTICLE_BYTES is 'lots'" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_setting_stands_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    for setting in describe():
        assert setting.name in readme
