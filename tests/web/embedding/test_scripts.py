"""The scripts of the custom elements: their versions, hashes, headers and sizes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

import searchapp
from searchapp.web.embedding.scripts import NAMES, NEWS_QUOTE, NEWS_SEARCH, script
from searchapp.web.embedding.texts import widget_texts
from searchapp.web.presenters.languages import LANGUAGES, language_of
from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import Site

DOCUMENTATION = Path(searchapp.__file__).parent / "docs" / "embedding.md"
PINNED = re.compile(
    r'<script src="[^"]*/embed/(?P<version>\w+)/(?P<name>[\w.-]+)"\s+'
    r'integrity="(?P<integrity>[^"]+)"\s+crossorigin="anonymous"'
)


def sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_version_is_served_for_a_year_to_every_site(client: FlaskClient, name: str) -> None:
    url = f"/embed/{script(name).version}/{name}"
    response = client.get(url)
    assert response.status_code == 200
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert sha384(response.data) == script(name).integrity
    again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("url", "name"), [("/embed.js", NEWS_SEARCH), ("/news-quote.js", NEWS_QUOTE)]
)
def test_without_a_version_the_present_one_is_served_for_seconds(
    client: FlaskClient, url: str, name: str
) -> None:
    response = client.get(url)
    assert response.data == script(name).content
    assert response.headers["Cache-Control"] == "private, max-age=10"


@pytest.mark.parametrize("name", NAMES)
def test_another_version_is_not_found_and_the_answer_names_the_present_one(
    client: FlaskClient, name: str
) -> None:
    response = client.get(f"/embed/0123456789ab/{name}")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    detail = response.get_json()["detail"]
    assert f"/embed/{script(name).version}/{name}, integrity {script(name).integrity}" in detail
    assert {NEWS_SEARCH: "/embed.js", NEWS_QUOTE: "/news-quote.js"}[name] in detail


def test_there_are_no_other_scripts(client: FlaskClient) -> None:
    response = client.get(f"/embed/{script(NEWS_SEARCH).version}/other.js")
    assert response.status_code == 404
    assert "only news-search.js and news-quote.js" in response.get_json()["detail"]


def test_the_page_with_the_code_names_the_version_and_its_hash(client: FlaskClient) -> None:
    text = html.unescape(html.unescape(client.get("/embed/code?q=said").text))
    (pinned,) = PINNED.finditer(text)
    current = script(NEWS_SEARCH)
    assert pinned.groupdict() == {
        "version": current.version,
        "name": NEWS_SEARCH,
        "integrity": current.integrity,
    }


def test_the_documentation_names_the_versions_and_their_hashes() -> None:
    pinned = [match.groupdict() for match in PINNED.finditer(DOCUMENTATION.read_text("utf-8"))]
    assert pinned == [
        {"version": s.version, "name": s.name, "integrity": s.integrity}
        for s in map(script, (NEWS_SEARCH, NEWS_QUOTE))
    ]


@needs_chromium
def test_browsers_run_the_version_with_its_hash_and_refuse_another(
    tab: Page, site: Site, archive_url: str
) -> None:
    current = script(NEWS_SEARCH)
    src = f"{archive_url}/embed/{current.version}/{NEWS_SEARCH}"
    for integrity, defined in ((current.integrity, True), (sha384(b"another script"), False)):
        tab.goto(
            site(f'<script src="{src}" integrity="{integrity}" crossorigin="anonymous"></script>')
        )
        assert tab.evaluate("Boolean(customElements.get('news-search'))") is defined


def test_a_script_imports_no_other_file() -> None:
    for name in NAMES:
        assert not re.search(rb"\bimport\b", script(name).content), name


def test_the_scripts_are_small() -> None:
    """A hash covers one file, so that the texts of all languages (2.8 kB) are in it."""
    content = script(NEWS_SEARCH).content
    assert len(content) < 16_000
    assert len(gzip.compress(content)) < 6_000
    assert len(script(NEWS_QUOTE).content) < 5_000


def test_the_scripts_have_texts_in_every_language() -> None:
    texts = widget_texts()
    assert [language_of(tag) for tag in texts] == list(LANGUAGES)
    for tag, named in texts.items():
        assert list(named) == list(texts["en"]), tag
        assert all(named.values()), tag


def test_styles_have_no_left_and_right() -> None:
    for name in NAMES:
        (style,) = re.findall(r"STYLE = `(.*?)`", script(name).content.decode(), re.DOTALL)
        assert re.findall(r"\b(?:left|right)\b", style) == []
        # "a b c d" as a shorthand sets other values on the left than on the right.
        for value in re.findall(r"(?:margin|padding):([^;}]+)", style):
            sides = value.split()
            assert len(sides) < 4 or sides[1] == sides[3], value
