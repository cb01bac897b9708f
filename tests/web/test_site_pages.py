"""Help, "About" and the files for crawlers."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.web.presenters.help_pages import page_names

ROOT = Path(__file__).parent.parent.parent


def test_the_overview_links_to_every_help_page(client: FlaskClient) -> None:
    page = client.get("/help")
    assert page.status_code == 200
    assert [name for name in page_names() if f'href="/help/{name}"' not in page.text] == []


@pytest.mark.parametrize("name", page_names())
def test_every_help_page_and_its_links_are_answered(client: FlaskClient, name: str) -> None:
    page = client.get(f"/help/{name}")
    assert page.status_code == 200
    article = page.text.partition('<article class="manual">')[2].partition("</article>")[0]
    local = {url.partition("#")[0] for url in re.findall(r'href="(/[^"]*)"', article)}
    assert [url for url in local if client.get(url).status_code != 200] == []


def test_an_unknown_help_page_is_a_404_that_says_so(client: FlaskClient) -> None:
    page = client.get("/help/nothing")
    assert page.status_code == 404
    assert "There is no help page" in page.text


def test_help_works_without_an_index(tmp_path: Path) -> None:
    client = create_app(index_dir=tmp_path / "none").test_client()
    assert client.get("/help").status_code == 200


def test_help_works_from_an_installed_wheel(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "searchapp", source / "searchapp", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    [wheel] = (source / "dist").glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    ask = (
        "import searchapp; client = searchapp.create_app(index_dir='index').test_client();"
        "assert 'installed' in searchapp.__file__;"
        "print([client.get(p).status_code for p in ('/help', '/help/query', '/help/settings')])"
    )
    completed = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert completed.stdout.strip() == "[200, 200, 200]"
