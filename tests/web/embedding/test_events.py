"""The events of ``<news-search>``, and what changes of its attributes lead to, in Chromium."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.web.conftest import needs_chromium
from tests.web.embedding.conftest import Site, widget

pytestmark = needs_chromium

LISTEN = """<script>
window.received = [];
for (const name of ["start", "results", "error", "open"])
  addEventListener(`news-search-${name}`, (event) => {
    received.push({ name, detail: event.detail, composed: event.composed });
    if (name === "open" && window.stay) event.preventDefault();
  });
</script>"""


def received(tab: Page) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = tab.evaluate("received")
    assert all(event["composed"] for event in events)
    return events


def test_a_search_and_its_next_page_are_announced(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(LISTEN + widget(archive_url, 'q="rain" limit="20"')))
    tab.get_by_role("button", name="Show more").click()
    expect(tab.get_by_role("status")).to_have_text("30 of 30 results")
    start, results, more, rest = received(tab)
    assert [e["name"] for e in (start, results, more, rest)] == ["start", "results"] * 2
    assert start["detail"]["url"].startswith(f"{archive_url}/api/v1/search?q=rain")
    assert (start["detail"]["more"], more["detail"]["more"]) == (False, True)
    assert results["detail"]["total"]["value"] == 30
    assert [len(e["detail"]["results"]) for e in (results, rest)] == [20, 10]


def test_an_error_is_announced(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(LISTEN + widget(archive_url, 'limit="1000"')))
    tab.wait_for_function("received.length === 2")
    start, error = received(tab)
    assert (start["name"], error["name"]) == ("start", "error")
    assert error["detail"] == {"message": tab.get_by_role("status").inner_text()}


def test_a_page_can_open_a_hit_itself(tab: Page, site: Site, archive_url: str) -> None:
    address = site(LISTEN + widget(archive_url, 'q="snow"'))
    tab.goto(address)
    tab.evaluate("window.stay = true")
    link = tab.locator("news-search li a")
    link.press("Enter")
    *_, opened = received(tab)
    assert opened["name"] == "open"
    assert opened["detail"]["hit"]["id"] == "hostile#p1"
    assert opened["detail"]["url"] == link.get_attribute("href")
    assert tab.url == address
    tab.evaluate("window.stay = false")
    link.click()
    tab.wait_for_url(f"{archive_url}/articles/hostile**")


def test_events_leave_the_shadow_trees_around_the_element(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(f'{LISTEN}<script src="{archive_url}/embed.js"></script><div id="root"></div>'))
    tab.evaluate(
        """(endpoint) => {
            const tree = document.getElementById("root").attachShadow({ mode: "closed" });
            tree.innerHTML = `<news-search endpoint="${endpoint}" q="snow"></news-search>`;
        }""",
        archive_url,
    )
    tab.wait_for_function("received.length === 2")


def test_changed_attributes_lead_to_one_search(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(LISTEN + widget(archive_url, 'q="rain"')))
    expect(tab.get_by_role("status")).to_have_text("20 of 30 results")
    tab.evaluate(
        """() => {
            const element = document.querySelector("news-search");
            element.setAttribute("q", "snow");
            element.setAttribute("lang", "fr");
            element.setAttribute("speaker", "bob-roe");
            element.setAttribute("label", "Les archives");
        }"""
    )
    expect(tab.get_by_role("status")).to_have_text("1 résultat sur 1")
    expect(tab.get_by_role("searchbox", name="Les archives")).to_have_value("snow")
    assert [event["name"] for event in received(tab)] == ["start", "results"] * 2
    tab.evaluate("document.querySelector('news-search').setAttribute('placeholder', 'neige')")
    expect(tab.get_by_role("searchbox")).to_have_attribute("placeholder", "neige")
    assert len(received(tab)) == 4


def test_an_answer_that_is_no_json_is_not_blamed_on_the_settings(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.route("**/api/v1/search**", lambda route: route.fulfill(status=502, body="<h1>Bad gateway"))
    tab.goto(site(widget(archive_url, 'q="rain"')))
    expect(tab.get_by_role("status")).to_have_text("The archive could not answer.")


def test_an_element_that_is_moved_while_it_searches_searches_again(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(LISTEN + widget(archive_url) + '<div id="elsewhere"></div>'))
    tab.evaluate(
        """() => {
            const element = document.querySelector("news-search");
            element.setAttribute("q", "snow");
            queueMicrotask(() => document.getElementById("elsewhere").append(element));
        }"""
    )
    expect(tab.get_by_role("status")).to_have_text("1 of 1 result")
    assert [event["name"] for event in received(tab)] == ["start", "start", "results"]
