"""User journeys in a real browser, by mouse and by keyboard, with and without scripts."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ON_BOTH_ENGINES, REAL_ARTICLE
from tests.web.conftest import PATIENCE_MS, needs_chromium

pytestmark = [needs_chromium, ON_BOTH_ENGINES]


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(params=["scripts", "no scripts"])
def either(address: str, request: pytest.FixtureRequest) -> Page:
    """A page with scripts, then one without."""
    name = "page" if request.param == "scripts" else "plain"
    page: Page = request.getfixturevalue(name)
    return page


def box(page: Page) -> str:
    return page.get_by_label("Search the archive").input_value()


def test_search_narrow_read_and_go_back(either: Page) -> None:
    page = either
    page.goto("/")
    page.get_by_label("Search the archive").fill("manufacturing")
    page.get_by_role("button", name="Search").click()
    status = page.get_by_role("status")
    expect(status).to_contain_text("12 results")
    facets = page.get_by_role("complementary", name="Filters")
    facets.get_by_role("link", name="Zhou Yunjie").click()
    expect(status).to_contain_text("2 results")
    # The other values of the facet keep their counts.
    facets.get_by_role("link", name="Xi Jinping 2").click()
    expect(status).to_contain_text("4 results")
    narrowed = page.url
    page.get_by_role("link", name="paragraph 8").click()
    expect(page).to_have_url(re.compile("#p8$"))
    expect(page.locator("#p8 mark").first).to_have_text("manufacturing")
    expect(page.locator("#p8 .margin")).to_contain_text("Zhou Yunjie")
    page.go_back()
    expect(page).to_have_url(narrowed)
    expect(status).to_contain_text("4 results")
    assert box(page) == "manufacturing"
    page.get_by_role("link", name="Remove the filter Xi Jinping").click()
    expect(status).to_contain_text("2 results")


def test_the_timeline_narrows_by_a_click(either: Page) -> None:
    page = either
    page.goto("/search?q=said")
    bar = page.get_by_role("link", name=re.compile(r"^March 2023: \d+ of \d+"))
    bar.locator("rect.n").click()
    expect(page).to_have_url(re.compile("from=2023-03-01&to=2023-03-31"))
    chips = page.get_by_role("list", name="Filters")
    expect(chips).to_contain_text("from 1 March 2023")
    expect(chips).to_contain_text("to 31 March 2023")
    expect(page.locator(".timeline table")).to_contain_text("10 March 2023")


def test_the_timeline_can_show_shares_and_a_table(either: Page) -> None:
    page = either
    page.goto("/search?q=said&speaker=zhou-yunjie")
    bar = page.locator(".chart rect.n").first
    share = page.locator(".chart rect.share").first
    expect(bar).to_be_visible()
    expect(share).to_be_hidden()
    page.get_by_label("Share of all paragraphs with these speakers").check()
    expect(share).to_be_visible()
    expect(bar).to_be_hidden()
    page.get_by_text("As a table").click()
    row = page.get_by_role("row", name=re.compile("10 March 2023"))
    count, out_of = row.get_by_role("cell").all_inner_texts()[:2]
    assert 0 < int(count) <= int(out_of) == 3


def test_the_timeline_narrows_by_dragging(page: Page) -> None:
    page.goto("/search?q=said")
    bars = page.locator(".chart a")
    slots = page.locator(".chart .slot")
    first, last = slots.nth(1).bounding_box(), slots.nth(3).bounding_box()
    assert first is not None
    assert last is not None
    start, end = bars.nth(1).get_attribute("data-start"), bars.nth(3).get_attribute("data-end")
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 40)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 40, steps=4)
    expect(page.locator(".chart .chosen")).to_have_count(3)
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"from={start}.*to={end}"))


def test_the_timeline_narrows_by_the_keyboard(page: Page) -> None:
    page.goto("/search?q=said")
    bars = page.locator(".chart a")
    start, end = bars.nth(1).get_attribute("data-start"), bars.nth(2).get_attribute("data-end")
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".chart .chosen")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"from={start}.*to={end}"))


def test_results_and_address_follow_the_typing_and_history_has_one_entry_for_it(page: Page) -> None:
    page.goto("/search?q=otters")
    before = page.evaluate("history.length")
    status = page.get_by_role("status")
    field = page.get_by_role("combobox", name="Search the archive")
    field.fill("")
    field.press_sequentially("manufactur")
    expect(status).to_contain_text("12 results")
    expect(page).to_have_url(re.compile(r"/search\?q=manufactur$"))
    field.press("Enter")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=otters$"))
    expect(field).to_have_value("otters")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("otter", re.IGNORECASE))
    page.go_forward()
    expect(status).to_contain_text("12 results")
    expect(field).to_have_value("manufactur")


def test_following_a_link_from_typed_results_adds_them_to_the_history(page: Page) -> None:
    page.goto("/search?q=otters")
    page.get_by_role("combobox").fill("manufacturing")
    expect(page.get_by_role("status")).to_contain_text("12 results")
    page.get_by_role("link", name="paragraph 8").click()
    expect(page).to_have_url(re.compile("#p8$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=manufacturing$"))
    expect(page.get_by_role("combobox")).to_have_value("manufacturing")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=otters$"))
    expect(page.get_by_role("combobox")).to_have_value("otters")


def test_a_late_response_is_ignored(page: Page) -> None:
    page.goto("/search?q=otters")
    held = []
    page.route("**/search?q=manufacturing", lambda route: held.append(route))
    field = page.get_by_role("combobox")
    with page.expect_request("**/search?q=manufacturing"):
        field.fill("manufacturing")
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_be_visible()
    field.fill("strike")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("strike", re.IGNORECASE))
    shown = page.get_by_role("status").inner_text()
    for route in held:
        route.abort()
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    assert page.get_by_role("status").inner_text() == shown


def test_an_incomplete_query_leaves_the_results_until_it_is_submitted(page: Page) -> None:
    page.goto("/search?q=otters")
    field = page.get_by_role("combobox")
    with page.expect_response(lambda response: response.status == 400):
        field.fill("&")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator(".hit").first).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The query has no words")
    assert box(page) == "&"


def test_suggestions_are_chosen_by_keyboard_and_mouse(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("zhou")
    option = page.get_by_role("option", name=re.compile("Zhou Yunjie"))
    expect(option).to_be_visible()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    active = field.get_attribute("aria-activedescendant")
    assert active == option.get_attribute("id")
    field.press("Escape")
    expect(option).to_be_hidden()
    field.press("Backspace")
    expect(option).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?speaker=zhou-yunjie$"))
    page.go_back()
    page.get_by_role("combobox").fill("zhou")
    page.get_by_role("option", name=re.compile("Zhou Yunjie")).click()
    expect(page).to_have_url(re.compile(r"/search\?speaker=zhou-yunjie$"))


def test_context_opens_in_place_and_closes(page: Page) -> None:
    page.goto("/search?q=%22industrial+internet%22")
    opener = page.get_by_role("link", name="Show context")
    opener.click()
    expect(page.locator(".hit .neighbour.before")).to_contain_text("Paragraph 7")
    expect(page.locator(".hit .neighbour.after")).to_contain_text("Paragraph 9")
    expect(opener).to_have_attribute("aria-expanded", "true")
    opener.click()
    expect(page.locator(".neighbour")).to_have_count(0)
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_context_has_a_page_without_scripts(plain: Page) -> None:
    plain.goto("/search?q=%22industrial+internet%22")
    plain.get_by_role("link", name="Show context").click()
    expect(plain.locator(".neighbour.before")).to_contain_text("Paragraph 7")
    expect(plain.locator(".focus mark")).to_have_text("industrial internet")
    expect(plain.locator(".evidence")).to_contain_text("attributed to Zhou Yunjie")
    plain.get_by_role("link", name="Paragraph 9").click()
    expect(plain.locator(".neighbour.after")).to_contain_text("Paragraph 10")


def test_a_citation_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/search?q=%22industrial+internet%22")
    page.get_by_role("link", name="Cite").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy as CSL-JSON").click()
    expect(page.locator("#announcement")).to_have_text("Copied")
    (item,) = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert item["id"] == f"{REAL_ARTICLE}#p8"
    assert f"/articles/{REAL_ARTICLE}/paragraphs/8?text=" in item["URL"]
    assert "Zhou Yunjie" in item["note"]


def test_a_citation_can_be_read_without_scripts(plain: Page) -> None:
    plain.goto("/search?q=%22industrial+internet%22")
    plain.get_by_role("link", name="Cite").click()
    expect(plain.get_by_role("region", name="BibTeX")).to_contain_text("@article{")
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)


def test_shortcut_keys_work_except_while_typing(page: Page) -> None:
    page.goto("/search?q=manufacturing")
    page.keyboard.press("j")
    hits = page.locator(".hit h3 a")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("/jk?")
    expect(field).to_have_value("/jk?")
    expect(keys).to_be_hidden()


def test_keys_move_between_the_matches_of_an_article(page: Page) -> None:
    page.goto(f"/articles/{REAL_ARTICLE}?q=manufacturing")
    marks = page.locator("article mark")
    page.keyboard.press("n")
    expect(marks.nth(0)).to_have_class("here")
    page.keyboard.press("n")
    expect(marks.nth(1)).to_have_class("here")
    page.keyboard.press("p")
    expect(marks.nth(0)).to_have_class("here")
    page.keyboard.press("p")
    expect(marks.nth(0)).to_have_class("here")


def test_going_back_restores_the_scroll_position(page: Page) -> None:
    page.goto("/search?q=said")
    last = page.get_by_role("link", name=re.compile("^paragraph")).last
    last.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 500
    last.click()
    expect(page).to_have_url(re.compile("#p"))
    page.go_back()
    expect(page.get_by_role("status")).to_be_visible()
    page.wait_for_function("y => Math.abs(scrollY - y) < 5", arg=scrolled)


def test_a_long_facet_is_searched(either: Page) -> None:
    page = either
    page.goto("/search")
    find = page.get_by_label("Find a speaker")
    find.fill("yunjie")
    find.press("Enter")
    expect(page).to_have_url(re.compile("/search/facets/speaker"))
    page.get_by_role("link", name="Zhou Yunjie 3").click()
    expect(page.get_by_role("status")).to_contain_text("3 results")


def test_a_long_facet_is_filtered_while_typing(page: Page) -> None:
    page.goto("/search")
    values = page.locator("section:has(#facet-speaker) .values li")
    before = values.count()
    page.get_by_label("Find a speaker").press_sequentially("yunjie")
    expect(values).to_have_count(1)
    page.get_by_label("Find a speaker").fill("")
    expect(values).to_have_count(before)


def test_two_speakers_are_compared(either: Page) -> None:
    page = either
    page.goto("/speakers")
    page.get_by_label("Name contains").fill("jinping")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Xi Jinping").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xi Jinping")
    page.get_by_role("link", name="compare with Zhou Yunjie").click()
    page.get_by_label("Words").fill("manufacturing")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xi Jinping and Zhou Yunjie")
    sections = page.locator(".series")
    expect(sections.nth(0)).to_contain_text("2 paragraphs with manufacturing of 2")
    expect(sections.nth(1)).to_contain_text("2 paragraphs with manufacturing of 3")
    page.get_by_text("As a table").click()
    row = page.get_by_role("row", name=re.compile("^10 March 2023"))
    row.get_by_role("link").last.click()
    expect(page.get_by_role("status")).to_contain_text("2 results")


def test_the_search_box_of_a_profile_is_limited_to_its_speaker(either: Page) -> None:
    page = either
    page.goto("/speakers/zhou-yunjie")
    page.get_by_label("Search what Zhou Yunjie said").fill("manufacturing")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("speaker=zhou-yunjie"))
    expect(page.get_by_role("status")).to_contain_text("2 results")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_first_result_is_on_the_first_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/search?q=said")
    place = page.locator(".hit").first.bounding_box()
    assert place is not None
    assert place["y"] < 450


def test_names_of_speakers_to_compare_are_completed_full_names_first(page: Page) -> None:
    page.goto("/compare?speaker=xi-jinping")
    field = page.get_by_role("combobox", name="Another speaker").first
    field.press_sequentially("en")
    expect(page.get_by_role("option").first).to_have_text("Li Dongsheng2")
    # The API lists it before "Two engineers familiar with the soundings".
    expect(page.get_by_role("option").last).to_have_text("Students1")
    field.fill("zhou")
    expect(page.get_by_role("option", name=re.compile("Zhou Yunjie"))).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Zhou Yunjie")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xi Jinping and Zhou Yunjie")


@pytest.mark.parametrize("width", [320, 375, 600, 800, 1000, 1280])
def test_the_button_that_compares_is_beside_a_field(plain: Page, width: int) -> None:
    plain.set_viewport_size({"width": width, "height": 700})
    plain.goto("/compare?speaker=xi-jinping&speaker=zhou-yunjie")
    button = plain.get_by_role("button", name="Compare").bounding_box()
    field = plain.locator(".comparing input").last.bounding_box()
    assert button is not None
    assert field is not None
    assert abs(button["y"] - field["y"]) < 5
