"""Help, "About" and the files for crawlers."""

import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask
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


def test_help_and_translations_work_from_an_installed_wheel(tmp_path: Path) -> None:
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
        "assert 'Über diese Website' in client.get('/about?lang=de').text;"
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


def test_about_counts_the_archive_and_names_the_versions(client: FlaskClient) -> None:
    page = client.get("/about").text
    info = client.get("/api/v1/search?q=*").json
    assert info is not None
    assert f"version {info['index']['version']}, built" in page
    assert f"<td>{info['total']['paragraphs']}</td>" in page
    speakers = client.get("/api/v1/speakers").json
    assert speakers is not None
    assert f"<td>{speakers['total']}</td>" in page
    assert f"searchapp {metadata.version('searchapp')}" in page


def test_about_works_without_an_index(tmp_path: Path) -> None:
    page = create_app(index_dir=tmp_path / "none").test_client().get("/about")
    assert page.status_code == 200
    assert "There is no index yet." in page.text


def test_the_icon_is_an_icon(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as response:
        assert response.mimetype == "image/x-icon"
        assert response.data.startswith(b"\0\0\1\0")


def test_crawlers_are_kept_out_by_default(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert response.text == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemap-1.xml").status_code == 404


@pytest.fixture
def open_client(archive: Flask) -> FlaskClient:
    app = create_app(index_dir=archive.config["SEARCHAPP_INDEX_DIR"], allow_crawlers=True)
    return app.test_client()


def test_crawlers_may_read_an_open_archive_but_not_search_it(open_client: FlaskClient) -> None:
    text = open_client.get("/robots.txt").text
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert rules.can_fetch("*", "/articles/some-article")
    assert rules.can_fetch("*", "/speakers/ann-lee")
    for path in ("/search?q=oil", "/api/v1/search?q=oil", "/compare", "/feed?q=oil", "/embed"):
        assert not rules.can_fetch("*", path)
    assert rules.site_maps() == ["http://localhost/sitemap.xml"]


def test_the_sitemap_lists_every_article_once(open_client: FlaskClient) -> None:
    def urls(path: str) -> list[str]:
        return re.findall("<loc>(.*?)</loc>", open_client.get(path).text)

    files = urls("/sitemap.xml")
    assert files == ["http://localhost/sitemap-1.xml"]
    articles = urls(files[0])
    total = open_client.get("/api/v1/articles?q=*").json
    assert total is not None
    assert len(set(articles)) == len(articles) == total["total"]
    assert open_client.get(articles[0]).status_code == 200
    assert open_client.get("/sitemap-2.xml").status_code == 404


def test_an_image_of_a_help_page_is_answered(client: FlaskClient) -> None:
    with client.get("/help/attribution-reliability.svg") as image:
        assert image.status_code == 200
        assert image.mimetype == "image/svg+xml"
    assert client.get("/help/none.svg").status_code == 404
