"""Pages reflow at a zoom of 200 and 400 % (WCAG 1.4.10): nothing is cut off or out of view.

A window of 1280 points has 640 at 200 % and 320 at 400 %.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import PATIENCE_MS, SCREENS, needs_chromium

pytestmark = needs_chromium

OUT_OF_VIEW = r"""() => {
  const root = document.documentElement;

  // A box that scrolls sideways by itself, such as that of a table, shows all of its content.
  const scrolls = (element) => element && element !== root &&
    (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const isCut = (element) => !element.matches("input, textarea") &&
    /hidden|clip/.test(getComputedStyle(element).overflowX) &&
    element.scrollWidth > element.clientWidth + 1;
  const isBeyond = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return (left < -1 || right > root.clientWidth + 1) && !scrolls(element.parentElement);
  };
  const elements = [...document.querySelectorAll("body *")].filter((element) =>
    element.checkVisibility() && !element.closest(".visually-hidden, .skip, svg"));
  return [
    ...(root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} wide`] : []),
    ...elements.filter((element) => isCut(element) || isBeyond(element))
      .map((element) => element.outerHTML.slice(0, 200)),
  ];
}"""

BROKEN_WORDS = r"""() => {
  const LABELS = ".places a, .tabs a, .tools a, button, label, th, td:first-child code";
  const lines = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  };
  return [...document.querySelectorAll(LABELS)]
    .filter((element) => element.checkVisibility() && /^[\w-]+$/.test(element.textContent.trim()))
    .filter((element) => !element.children.length && lines(element) > 1)
    .map((element) => element.outerHTML);
}"""


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", [*SCREENS.values(), "/help/attribution"])
def test_pages_reflow_when_zoomed(tab: Page, path: str) -> None:
    tab.goto(path)
    for width, height in ((640, 450), (320, 225)):
        tab.set_viewport_size({"width": width, "height": height})
        assert tab.evaluate(OUT_OF_VIEW) == [], width
        assert tab.evaluate(BROKEN_WORDS) == [], width
