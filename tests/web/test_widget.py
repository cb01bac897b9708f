"""Embedding in other sites, in Chromium: a mounted Blueprint and the custom element."""

import http.server
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

import searchapp
from searchapp import create_app
from tests.conftest import line
from tests.serving import reserved_port, served
from tests.web.conftest import needs_chromium
from tests.web.test_accessibility import violations

pytestmark = needs_chromium

HOSTILE = '<img src=x onerror="document.title=1"> <script>document.title=2</script> {{ 7*7 }}'
SCRIPT = Path(searchapp.__file__).parent / "web" / "static" / "embedding" / "embed.js"

Site = Callable[[str], str]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("widget")
    (folder / "a.jsonl").write_text(
        "".join(
            line(f"a{n}", f"Rain fell, said Ann Lee, {n}.", date="2024-01-01") for n in range(30)
        )
        + line("hostile", f"{HOSTILE} snow 𝄞 fell, said Bob Roe.", title=f"Snow {HOSTILE}"),
        "utf-8",
    )
    app = create_app(corpus_dir=folder, index_dir=folder / "index")
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    return folder / "index"


@pytest.fixture(scope="module")
def archive_url(index: Path) -> Iterator[str]:
    """Another application that mounts the search under /archive."""
    host = Flask("host")
    host.add_url_rule("/", "home", lambda: "<title>Host</title><h1>The host's own page</h1>")
    host.register_blueprint(
        searchapp.blueprint(index_dir=index, cors_origins="*", frame_ancestors="*"),
        url_prefix="/archive",
    )
    with served(host) as address:
        yield f"{address}/archive"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A static site on a port of its own: a factory from the body of its page to its URL."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))
    )
    thread = Thread(target=server.serve_forever)
    thread.start()

    def with_page(body: str) -> str:
        head = "<!doctype html><html lang=en><meta charset=utf-8><title>Static</title>"
        page = f"{head}<main><h1>A site</h1>{body}</main>"
        # Each page has a name of its own: a browser may take one changed within a second as
        # not modified.
        name = f"{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(page, "utf-8")
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield with_page
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def open_archive_url(archive: Flask) -> Iterator[str]:
    """The project's own corpus, open to every site."""
    app = create_app(
        index_dir=archive.config["SEARCHAPP_INDEX_DIR"], cors_origins="*", frame_ancestors="*"
    )
    with served(app) as address:
        yield address
    app.extensions["searchapp"].close()


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


def widget(archive_url: str, attributes: str = "") -> str:
    return (
        f'<script src="{archive_url}/embed.js"></script>'
        f'<news-search endpoint="{archive_url}" {attributes}></news-search>'
    )


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
    expect(tab.get_by_role("status")).to_have_text("20 of 30 paragraphs")
    links = tab.get_by_role("list", name="Paragraphs").get_by_role("link")
    expect(links).to_have_count(20)
    assert (links.first.get_attribute("href") or "").startswith(f"{archive_url}/articles/a")
    expect(tab.locator("news-search mark").first).to_have_text("Rain")
    tab.get_by_role("button", name="Show more").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_have_text("30 of 30 paragraphs")
    expect(tab.get_by_role("button", name="Show more")).to_be_hidden()
    expect(links.nth(20)).to_be_focused()


def test_the_element_counts_hits_that_lack_words(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(widget(archive_url, 'q="rain snow" limit="20"')))
    expect(tab.get_by_role("status")).to_have_text("20 of 31 paragraphs, none with all the words")
    expect(tab.get_by_text(" · lacks snow").first).to_be_visible()
    tab.goto(site(widget(archive_url, 'q="snow roe" limit="20"')))
    expect(tab.get_by_role("status")).to_have_text("1 of 1 paragraph")


@pytest.mark.parametrize(
    ("lang", "button", "count", "complete"),
    [
        ("de-AT", "Suchen", "Absätze: 20 / 31", " (mit allen Wörtern: 0)"),
        ("es", "Buscar", "Párrafos: 20 / 31", " (con todas las palabras: 0)"),
        ("fr", "Rechercher", "Paragraphes: 20 / 31", " (avec tous les mots: 0)"),
        ("zh-Hans", "搜索", "段落: 20 / 31", " (包含所有词: 0)"),
        ("zh-TW", "Search", "20 of 31 paragraphs", ", none with all the words"),
    ],
)
def test_the_element_has_a_language_of_its_own(
    tab: Page, site: Site, archive_url: str, lang: str, button: str, count: str, complete: str
) -> None:
    tab.goto(site(widget(archive_url, f'lang="{lang}" q="rain snow" limit="20"')))
    expect(tab.get_by_role("button", name=button, exact=True)).to_be_visible()
    expect(tab.get_by_role("status")).to_have_text(count + complete)


def test_the_element_takes_the_language_of_the_page_around_it(
    tab: Page, site: Site, archive_url: str
) -> None:
    tab.goto(site(f'<div lang="de">{widget(archive_url, "")}</div>'))
    expect(tab.get_by_role("searchbox", name="Archiv durchsuchen")).to_be_visible()


def test_the_attributes_are_filters(tab: Page, site: Site, archive_url: str) -> None:
    tab.goto(site(widget(archive_url, 'speaker="bob-roe|nobody"')))
    expect(tab.get_by_role("status")).to_have_text("1 of 1 paragraph")


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
        script = f"<script>{SCRIPT.read_text('utf-8')}</script>"
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(site(f'{script}<news-search endpoint="{nobody}" q="rain"></news-search>'))
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
        expect(tab.get_by_role("status")).to_contain_text(
            "SEARCHAPP_CORS_ORIGINS has to name this site"
        )
    app.extensions["searchapp"].close()


@pytest.mark.parametrize("endpoint", ["javascript:alert(1)", "data:text/html,x"])
def test_an_endpoint_that_is_not_a_web_url_is_reported(
    tab: Page, site: Site, archive_url: str, endpoint: str
) -> None:
    script = f'<script src="{archive_url}/embed.js"></script>'
    tab.goto(site(f'{script}<news-search endpoint="{endpoint}" q="rain"></news-search>'))
    expect(tab.get_by_role("status")).to_contain_text("set up wrongly")


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


def test_the_script_is_small() -> None:
    assert SCRIPT.stat().st_size < 10_000
