"""The pages in a real browser: Chromium, without scripts, at common screen sizes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ON_BOTH_ENGINES
from tests.web.conftest import SCREENS, PageErrors, needs_chromium

pytestmark = [needs_chromium, ON_BOTH_ENGINES]


@pytest.fixture(params=[320, 375, 1280])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS.keys())
def test_a_page_fits_the_screen_and_sends_no_request_elsewhere(
    browser: Browser, address: str, path: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page_errors = PageErrors(context)
    tab = context.new_page()
    requested: list[str] = []
    tab.on("request", lambda request: requested.append(request.url))
    tab.goto(address + path)
    # The filters are a drawer on narrow screens.
    shown = tab.locator(".masthead, .summary, .hits, main:not(:has(.facets)), .foot")
    # Narrow screens have fewer dates on a chart's axis.
    tab.evaluate("document.querySelectorAll('svg').forEach(s => { s.style.visibility = 'hidden' })")
    words = " ".join(shown.all_inner_texts()).split()
    # A width of 1280 zoomed to 200 % is 640.
    for width in (1280, 640, 375, 320):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert sorted(" ".join(shown.all_inner_texts()).split()) == sorted(words)
    context.close()
    assert all(url.startswith(address) for url in requested)
    assert page_errors.messages == []


def test_results_without_filters_take_the_whole_width(browser: Browser, address: str) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(f"{address}/search?q=zzzz")
    assert tab.locator(".facets").count() == 0
    hits, columns = tab.locator(".hits").bounding_box(), tab.locator(".columns").bounding_box()
    assert hits
    assert columns
    assert hits["width"] == columns["width"]
    tab.close()


def open_filters(tab: Page) -> None:
    """Open the drawer of filters, which only narrow screens have."""
    button = tab.get_by_role("link", name="Filters")
    if button.count():
        button.click()


def test_a_reader_searches_narrows_reads_and_goes_back(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_label("Search the archive").fill("manufacturing")
    tab.keyboard.press("Enter")
    status = tab.get_by_role("status")
    assert "12 results" in status.inner_text()
    open_filters(tab)
    tab.get_by_role("complementary", name="Filters").get_by_role("link", name="Zhou Yunjie").click()
    assert "2 results" in status.inner_text()
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
    assert "12 results" in status.inner_text()


def test_dates_narrow_from_the_form(tab: Page, address: str) -> None:
    tab.goto(f"{address}/search?q=said")
    open_filters(tab)
    tab.get_by_label("From").fill("2024-01-01")
    tab.get_by_role("button", name="Apply dates").click()
    assert "from=2024-01-01" in tab.url
    assert "from 1 January 2024" in tab.get_by_role("list", name="Filters").inner_text()


def test_a_keyboard_reaches_the_content_first(tab: Page, address: str) -> None:
    tab.goto(f"{address}/search?q=said")
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to the content"
