"""Fixtures of the tests in other sites: an archive, and a static site with pages of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

import searchapp
from searchapp import create_app
from tests.conftest import line
from tests.serving import served, static_site

HOSTILE = '<img src=x onerror="document.title=1"> <script>document.title=2</script> {{ 7*7 }}'
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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A static site on a port of its own: a factory from the body of its page to its URL."""
    with static_site(tmp_path) as address:

        def with_page(body: str) -> str:
            head = "<!doctype html><html lang=en><meta charset=utf-8><title>Static</title>"
            page = f"{head}<main><h1>A site</h1>{body}</main>"
            # Each page has a name of its own: a browser may take one changed within a second as
            # not modified.
            name = f"{len(list(tmp_path.iterdir()))}.html"
            (tmp_path / name).write_text(page, "utf-8")
            return f"{address}/{name}"

        yield with_page


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


def widget(archive_url: str, attributes: str = "") -> str:
    return (
        f'<script src="{archive_url}/embed.js"></script>'
        f'<news-search endpoint="{archive_url}" {attributes}></news-search>'
    )
