"""The contributing page lists the licence of every dependency."""

import re
import tomllib
from pathlib import Path

import searchapp

PAGE = Path(searchapp.__file__).parent / "docs" / "contributing.md"
PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"

NOT_INSTALLED = {"test", "bench"}


def test_it_lists_exactly_the_dependencies_of_the_program_and_its_extras() -> None:
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].items()
    requirements = [
        *project["dependencies"],
        *(r for name, extra in extras if name not in NOT_INSTALLED for r in extra),
    ]
    names = {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}
    listed = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name for name, licence in listed if licence != "licence" and name != "---"} == names
    assert [name for name, _ in listed[1:]] == sorted(name for name, _ in listed[1:])
