"""The archive inside programs of other makers: web frameworks, and sites that read oEmbed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from flask import Flask
from playwright.sync_api import Page, expect

import searchapp
from tests.conftest import ids
from tests.serving import asgi_answers
from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import Site

DOCUMENTATION = (Path(searchapp.__file__).parent / "docs" / "embedding.md").read_text("utf-8")


def documented_app(heading: str) -> object:
    """Return the ``app`` of the Python code below *heading*; its index is ``./index``."""
    section = DOCUMENTATION.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    (code,) = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {"__name__": "documented"}
    exec(code, names)  # noqa: S102
    return names["app"]


def test_the_documented_flask_app_serves_the_archive(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(index.parent)
    app = documented_app("A Flask app")
    assert isinstance(app, Flask)
    response = app.test_client().get("/archive/api/v1/search?q=snow")
    assert ids(response.get_json()) == ["hostile#p1"]


def test_the_documented_fastapi_app_serves_the_archive(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(index.parent)
    app = documented_app("A FastAPI app")
    assert isinstance(app, FastAPI)
    found, missing, elsewhere = asgi_answers(
        app, "/archive/api/v1/search?q=snow", "/archive/articles/none", "/elsewhere"
    )
    (hit,) = found.json()["results"]
    assert hit["url"].startswith("/archive/articles/hostile")
    assert missing.status_code == 404
    assert elsewhere.json() == {"detail": "Not Found"}
    (page,) = asgi_answers(app, hit["url"])
    (path,) = re.findall(r'href="(/archive/static/[^"]+/searchapp\.css)"', page.text)
    (styles,) = asgi_answers(app, path)
    assert styles.headers["Content-Type"].startswith("text/css")


@needs_chromium
def test_a_site_that_reads_oembed_shows_the_card_of_an_address(
    tab: Page, site: Site, archive_url: str
) -> None:
    page = httpx.get(f"{archive_url}/articles/a3/paragraphs/1").text
    (link,) = re.findall(r'type="application/json\+oembed"[^>]* href="([^"]+)"', page)
    card = httpx.get(unescape(link)).json()
    tab.goto(site(card["html"]))
    frame = tab.frame_locator("iframe")
    expect(frame.locator("blockquote")).to_have_text("Rain fell, said Ann Lee, 3.")
    expect(frame.locator("figcaption")).to_contain_text("Ann Lee")
