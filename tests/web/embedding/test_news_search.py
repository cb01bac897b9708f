"""Embedding in other sites, in Chromium: a mounted Blueprint and the custom element."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import searchapp
from searchapp import create_app
from searchapp.web.embedding.scripts import NEWS_SEARCH, script
from tests.serving import reserved_port, served
from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import HOSTILE, Site, widget
from tests.web.test_accessibility import violations

pytestmark = needs_chromium


def test_the_documented_example_page_shows_both(
    tab: Page, site: Site, open_archive_url: str
) -> None:
    page = (Path(searchapp.__file__).parent / "docs" / "embedding.md").read_text("utf-8")
    example, *_ = re.findall(r"^```html\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    tab.goto(site(example.replace("http://127.0.0.1:5000", open_archive_url)))
    expect(tab.get_by_role("searchbox", name="What Zhou said")).to_be_visible()
    tab.get_by_role("searchbox", name="What Zhou said").press("Enter")
    expect(tab.get_by_role("list", name="Paragraphs").get_by_role("link")).to_have_count(3)
    frame = tab.frame_locator("iframe")
    expect(frame.locator("mark").first).to_have_text(re.compile("manufactur", re.IGNORECASE))
    assert violations(tab) == []


def test_a_host_application_keeps_its_pages_and_gains_the_search(
    tab: Page, archive_url: str
) -> None:
    tab.goto(archive_url.removesuffix("/archive"))
    expect(tab.get_by_role("heading")).to_have_text("The host's own page")
    tab.goto(f"{archive_url}/")
    tab.locator("input[name=q]").first.fill("snow")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{archive_url}/search?q=snow")
    tab.get_by_role("link", name="paragraph 1").first.click()
    assert tab.url.startswith(f"{archive_url}/articles/hostile")
    assert "document.title" in tab.locator("body").inner_text()
    assert tab.title() not in ("1", "2")


def test_the_element_searches_by_keyboard_and_announces_its_results(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(widget(archive_url, 'limit="20" label="Our archive"')))
    box = tab.get_by_role("searchbox", name="Our archive")
    box.focus()
    tab.keyboard.type("rain")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_have_text("20 of 30 results")
    links = tab.get_by_role("list", name="Paragraphs").get_by_role("link")
    expect(links).to_have_count(20)
    assert (links.first.get_attribute("href") or "").startswith(f"{archive_url}/articles/a")
    expect(tab.locator("news-search mark").first).to_have_text("Rain")
    tab.get_by_role("button", name="Show more").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_have_text("30 of 30 results")
    expect(tab.get_by_role("button", name="Show more")).to_be_hidden()
    expect(links.nth(20)).to_be_focused()


def test_the_element_counts_hits_that_lack_words(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(widget(archive_url, 'q="rain snow" limit="20"')))
    expect(tab.get_by_role("status")).to_have_text("20 of 31 results, none with all the words")
    expect(tab.get_by_text(" · Lacks: snow").first).to_be_visible()
    tab.goto(site(widget(archive_url, 'q="snow roe" limit="20"')))
    expect(tab.get_by_role("status")).to_have_text("1 of 1 result")


@pytest.mark.parametrize(
    ("lang", "button", "count"),
    [
        ("de-AT", "Suchen", "20 von 31 Ergebnissen, keines mit allen Wörtern"),
        ("es", "Buscar", "20 de 31 resultados, ninguno con todas las palabras"),
        ("fr", "Rechercher", "20 résultats sur 31, aucun avec tous les mots"),
        ("zh-Hans", "搜索", "显示 20 条，共 31 条, 没有包含所有词的结果"),
        ("zh-TW", "Search", "20 of 31 results, none with all the words"),
    ],
)
def test_the_element_has_a_language_of_its_own(
    tab: Page, site: Site, archive_url: str, lang: str, button: str, count: str
) -> None:
    tab.goto(site(widget(archive_url, f'lang="{lang}" q="rain snow" limit="20"')))
    expect(tab.get_by_role("button", name=button, exact=True)).to_be_visible()
    expect(tab.get_by_role("status")).to_have_text(count)


def test_the_element_takes_the_language_of_the_page_around_it(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(f'<div lang="de">{widget(archive_url, "")}</div>'))
    expect(tab.get_by_role("searchbox", name="Archiv durchsuchen")).to_be_visible()


def test_the_attributes_are_filters(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(widget(archive_url, 'speaker="bob-roe|nobody"')))
    expect(tab.get_by_role("status")).to_have_text("1 of 1 result")


def test_hostile_text_is_shown_as_text(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(widget(archive_url, 'q="snow"')))
    item = tab.locator("news-search li")
    expect(item).to_contain_text(HOSTILE.split(" <script")[0])
    expect(item).to_contain_text("{{ 7*7 }}")
    assert tab.locator("news-search li img, news-search li script").count() == 0
    marks = tab.locator("news-search [part=text] mark")
    expect(marks).to_have_text(["snow"])
    assert tab.title() == "Static"


def test_the_host_page_sets_colours_but_no_other_styles(
    tab: Page, site: Site, archive_url: str
) -> None:
    style = (
        "<style>li, mark, p { display: none !important }"
        " news-search { --news-search-mark: rgb(1, 2, 3); --news-search-accent: rgb(4, 5, 6) }"
        " news-search::part(title) { font-size: 40px }</style>"
    )
    tab.goto(site(style + widget(archive_url, 'q="rain"')))
    mark = tab.locator("news-search mark").first
    expect(mark).to_be_visible()
    expect(mark).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(tab.locator("news-search button").first).to_have_css("background-color", "rgb(4, 5, 6)")
    expect(tab.locator("news-search [part=title]").first).to_have_css("font-size", "40px")


def test_an_unreachable_endpoint_is_reported_in_the_element(tab: Page, site: Site) -> None:
    with reserved_port() as port:
        nobody = f"http://127.0.0.1:{port}"
        inline = f"<script>{script(NEWS_SEARCH).content.decode()}</script>"
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(site(f'{inline}<news-search endpoint="{nobody}" q="rain"></news-search>'))
        expect(tab.get_by_role("status")).to_have_text(
            "The archive cannot be reached. Try again later."
        )
        expect(tab.get_by_role("heading", name="A site")).to_be_visible()
        assert faults == []


def test_an_archive_that_does_not_allow_the_site_is_reported_with_the_setting(
    tab: Page, site: Site, index: Path
) -> None:
    app = create_app(index_dir=index)
    with served(app) as closed:
        tab.goto(site(widget(closed, 'q="rain"')))
        expect(tab.get_by_role("status")).to_contain_text("in its setting SEARCHAPP_CORS_ORIGINS")
    app.extensions["searchapp"].close()


@pytest.mark.parametrize("endpoint", ["javascript:alert(1)", "data:text/html,x"])
def test_an_endpoint_that_is_not_a_web_url_is_reported(
    tab: Page, site: Site, archive_url: str, endpoint: str
) -> None:
    loaded = f'<script src="{archive_url}/embed.js"></script>'
    tab.goto(site(f'{loaded}<news-search endpoint="{endpoint}" q="rain"></news-search>'))
    expect(tab.get_by_role("status")).to_have_text(
        "The attribute endpoint must be the web address of an archive."
    )


def test_the_element_shows_the_error_message_of_the_api(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(widget(archive_url, 'limit="1000"')))
    expect(tab.get_by_role("status")).to_contain_text("a whole number from 1 to 100")


def test_the_frame_page_fits_into_a_frame(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(f'<iframe src="{archive_url}/embed?q=rain" title="Archive"></iframe>'))
    frame = tab.frame_locator("iframe")
    expect(frame.get_by_role("status")).to_have_text("30 results")
    frame.get_by_role("searchbox").fill("snow")
    frame.get_by_role("searchbox").press("Enter")
    expect(frame.get_by_role("status")).to_have_text("1 result")


def test_only_named_sites_may_frame_it(index: Path) -> None:
    for setting, expected in (
        (None, "frame-ancestors 'self'"),
        ("https://www.example.org 'self'", "frame-ancestors https://www.example.org 'self'"),
    ):
        app = create_app(index_dir=index, frame_ancestors=setting)
        policy = app.test_client().get("/embed?q=rain").headers["Content-Security-Policy"]
        assert policy.endswith(expected)
        app.extensions["searchapp"].close()
