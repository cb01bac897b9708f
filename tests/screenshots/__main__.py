"""Take the README's two pictures anew, or with a folder as argument those of every screen.

python -m tests.screenshots
python -m tests.screenshots FOLDER     light and dark, 375 and 1280 points wide
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from searchapp import create_app
from tests.conftest import CORPUS, REAL_ARTICLE
from tests.serving import served
from tests.web.conftest import CHROMIUM, SCREENS

README = {
    "search": "/search?q=industry+OR+technology+OR+turbines",
    "article": f"/articles/{REAL_ARTICLE}?q=manufacturing",
}
README_SIZE = {"width": 1180, "height": 800}


def _take(browser: Browser, address: str, screens: dict[str, Path], width: int, dark: bool) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": README_SIZE["height"]},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    for path, file in screens.items():
        page.goto(address + path)
        page.screenshot(path=file)
        print(file)
    context.close()


def _all(browser: Browser, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for width in (375, 1280):
            looks = f"{width}-{'dark' if dark else 'light'}"
            files = {path: folder / f"{name}-{looks}.png" for name, path in SCREENS.items()}
            _take(browser, address, files, width, dark)


def main(arguments: list[str]) -> None:
    """Index the corpus, serve it, and take the pictures."""
    with TemporaryDirectory() as index_dir, sync_playwright() as playwright:
        app = create_app(corpus_dir=CORPUS, index_dir=index_dir)
        app.test_cli_runner().invoke(args=["reindex"])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            with served(app) as address:
                if arguments:
                    _all(browser, address, Path(arguments[0]))
                else:
                    here = Path(__file__).parent
                    files = {path: here / f"{name}.png" for name, path in README.items()}
                    _take(browser, address, files, README_SIZE["width"], dark=False)
        finally:
            browser.close()
            app.extensions["searchapp"].close()


if __name__ == "__main__":
    main(sys.argv[1:])
