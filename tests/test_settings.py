import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from searchapp import blueprint, create_app
from searchapp.settings import (
    SettingError,
    UnknownSettingError,
    describe,
    load,
    setting_notices,
)
from tests.settings_page import PAGE, settings_page


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
        ("SEARCHAPP_CSV_COLUMNS", "headline=Title"),
        ("SEARCHAPP_CSV_COLUMNS", "title="),
    ],
)
def test_the_error_names_the_setting_its_value_and_the_allowed_ones(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load({}, {}, {name: value})
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)
    assert re.search(rf"^{name} must be .* \(got ", str(caught.value))


def test_an_unknown_argument_is_an_error_that_names_the_nearest_setting() -> None:
    for factory in (create_app, blueprint):
        with pytest.raises(TypeError, match=r"no setting 'index_folder'; did you mean index_dir\?"):
            factory(index_folder="x")


def test_an_unknown_key_of_the_config_is_an_error_that_names_the_nearest_setting() -> None:
    with pytest.raises(UnknownSettingError, match="did you mean SEARCHAPP_INDEX_DIR"):
        create_app({"SEARCHAPP_INDEXDIR": "x"})
    with pytest.raises(SettingError, match="the settings are SEARCHAPP_CORPUS_DIR, SEARCHAPP_"):
        create_app({"SEARCHAPP_QQQQ": "x"})


@pytest.mark.parametrize("name", ["SEARCHAPP_INDEXDIR", "SEARCHAPP_index_dir"])
def test_an_unknown_environment_variable_is_ignored_with_a_notice(name: str) -> None:
    assert load({}, {}, {name: "secret"}) == load({}, {}, {})
    [notice] = setting_notices({}, {}, {name: "secret", "PATH": ""})
    assert name in notice
    assert "did you mean SEARCHAPP_INDEX_DIR?" in notice
    assert "secret" not in notice


def test_the_size_of_the_response_cache_is_still_read_under_its_earlier_name() -> None:
    old, new = "SEARCHAPP_KEPT_ANSWERS_BYTES", "SEARCHAPP_RESPONSE_CACHE_BYTES"
    given: list[tuple[dict[str, object], dict[str, object], dict[str, str]]] = [
        ({"kept_answers_bytes": 7}, {}, {}),
        ({}, {old: 7}, {}),
        ({}, {}, {old: "7", new: ""}),
    ]
    for sources in given:
        assert load(*sources).response_cache_bytes == 7
        [notice] = setting_notices(*sources)
        assert "response_cache_bytes" in notice.lower()
    assert load({}, {}, {old: "7", new: "8"}).response_cache_bytes == 8
    assert setting_notices({}, {}, {new: "8"}) == []
    with pytest.raises(SettingError, match=f"{old} must be .*'x'"):
        load({}, {}, {old: "x"})


def test_notices_are_logged_when_the_application_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEARCHAPP_KEPT_ANSWERS_BYTES", "0")
    assert create_app(index_dir=tmp_path).config["SEARCHAPP_RESPONSE_CACHE_BYTES"] == 0
    assert (
        "SEARCHAPP_KEPT_ANSWERS_BYTES has been renamed; use SEARCHAPP_RESPONSE_CACHE_BYTES"
        in caplog.text
    )
    caplog.clear()
    blueprint(index_dir=tmp_path)
    assert "SEARCHAPP_RESPONSE_CACHE_BYTES" in caplog.text


def test_the_app_shows_its_settings_in_its_config(tmp_path: Path) -> None:
    app = create_app(index_dir=tmp_path)
    assert app.config["SEARCHAPP_INDEX_DIR"] == tmp_path
    assert app.config["SEARCHAPP_MAX_QUERY_CHARACTERS"] == 1000


def test_the_response_cache_can_be_turned_off(tmp_path: Path) -> None:
    app = create_app(index_dir=tmp_path, response_cache_bytes=0)
    assert app.config["SEARCHAPP_RESPONSE_CACHE_BYTES"] == 0


@pytest.mark.parametrize("command", ["reindex", "run"])
def test_a_wrong_setting_ends_the_command_with_a_sentence(command: str, tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "searchapp", command],
        env={"SEARCHAPP_MAX_ARTICLE_BYTES": "lots", "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert completed.returncode == 2
    assert "SEARCHAPP_MAX_ARTICLE_BYTES must be a whole number" in completed.stderr
    assert "Traceback" not in completed.stderr


def test_the_settings_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == settings_page(), "run: python -m tests.settings_page"


def test_the_sections_of_settings_are_contiguous() -> None:
    sections = [section for section, _ in groupby(describe(), key=lambda s: s.section)]
    assert len(sections) == len(set(sections))
