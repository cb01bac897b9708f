"""The architecture page names modules that exist, and every package."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "searchapp"
PAGE = (PACKAGE / "docs" / "architecture.md").read_text(encoding="utf-8")
MODULES = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
FILES = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.*")}


def test_every_file_that_the_page_names_exists() -> None:
    named = re.findall(r"`([\w./]+\.(?:py|json))`", PAGE)
    assert len(named) > 80
    missing = [
        name
        for name in named
        if not name.startswith("tests/")
        and not any(f"/{file}".endswith(f"/{name}") for file in FILES)
    ]
    assert missing == []


def test_every_package_has_its_place_on_the_page() -> None:
    packages = {
        path.parent.relative_to(PACKAGE).parts
        for path in PACKAGE.rglob("__init__.py")
        if path.parent != PACKAGE
    }
    assert len(packages) > 20
    assert [parts for parts in sorted(packages) if f"`{parts[-1]}/`" not in PAGE] == []
