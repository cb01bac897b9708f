"""The pages in a real browser: Chromium, without scripts, at the sizes that people have."""

import shutil
from collections.abc import Iterator
from functools import partial
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import REAL_ARTICLE

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

PATHS = [
    "/",
    "/search?q=said",
    "/search?q=said&speaker=zhou-yunjie&year=2023&from=2020-01-01&to=2024-01-01",
    "/search?q=%22industrial+nothing",
    "/search?page=99",
    "/search?sort=up",
    f"/articles/{REAL_ARTICLE}?q=chains#p11",
    "/articles/none",
]


@pytest.fixture(scope="module")
def address(archive: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, archive, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=[320, 375, 1280])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def _note_request(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def _note_error(complaints: list[str], error: Error) -> None:
    complaints.append(str(error))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_and_asks_nobody_else(browser: Browser, address: str, path: str) -> None:
    for width in (320, 375, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        tab = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        tab.on("request", partial(_note_request, asked))
        tab.on("pageerror", partial(_note_error, complaints))
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert all(url.startswith(address) for url in asked)
        assert complaints == []
        context.close()


def test_a_person_searches_narrows_reads_and_goes_back(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_label("Search the archive").fill("manufacturing")
    tab.keyboard.press("Enter")
    status = tab.get_by_role("status")
    assert "12 paragraphs" in status.inner_text()
    tab.get_by_role("complementary").get_by_role("link", name="Zhou Yunjie").click()
    assert "2 paragraphs" in status.inner_text()
    narrowed = tab.url
    tab.get_by_role("link", name="paragraph 8").click()
    assert tab.url.endswith("#p8")
    passage = tab.locator("#p8")
    assert passage.locator("mark").first.inner_text() == "manufacturing"
    assert "Zhou Yunjie" in passage.inner_text()
    tab.go_back()
    assert tab.url == narrowed
    assert tab.get_by_label("Search the archive").input_value() == "manufacturing"
    tab.get_by_role("link", name="Remove the filter Zhou Yunjie").click()
    assert "12 paragraphs" in status.inner_text()


def test_dates_narrow_from_the_form(tab: Page, address: str) -> None:
    tab.goto(f"{address}/search?q=said")
    tab.get_by_label("From", exact=True).fill("2024-01-01")
    tab.get_by_role("button", name="Search").click()
    assert "from=2024-01-01" in tab.url
    assert "from 1 January 2024" in tab.get_by_role("list", name="Filters").inner_text()


def test_a_keyboard_reaches_the_content_first(tab: Page, address: str) -> None:
    tab.goto(f"{address}/search?q=said")
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to the content"
