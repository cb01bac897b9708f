"""Plugins in folders on the path: the example packages, and modules that a test writes."""

import importlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from searchapp.attribution.lexicons.plugin_lexicons import plugin_lexicons
from searchapp.ingest.formats.detection import known_endings, plugin_formats
from searchapp.plugins.indexing_plugins import indexing_fingerprint, indexing_plugins
from searchapp.plugins.result_plugins import result_plugins, results_fingerprint

EXAMPLES = Path(__file__).with_name("examples")

_CACHED = (
    *(indexing_plugins, indexing_fingerprint, plugin_formats, known_endings, plugin_lexicons),
    *(result_plugins, results_fingerprint),
)

_BUILD = """
import os, sys
from setuptools.build_meta import build_wheel
for folder in sys.argv[1:]:
    os.chdir(folder)
    build_wheel("dist")
"""

Use = Callable[[Path], None]
"""Puts a folder with installed packages on the path of this process."""

WritePlugin = Callable[..., Path]
"""``write_plugin(name, code, group=, version=)`` installs a module; returns its folder."""


@pytest.fixture(scope="session")
def example_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example packages, installed from the wheels that setuptools builds."""
    sources = tmp_path_factory.mktemp("sources") / "examples"
    shutil.copytree(EXAMPLES, sources, ignore=shutil.ignore_patterns("__pycache__"))
    projects = sorted(sources.iterdir())
    command = [sys.executable, "-c", _BUILD, *map(str, projects)]
    subprocess.run(command, check=True, capture_output=True)
    installed = tmp_path_factory.mktemp("installed")
    for project in projects:
        [wheel] = (project / "dist").glob("*.whl")
        zipfile.ZipFile(wheel).extractall(installed)
    return installed


def _forget_plugins() -> None:
    for function in _CACHED:
        function.cache_clear()


@pytest.fixture
def use_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    folders: list[Path] = []

    def use(folder: Path) -> None:
        folders.append(folder)
        monkeypatch.syspath_prepend(folder)
        _forget_plugins()

    yield use
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and any(Path(file).is_relative_to(folder) for folder in folders):
            del sys.modules[name]
    monkeypatch.undo()
    importlib.invalidate_caches()
    _forget_plugins()


@pytest.fixture
def examples(example_packages: Path, use_packages: Use) -> None:
    """The example packages are installed."""
    use_packages(example_packages)


@pytest.fixture
def write_plugin(tmp_path: Path, use_packages: Use) -> WritePlugin:
    def write(
        name: str, code: str, group: str = "searchapp.indexing", version: str = "1.0"
    ) -> Path:
        folder = tmp_path / "packages"
        metadata = folder / f"{name}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
        header = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (metadata / "METADATA").write_text(header)
        (metadata / "entry_points.txt").write_text(f"[{group}]\n{name} = {name}\n")
        use_packages(folder)
        return folder

    return write
