"""The custom elements in pages that are written from right to left, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import Site, widget
from tests.web.test_accessibility import violations

pytestmark = needs_chromium


def box(locator: Locator) -> FloatRect:
    bounds = locator.bounding_box()
    assert bounds is not None
    return bounds


@pytest.mark.parametrize("inherited", [True, False], ids=["page", "element"])
def test_the_search_takes_its_direction_from_the_page_or_its_own_attribute(
    tab: Page, site: Site, archive_url: str, inherited: bool
) -> None:
    own = "" if inherited else 'dir="rtl"'
    element = widget(archive_url, f'{own} label="أرشيف" q="rain" limit="1"')
    tab.goto(site(f'<div dir="rtl" lang="ar">{element}</div>' if inherited else element))
    expect(tab.get_by_role("status")).to_have_text("1 of 30 results")
    field, button = tab.get_by_role("searchbox"), tab.get_by_role("button", name="Search")
    assert box(button)["x"] + box(button)["width"] <= box(field)["x"]
    expect(tab.get_by_role("status")).to_have_css("direction", "rtl")
    # English articles are read from left to right: their full stops stay at their right ends.
    for part in ("title", "meta", "text"):
        expect(tab.locator(f"news-search [part={part}]")).to_have_css("direction", "ltr")
    assert violations(tab) == []


def test_the_rule_of_a_quotation_stands_where_its_lines_begin(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(
        site(
            f'<script src="{archive_url}/news-quote.js"></script>'
            f'<news-quote dir="rtl" src="{archive_url}/articles/a3/paragraphs/1"></news-quote>'
        )
    )
    figure = tab.locator("news-quote figure")
    expect(figure).to_have_css("border-right-width", "3px")
    expect(figure).to_have_css("padding-right", "16px")
    expect(figure).to_have_css("padding-left", "0px")
