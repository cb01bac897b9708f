"""The template of a page for the hits of ``<news-search>``, in Chromium."""

from playwright.sync_api import Page, expect

from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import HOSTILE, Site, widget

pytestmark = needs_chromium


def with_template(archive_url: str, attributes: str, template: str) -> str:
    element = widget(archive_url, attributes)
    return element.replace(
        "</news-search>", f'<template slot="hit">{template}</template></news-search>'
    )


def test_fields_and_links_are_filled_and_matches_marked(
    tab: Page, site: Site, archive_url: str
) -> None:
    template = (
        '<style>q { color: rgb(1, 2, 3) }</style><q data-field="text"></q>'
        '<b data-field="speakers"></b> <i data-field="date"></i> <a>Read</a>'
    )
    tab.goto(site(with_template(archive_url, 'q="lee" limit="1"', template)))
    hit = tab.locator("news-search li")
    expect(hit.locator("q")).to_contain_text("Rain fell, said Ann Lee,")
    expect(hit.locator("q mark")).to_have_text("Lee")
    expect(hit.locator("q")).to_have_css("color", "rgb(1, 2, 3)")
    expect(hit.locator("b")).to_have_text("Ann Lee")
    expect(hit.locator("i")).to_have_text("2024-01-01")
    href = hit.get_by_role("link", name="Read").get_attribute("href") or ""
    assert href.startswith(f"{archive_url}/articles/a")


def test_fields_without_a_text_and_unknown_ones_are_hidden(
    tab: Page, site: Site, archive_url: str
) -> None:
    template = "".join(
        f'<p data-field="{name}">as written</p>' for name in ("author", "constructor", "lacks")
    )
    tab.goto(site(with_template(archive_url, 'q="lee" limit="1"', f"<hr>{template}")))
    expect(tab.locator("news-search hr")).to_be_visible()
    for place in tab.locator("news-search li p").all():
        expect(place).to_be_hidden()
        expect(place).to_have_text("")


def test_text_of_the_archive_never_becomes_markup_code_or_an_attribute(
    tab: Page, site: Site, archive_url: str
) -> None:
    template = (
        '<p data-field="text" title="{{text}}"></p><script data-field="text"></script>'
        '<style data-field="title"></style><a href="https://other.example/{{text}}">Other</a>'
        '<textarea data-field="text"></textarea>'
    )
    tab.goto(site(with_template(archive_url, 'q="snow"', template)))
    hit = tab.locator("news-search li")
    expect(hit.locator("p")).to_contain_text(HOSTILE)
    assert hit.locator("p").get_attribute("title") == "{{text}}"
    assert hit.locator("script").text_content() == ""
    assert hit.locator("style").text_content() == ""
    assert hit.locator("a").get_attribute("href") == "https://other.example/{{text}}"
    assert hit.locator("img").count() == 0
    assert tab.title() == "Static"


def test_only_the_element_s_own_template_counts(tab: Page, site: Site, archive_url: str) -> None:
    element = widget(archive_url, 'q="lee" limit="1"').replace(
        "</news-search>",
        '<div><template slot="hit">nested</template></div><template>other</template></news-search>',
    )
    tab.goto(site(element))
    expect(tab.locator("news-search [part=text]")).to_contain_text("Ann Lee")
    expect(tab.get_by_text("nested")).to_have_count(0)
