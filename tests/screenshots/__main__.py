"""Take the README's two pictures anew, or with a folder as argument those of every screen.

python -m tests.screenshots
python -m tests.screenshots FOLDER     light and dark, 375 and 1280 points wide
python -m tests.screenshots FOLDER --corpus CORPUS --index INDEX --query WORDS
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flask import Flask
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from searchapp import create_app
from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from tests.conftest import CORPUS, REAL_ARTICLE
from tests.screenshots.widget_pages import write_pages
from tests.serving import served, static_site
from tests.web.conftest import CHROMIUM, SCREENS
from tests.web.quoting import ARTICLES, FOLLOWED, make_quoting_app, quote_screens

README = {
    "search": "/search?q=industry+OR+technology+OR+turbines",
    "article": f"/articles/{REAL_ARTICLE}?q=manufacturing",
}
README_SIZE: ViewportSize = {"width": 1120, "height": 680}
EDITOR, EDITOR_HEADER = "ann", "X-Editor"
HEIGHT = 800
"""Of the pictures of every page."""


def screens(app: Flask, words: str) -> dict[str, str]:
    """Return screens of the archive of *app*, by name, for a search of *words*."""
    client = app.test_client()
    people = client.get("/api/v1/speakers?kind=person&limit=3").get_json()["speakers"]
    hits = client.get("/api/v1/search", query_string={"q": words}).get_json()["results"]
    speakers = "".join(f"&speaker={quote(person['id'])}" for person in people)
    query = quote(words)
    article = quote(hits[0]["article"]["id"]) if hits else ""
    about = f"/articles/{article}/paragraphs/{hits[0]['number']}" if hits else "/"
    return {
        "home": "/",
        "results": f"/search?q={query}",
        "narrowed": f"/search?q={query}{speakers}",
        "all speakers of results": f"/search/facets/speaker?q={query}",
        "article": f"/articles/{article}?q={query}",
        "paragraph": f"{about}?q={query}",
        "quotes": "/search?view=quotes",
        "speakers": "/speakers",
        "people": "/speakers?kind=person",
        "speaker": f"/speakers/{quote(people[0]['id'])}" if people else "/speakers",
        "comparison": f"/compare?q={query}{speakers}",
        "code for other sites": f"/embed/code?q={query}",
        "frame in other sites": f"/embed?q={query}",
        "card in other sites": f"/embed/quote/{article}%23p{hits[0]['number']}" if hits else "/",
    }


def _take(
    browser: Browser, address: str, files: dict[Path, str], size: ViewportSize, dark: bool = False
) -> None:
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        extra_http_headers={EDITOR_HEADER: EDITOR},
    )
    page = context.new_page()
    for file, path in files.items():
        page.goto(address + path, wait_until="networkidle")
        page.screenshot(path=file)
        print(file)
    context.close()


def _all(browser: Browser, address: str, folder: Path, paths: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for width in (375, 1280):
            looks = f"{width}-{'dark' if dark else 'light'}"
            files = {folder / f"{name}-{looks}.png": path for name, path in paths.items()}
            _take(browser, address, files, {"width": width, "height": HEIGHT}, dark)


@contextmanager
def _archive(corpus: Path, index: Path | None) -> Iterator[Flask]:
    """Give an application for *corpus*; without *index* the corpus is indexed first."""
    with TemporaryDirectory() as temporary:
        app = create_app(
            corpus_dir=corpus, index_dir=index or temporary, cors_origins="*", frame_ancestors="*"
        )
        try:
            if index is None:
                app.test_cli_runner().invoke(args=["reindex"])
            yield app
        finally:
            app.extensions["searchapp"].close()


@contextmanager
def _quoting_archive() -> Iterator[Flask]:
    """Give an application with quotes in several articles, and a desk for ``EDITOR``."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = EditorsFile(folder / "editors.json")
        file.add(Editor(EDITOR, ""))
        desk = {"editors": file.path, "proxies": 1, "editor_header": EDITOR_HEADER}
        app = make_quoting_app(folder, *ARTICLES, *FOLLOWED, **desk)
        try:
            yield app
        finally:
            app.extensions["searchapp"].close()


def main() -> None:
    """Serve an archive and take pictures of its pages."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("folder", nargs="?", type=Path, help="for pictures of every page")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--index", type=Path, help="index of the corpus; it is read, not changed")
    parser.add_argument("--query", default="said", help="words that pages of another corpus show")
    arguments = parser.parse_args()
    with (
        _archive(arguments.corpus, arguments.index) as app,
        sync_playwright() as playwright,
        served(app) as address,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if arguments.folder is None:
            here = Path(__file__).parent
            files = {here / f"{name}.png": path for name, path in README.items()}
            _take(browser, address, files, README_SIZE)
        else:
            is_own = arguments.corpus.resolve() == CORPUS.resolve()
            paths = SCREENS if is_own else screens(app, arguments.query)
            _all(browser, address, arguments.folder, paths)
            if is_own:
                with TemporaryDirectory() as temporary, static_site(Path(temporary)) as site:
                    pages = write_pages(Path(temporary), address)
                    _all(browser, site, arguments.folder, pages)
            if is_own:
                with _quoting_archive() as quoting, served(quoting) as quotes:
                    _all(browser, quotes, arguments.folder, quote_screens(quoting))
        browser.close()


if __name__ == "__main__":
    main()
