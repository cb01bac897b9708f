"""The custom element ``<news-quote>`` in Chromium: in plain pages, and those of frameworks."""

from playwright.sync_api import Page, expect

from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import Site
from tests.web.test_accessibility import violations

pytestmark = needs_chromium

LISTEN = """<script>
for (const name of ["news-quote-load", "news-quote-error"])
  addEventListener(name, (event) => { document.title = name; window.detail = event.detail; });
</script>"""


def test_it_shows_a_paragraph_with_speaker_source_and_date(
    tab: Page,
    site: Site,
    archive_url: str,
) -> None:
    source = f"{archive_url}/articles/a3/paragraphs/1"
    tab.goto(
        site(
            f'{LISTEN}<script src="{archive_url}/news-quote.js"></script>'
            f'<news-quote src="{source}" lang="de">Wait</news-quote>'
        )
    )
    quote = tab.locator("news-quote")
    expect(quote.locator("blockquote")).to_have_text("Rain fell, said Ann Lee, 3.")
    expect(quote.locator("figcaption")).to_have_text("Ann Lee · About a3 · 1. Januar 2024")
    expect(quote.locator("a")).to_have_attribute("href", source)
    assert tab.title() == "news-quote-load"
    assert tab.evaluate("detail.paragraph.id") == "a3#p1"
    assert violations(tab) == []


def test_it_inserts_text_as_text(
    tab: Page,
    site: Site,
    archive_url: str,
) -> None:
    tab.goto(
        site(
            f'{LISTEN}<script src="{archive_url}/news-quote.js"></script>'
            f'<news-quote src="{archive_url}/articles/hostile/paragraphs/1"></news-quote>'
        )
    )
    expect(tab.locator("news-quote blockquote")).to_contain_text("<img src=x onerror")
    assert tab.title() == "news-quote-load"
    assert tab.locator("news-quote img").count() == 0


def test_what_is_inside_stays_where_the_paragraph_cannot_be_loaded(
    tab: Page,
    site: Site,
    archive_url: str,
) -> None:
    for source in (f"{archive_url}/articles/a3/paragraphs/99", f"{archive_url}/search?q=x"):
        tab.goto(
            site(
                f'{LISTEN}<script src="{archive_url}/news-quote.js"></script>'
                f'<news-quote src="{source}">A link instead</news-quote>'
            )
        )
        tab.wait_for_function("document.title === 'news-quote-error'")
        expect(tab.get_by_text("A link instead")).to_be_visible()
        assert tab.evaluate("typeof detail") == "string"


def test_a_script_can_change_what_it_shows(
    tab: Page,
    site: Site,
    archive_url: str,
) -> None:
    tab.goto(site(f'<script src="{archive_url}/news-quote.js"></script><div id="root"></div>'))
    # What a framework does: elements are created and their attributes set later.
    tab.evaluate(
        """(base) => {
            const quote = document.createElement("news-quote");
            document.getElementById("root").append(quote);
            quote.setAttribute("src", `${base}/articles/a1/paragraphs/1`);
        }""",
        archive_url,
    )
    expect(tab.locator("news-quote blockquote")).to_have_text("Rain fell, said Ann Lee, 1.")
    tab.evaluate(
        "(url) => document.querySelector('news-quote').setAttribute('src', url)",
        f"{archive_url}/articles/a2/paragraphs/1",
    )
    expect(tab.locator("news-quote blockquote")).to_have_text("Rain fell, said Ann Lee, 2.")
    assert tab.locator("news-quote figure").count() == 1
