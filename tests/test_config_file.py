from pathlib import Path

import pytest

from searchapp import blueprint, create_app
from searchapp.settings import SettingError, load, load_with_origins, read_config_file, shown_value
from tests.conftest import invoke


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / "searchapp.toml").write_text(text, encoding="utf-8")


def test_a_setting_of_the_file_has_its_name_without_prefix_in_lower_case(folder: Path) -> None:
    configure(folder, 'max_page = 7\nmetrics = true\ncors_origins = ["https://a.example"]\n')
    settings = load({}, {}, {}, read_config_file())
    assert (settings.max_page, settings.metrics) == (7, True)
    assert settings.cors_origins == ("https://a.example",)
    assert create_app(index_dir="index").config["SEARCHAPP_MAX_PAGE"] == 7


def test_the_environment_takes_precedence_over_the_file() -> None:
    loaded = load_with_origins(
        {"max_page": 1},
        {"SEARCHAPP_MAX_QUERY_CLAUSES": 2},
        {"SEARCHAPP_MAX_CHECK_QUOTATIONS": "3", "SEARCHAPP_MAX_EXPANSION": ""},
        dict.fromkeys(
            ("max_page", "max_query_clauses", "max_check_quotations", "max_expansion"), 9
        ),
    )
    names = ("max_page", "max_query_clauses", "max_check_quotations", "max_expansion", "proxies")
    assert [shown_value(loaded.settings, name) for name in names] == ["1", "2", "3", "9", "0"]
    assert [loaded.origins[name] for name in names] == [
        "argument",
        "Flask config",
        "environment",
        "searchapp.toml",
        "default",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_pag = 7", "searchapp.toml: there is no setting 'max_pag'; did you mean max_page?"),
        ("SEARCHAPP_MAX_PAGE = 7", "did you mean max_page?"),
        ("[searchapp]\nmax_page = 7", "searchapp.toml: there is no setting 'searchapp'"),
        ("max_page = 0", "searchapp.toml: max_page must be a whole number from 1 to 1,000,000"),
        ("max_page = 1.5", "searchapp.toml: max_page must be a whole number"),
        ("max_page = ", "searchapp.toml is not TOML: Invalid value (at end of document)"),
        ("index_dir = []", "searchapp.toml: index_dir must be the path of a folder"),
    ],
)
def test_an_error_names_the_file_and_the_key(folder: Path, text: str, message: str) -> None:
    configure(folder, text)
    for factory in (create_app, blueprint):
        with pytest.raises(SettingError) as caught:
            factory()
        assert message in str(caught.value)


def test_a_file_that_is_not_utf8_is_an_error(folder: Path) -> None:
    (folder / "searchapp.toml").write_bytes(b'archive_id = "\xff"')
    with pytest.raises(SettingError, match="must be UTF-8: invalid start byte at byte 14"):
        create_app()


@pytest.mark.parametrize("source", ["environment", "searchapp.toml"])
def test_a_secret_can_be_in_a_file_of_its_own(tmp_path: Path, source: str) -> None:
    path = tmp_path / "password"
    path.write_text("a secret \n", encoding="utf-8")
    if source == "environment":
        loaded = load_with_origins({}, {}, {"SEARCHAPP_OPENSEARCH_PASSWORD_FILE": str(path)})
    else:
        loaded = load_with_origins({}, {}, {}, {"opensearch_password_file": str(path)})
    assert loaded.settings.opensearch_password == "a secret "  # noqa: S105
    assert loaded.origins["opensearch_password"] == source
    assert shown_value(loaded.settings, "opensearch_password") == "(value not shown)"


def test_a_secret_that_cannot_be_read_or_is_given_twice_is_an_error(tmp_path: Path) -> None:
    name = "SEARCHAPP_OPENSEARCH_API_KEY"
    with pytest.raises(SettingError, match=r"_FILE must be a file .*No such file or directory"):
        load({}, {}, {name + "_FILE": str(tmp_path / "missing")})
    with pytest.raises(SettingError, match=f"{name} and {name}_FILE must not both be set"):
        load({}, {}, {name: "x", name + "_FILE": str(tmp_path)})


def test_the_command_shows_values_and_origins_and_no_secret(folder: Path) -> None:
    configure(folder, 'max_page = 7\nopensearch_password = "hidden"\n')
    app = create_app(index_dir="index")
    code, out, _ = invoke(app, "settings")
    rows = {row.split()[0]: row.split()[1:] for row in out.splitlines()}
    assert code == 0
    assert rows["max_page"] == ["searchapp.toml", "7"]
    assert rows["index_dir"] == ["argument", "index"]
    assert rows["proxies"] == ["default", "0"]
    _, as_json, _ = invoke(app, "settings", "--json")
    assert '"max_page": {\n    "value": "7",\n    "origin": "searchapp.toml"' in as_json
    assert "hidden" not in out + as_json
