"""The files for deployment name settings, commands and options that exist."""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

import searchapp
from searchapp.settings import describe

DEPLOY = Path(searchapp.__file__).parent / "docs" / "deploy"
FILES = sorted(DEPLOY.iterdir())


def yaml_values(value: Any) -> Iterator[Any]:
    """Yield every mapping within *value*."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from yaml_values(member)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_a_file_names_exists(path: Path) -> None:
    names = {setting.name for setting in describe()}
    assert set(re.findall(r"SEARCHAPP_[A-Z_]+", path.read_text("utf-8"))) <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_that_a_file_runs_exists_with_its_options(path: Path, app: Flask) -> None:
    text = path.read_text("utf-8").replace('"', "").replace(",", "").replace("]", "")
    for words in re.findall(r"(?:bin/|\[)searchapp ([a-z].*)", text):
        name, *options = words.split()
        command = app.cli.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {option for option in options if option.startswith("--")} <= known


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml", "prometheus.yml"])
def test_containers_cannot_write_their_root_or_gain_rights(name: str) -> None:
    documents = list(yaml.safe_load_all((DEPLOY / name).read_text("utf-8")))
    assert all(documents)
    for container in yaml_values(documents):
        if "searchapp:latest" in str(container.get("image")):
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
        if "dockerfile" in str(container.get("build")):
            assert container["read_only"] is True
            assert container["cap_drop"] == ["ALL"]


def test_the_units_run_as_a_user_without_rights() -> None:
    for path in DEPLOY.glob("*.service"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(path.read_text("utf-8"))
        assert unit["Service"]["User"] == "archive"
        assert unit["Service"]["NoNewPrivileges"] == "yes"
