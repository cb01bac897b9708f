"""Common tasks take few clicks from the home page, by mouse, keyboard and touch.

Typing is not counted. Each task is done with scripts and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.conftest import PATIENCE_MS, needs_chromium

pytestmark = needs_chromium


class Visitor:
    """Somebody on a page who uses one device; ``clicks`` counts what was activated."""

    def __init__(self, page: Page, device: str, *, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts
        self.clicks = 0
        self._device = device

    def activate(self, target: Locator) -> None:
        """Click or tap *target*, or press Enter on it."""
        self.clicks += 1
        if self._device == "mouse":
            target.click()
        elif self._device == "touch":
            target.tap()
        else:
            target.focus()
            expect(target).to_be_focused()
            self.page.keyboard.press("Enter")

    def search(self, words: str) -> None:
        """Search for *words* from the home page."""
        self.page.goto("/")
        self.page.get_by_label("Search the archive").fill(words)
        self.activate(self.page.get_by_role("button", name="Search"))
        expect(self.page.get_by_role("status")).to_contain_text("result")

    def follow(self, name: str) -> None:
        """Activate the first link of this name."""
        self.activate(self.page.get_by_role("link", name=name, exact=True).first)

    def copy(self, name: str) -> str:
        """Activate the button of this name, which copies; return the copied text."""
        self.activate(self.page.get_by_role("button", name=name))
        expect(self.page.locator("#announcement")).to_have_text("Copied")
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text


@pytest.fixture(
    params=[(device, on) for device in ("mouse", "keyboard", "touch") for on in (True, False)],
    ids=lambda param: f"{param[0]}-{'scripts' if param[1] else 'no-scripts'}",
    scope="module",
)
def device_page(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, str, bool]]:
    """A page for one device, with scripts or without, which the tests share."""
    device, scripts = request.param
    context = browser.new_context(
        viewport={"width": 1024, "height": 768},
        base_url=address,
        has_touch=device == "touch",
        java_script_enabled=scripts,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page(), device, scripts
    context.close()


@pytest.fixture
def visitor(device_page: tuple[Page, str, bool]) -> Visitor:
    page, device, scripts = device_page
    return Visitor(page, device, scripts=scripts)


def test_export_as_csv_takes_two_clicks(visitor: Visitor) -> None:
    visitor.search("manufacturing")
    with visitor.page.expect_download() as download:
        visitor.follow("CSV")
    assert download.value.suggested_filename == "paragraphs.csv"
    assert visitor.clicks == 2


def test_subscription_takes_two_clicks(visitor: Visitor) -> None:
    visitor.search("manufacturing")
    with visitor.page.expect_response(re.compile(r"/feed\?q=manufacturing$")) as feed:
        visitor.follow("Feed")
    assert feed.value.ok
    assert feed.value.headers["content-type"].startswith("application/atom+xml")
    visitor.page.wait_for_url(feed.value.url)
    assert visitor.clicks == 2


def test_the_comparison_of_two_speakers_takes_two_clicks(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/")
    visitor.follow("Compare")
    page.get_by_label("Speaker", exact=True).fill("Xi Jinping")
    page.get_by_label("Another speaker").first.fill("Zhou Yunjie")
    visitor.activate(page.get_by_role("button", name="Compare"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Xi Jinping and Zhou Yunjie")
    assert visitor.clicks == 2


def test_a_citation_takes_three_clicks(visitor: Visitor) -> None:
    visitor.search('"industrial internet"')
    visitor.follow("Cite")
    if visitor.scripts:
        citation = visitor.copy("Copy as Chicago")
    else:
        citation = visitor.page.get_by_role("region", name="Chicago").inner_text()
    assert citation.startswith("Zhou Yunjie")
    assert visitor.clicks <= 3


def test_the_code_that_embeds_a_search_takes_three_clicks(visitor: Visitor) -> None:
    visitor.search("manufacturing")
    visitor.follow("Embed")
    if visitor.scripts:
        code = visitor.copy("Copy the widget")
    else:
        code = visitor.page.get_by_role(
            "region", name="Code of the widget", exact=True
        ).inner_text()
    assert 'q="manufacturing"></news-search>' in code
    assert visitor.clicks <= 3


def test_the_reason_of_an_attribution_takes_two_clicks(visitor: Visitor) -> None:
    visitor.search('"industrial internet"')
    visitor.follow("Why this speaker?")
    why = visitor.page.get_by_role("region", name="Attribution")
    expect(why).to_contain_text("Why is this attributed to Zhou Yunjie?")
    expect(why).to_be_in_viewport()
    assert visitor.clicks == 2


def test_who_spoke_most_of_a_subject_in_a_year_takes_two_clicks(visitor: Visitor) -> None:
    visitor.search("manufacturing date:2023")
    filters = visitor.page.get_by_role("complementary", name="Filters")
    speakers = filters.get_by_role("region", name="Speaker", exact=True).locator(".values a")
    expect(speakers.filter(has_text="national legislators")).to_have_count(1)
    visitor.activate(filters.get_by_role("link", name="People"))
    expect(visitor.page.get_by_role("status")).to_contain_text("person")
    expect(speakers.filter(has_text="national legislators")).to_have_count(0)
    expect(speakers.first).to_have_text("Dong Mingzhu 2")
    assert visitor.clicks == 2
