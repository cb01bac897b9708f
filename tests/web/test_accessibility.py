"""axe-core over every screen, in light and dark, narrow and wide."""

import re
from collections.abc import Callable, Iterator
from typing import Any

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

AXE_SCRIPT: str = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose result depends on the color scheme and not on the language."""


@pytest.fixture(params=[375, 1280], scope="module")
def tab(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        viewport={"width": request.param, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """Return what axe finds in light and, of the rules about colours, in dark.

    Without *colours*, those rules are left out.
    """
    page.evaluate(AXE_SCRIPT)
    every_rule = {"type": "tag", "values": TAGS}
    if not colours:
        return axe(page, every_rule, {rule: {"enabled": False} for rule in COLOURS})
    found = axe(page, every_rule, {})
    page.emulate_media(color_scheme="dark")
    found += axe(page, {"type": "rule", "values": COLOURS}, {})
    page.emulate_media(color_scheme="light")
    return found


def axe(page: Page, run_only: dict[str, Any], rules: dict[str, Any]) -> list[str]:
    """Run axe, which is in the page already, and return a line for each violation.

    No rule that runs needs axe to load style sheets and media once more (``preload``).
    """
    options = {"runOnly": run_only, "rules": rules, "resultTypes": ["violations"]}
    found = page.evaluate(
        "options => axe.run(document, options).then(results => results.violations)",
        {**options, "selectors": False, "preload": False},
    )
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def test_a_violation_in_light_or_dark_is_found(tab: Page) -> None:
    tab.goto("about:blank")
    tab.set_content(
        "<!doctype html><html lang=en><title>Two faults</title><main><h1>Two faults</h1>"
        "<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }</style>"
        "<p>Too dark.</p><img src='data:,'></main></html>"
    )
    assert [violation.partition(":")[0] for violation in violations(tab)] == [
        "image-alt",
        "color-contrast",
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
        assert violations(page, colours=False) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], name
    context.close()
