"""Fixtures of the browser tests: a server over the project's corpus, and Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import REAL_ARTICLE
from tests.serving import served
from tests.web.quoting import OWN_DRAFT

PATIENCE_MS = 30_000
"""Timeout of a condition, long enough for a busy machine."""

expect.set_options(timeout=PATIENCE_MS)

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The commands of Chromium, best first.

The headless shell is Chromium without windows. It takes a quarter of the processor time: the
others set up a whole profile for each test.
"""

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="session")
def address(archive: Flask) -> Iterator[str]:
    """The URL of a server of the project's own corpus."""
    with served(archive) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


SCREENS = {
    "home": "/",
    "results": "/search?q=said",
    "narrowed": "/search?q=said&speaker=zhou-yunjie&speaker=xi-jinping&year=2023&from=2020-01-01",
    "noticed": "/search?q=%22industrial+nothing",
    "nothing": "/search?q=zzzz&source=Nowhere",
    "past the last page": "/search?page=99",
    "all speakers of results": "/search/facets/speaker?q=said",
    "no such value": "/search/facets/source?like=zzzz",
    "article": f"/articles/{REAL_ARTICLE}?q=chains",
    "paragraph": f"/articles/{REAL_ARTICLE}/paragraphs/8?q=chains",
    "more like a paragraph": f"/similar/{REAL_ARTICLE}%23p8",
    "quotes": "/search?view=quotes",
    "speakers": "/speakers",
    "people": "/speakers?kind=person",
    "nobody": "/speakers?name=zzzz",
    "speaker": "/speakers/zhou-yunjie",
    "choosing": "/compare",
    "comparison": "/compare?q=said&speaker=xi-jinping&speaker=zhou-yunjie&speaker=yun",
    "bad parameter": "/search?sort=up",
    "not found": "/articles/none",
    "code for other sites": "/embed/code?q=said",
    "frame in other sites": "/embed?q=said",
    "card in other sites": f"/embed/quote/{REAL_ARTICLE}%23p8",
    "API": "/api/v1/docs",
    "check quotes": "/check",
    "quotes checked": "/check?q=" + quote(OWN_DRAFT),
    "quotes in several articles": "/quotes",
    "help": "/help",
    "settings": "/help/settings",
    "about": "/about",
}
"""Every screen of the project's own corpus, by name."""


class PageErrors:
    """Errors of a page: exceptions of scripts and violations of its security policy."""

    def __init__(self, context: BrowserContext) -> None:
        self.messages: list[str] = []
        context.on("weberror", lambda error: self.messages.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                self.messages.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page with scripts, on a wide screen; any error of it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    page_errors = PageErrors(context)
    yield context.new_page()
    context.close()
    assert page_errors.messages == []
