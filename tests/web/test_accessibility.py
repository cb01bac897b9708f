"""axe-core over every screen, in light and dark, narrow and wide."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from searchapp.web.presenters.languages import ENGLISH, LANGUAGES
from tests.serving import served
from tests.web.conftest import PATIENCE_MS, SCREENS, needs_chromium

pytestmark = needs_chromium

IN_EVERY_LANGUAGE = (
    "home",
    "narrowed",
    "article",
    "speakers",
    "comparison",
    "code for other sites",
    "help",
)
NARROW: ViewportSize = {"width": 375, "height": 900}

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose result can depend on the color scheme."""


@pytest.fixture(
    params=[(scheme, width) for scheme in ("light", "dark") for width in (375, 1280)],
    ids=lambda param: f"{param[0]}-{param[1]}",
    scope="module",
)
def tab(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(
        base_url=address,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    rules = {"type": "rule", "values": COLOURS} if dark else {"type": "tag", "values": TAGS}
    axe_results = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in axe_results.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS.keys())
def test_axe_finds_nothing(tab: Page, path: str) -> None:
    tab.goto(path)
    assert violations(tab) == []


def _suggestions(page: Page) -> None:
    page.goto("/search?q=said")
    page.get_by_role("combobox").press_sequentially(" zh")
    page.get_by_role("combobox").fill("zhou")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    # Old results are dimmed until those of the typed query arrive.
    expect(page).to_have_title(re.compile("zhou"))
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")


def _opened(page: Page) -> None:
    page.goto("/search?q=%22industrial+internet%22")
    page.get_by_text("As a table").click()
    page.get_by_role("link", name="Show context").click()
    page.get_by_role("link", name="Cite").click()
    expect(page.locator(".hit .cite")).to_be_visible()
    expect(page.locator(".hit .neighbour.after")).to_be_visible()


def _shares(page: Page) -> None:
    page.goto("/search?q=said&speaker=zhou-yunjie")
    page.get_by_label("Share of").check()
    page.locator(".chart a").first.focus()


def _keys(page: Page) -> None:
    page.goto("/search?q=said")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


OPENED = (_suggestions, _opened, _shares, _keys)
"""Actions that open the parts of pages that need a script or a click."""


@pytest.mark.parametrize("reach", OPENED, ids=lambda reach: reach.__name__)
def test_axe_finds_nothing_in_elements_that_scripts_open(
    tab: Page, reach: Callable[[Page], None]
) -> None:
    reach(tab)
    assert violations(tab) == []


@pytest.fixture
def empty_address(app: Flask) -> Iterator[str]:
    """The address of an archive that has no index yet."""
    with served(app) as address:
        yield address


def test_axe_finds_nothing_without_an_index(tab: Page, empty_address: str) -> None:
    tab.goto(empty_address)
    expect(tab.get_by_role("main")).to_contain_text("flask --app searchapp reindex")
    expect(tab.get_by_role("link", name="Try again")).to_be_visible()
    assert violations(tab) == []


@pytest.mark.parametrize("language", [x.tag for x in LANGUAGES if x is not ENGLISH])
def test_pages_in_other_languages_fit_narrow_screens_without_violations(
    browser: Browser, address: str, language: str
) -> None:
    context = browser.new_context(base_url=address, locale=language, viewport=NARROW)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    for name in IN_EVERY_LANGUAGE:
        page.goto(SCREENS[name])
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], name
    context.close()
