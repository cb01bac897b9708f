"""Links and buttons are large enough to hit (WCAG 2.5.8), whatever fonts the machine has.

The pages are rendered in two fonts made for the test. The height of an inline link depends on
the metrics of its font, so one font is much too low and the other much too high.
"""

import base64
import io
import string
from collections.abc import Callable, Iterator

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.conftest import PATIENCE_MS, SCREENS, needs_chromium
from tests.web.test_accessibility import OPENED

pytestmark = needs_chromium

UNITS_PER_EM = 1000
ADVANCE = 420
"""The width of every character: that of a narrow typeface."""

FONTS = {"low": (350, 50), "tall": (1500, 700)}
"""Ascent and descent of the fonts, in thousandths of an em. Common ones have 900 and 220."""

UNDERSIZED_TARGETS = r"""() => {
  const TARGETS = "a[href], button, summary, input:not([type=hidden]), [role=option]";
  const MINIMUM = 24;

  // Bars of a timeline are exempt: the table below them has the same links.
  const isExempt = (target) =>
    target.closest("svg, [hidden], .skip:not(:focus)") || !target.checkVisibility();

  // A link in a sentence may be as high as its line.
  const isInSentence = (target) => {
    let block = target.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const rest = block.cloneNode(true);
    rest.querySelectorAll(TARGETS).forEach((other) => other.remove());
    return /[\p{L}\p{N}]/u.test(rest.textContent);
  };

  return [...document.querySelectorAll(TARGETS)].flatMap((target) => {
    const clickable = target.matches("label input") ? target.closest("label") : target;
    const { width, height } = clickable.getBoundingClientRect();
    if (isExempt(target) || (width >= MINIMUM && height >= MINIMUM)) return [];
    if (isInSentence(target)) return [];
    return [`${width.toFixed(1)} x ${height.toFixed(1)}: ${target.outerHTML}`];
  });
}"""


def font(ascent: int, descent: int) -> bytes:
    """Return a TrueType font in which each character of ASCII is the same box."""
    pen = TTGlyphPen(None)
    corners = [(50, 0), (50, ascent // 2), (ADVANCE - 50, ascent // 2), (ADVANCE - 50, 0)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({ord(c): "box" for c in string.printable if c.isprintable()})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "box": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "box": (ADVANCE, 50)})
    builder.setupHorizontalHeader(ascent=ascent, descent=-descent)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=-descent, usWinAscent=ascent)
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


@pytest.fixture(params=FONTS, scope="module")
def context(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser that renders every page in one of the fonts."""
    data = base64.b64encode(font(*FONTS[request.param])).decode()
    style = (
        f"@font-face {{ font-family: Boxes; src: url('data:font/ttf;base64,{data}') }}"
        " * { font-family: Boxes !important }"
    )
    # The security policy of the pages forbids foreign styles and fonts.
    context = browser.new_context(base_url=address, bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(
        f"""document.addEventListener("DOMContentLoaded", () => {{
          const style = document.createElement("style");
          style.textContent = {style!r};
          document.head.append(style);
        }})"""
    )
    yield context
    context.close()


@pytest.fixture(params=[375, 1280], scope="module")
def tab(context: BrowserContext, request: pytest.FixtureRequest) -> Page:
    tab = context.new_page()
    tab.set_viewport_size({"width": request.param, "height": 900})
    return tab


def undersized_targets(page: Page) -> list[str]:
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em Boxes'))")
    undersized: list[str] = page.evaluate(UNDERSIZED_TARGETS)
    return undersized


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS)
def test_targets_do_not_depend_on_the_font(tab: Page, path: str) -> None:
    tab.goto(path)
    expect(tab.locator("style")).to_have_count(1)
    assert undersized_targets(tab) == []


@pytest.mark.parametrize("reach", OPENED, ids=lambda reach: reach.__name__)
def test_targets_that_scripts_open_do_not_depend_on_the_font(
    tab: Page, reach: Callable[[Page], None]
) -> None:
    reach(tab)
    assert undersized_targets(tab) == []
