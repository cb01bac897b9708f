"""Pages of another site that show the custom elements, for pictures of them."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import REAL_ARTICLE

_TEMPLATE = """<template slot="hit"><style>blockquote { margin: 0; font-style: italic }</style>
<blockquote data-field="text"></blockquote>
<p><b data-field="speakers"></b> <span data-field="date"></span> <a>Read the article</a></p>
</template>"""


def _search(attributes: str, inner: str = "") -> str:
    return f'<news-search endpoint="ARCHIVE" limit="4" {attributes}>{inner}</news-search>'


PAGES = {
    "widget": _search('q="said" label="Our archive"'),
    "widget with a template": _search('q="said"', _TEMPLATE),
    "widget in German": _search('q="said chains" lang="de"'),
    "widget from right to left": f'<div dir="rtl" lang="ar">{_search("q=said label=أرشيف")}</div>',
    "widget without results": _search('q="zzzz"'),
    "widget with an error": _search('q="said" year="never"'),
    "quotation": f'<news-quote src="ARCHIVE/articles/{REAL_ARTICLE}/paragraphs/8"></news-quote>',
    "quotation from right to left": '<div dir="rtl" lang="ar"><news-quote '
    f'src="ARCHIVE/articles/{REAL_ARTICLE}/paragraphs/8"></news-quote></div>',
    "quotation that is missing": '<news-quote src="ARCHIVE/articles/none/paragraphs/1">'
    "<a href='/'>What the page has instead</a></news-quote>",
}
"""The bodies of the pages, by name; ARCHIVE stands for the URL of the archive."""


def write_pages(folder: Path, archive_url: str) -> dict[str, str]:
    """Write the pages into *folder*; return their paths below a site of it, by name."""
    paths = {}
    for number, (name, body) in enumerate(PAGES.items()):
        (folder / f"{number}.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title>'
            '<meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark">'
            "<style>body { font-family: sans-serif; max-width: 44rem; margin: 1rem auto;"
            " padding: 0 1rem }</style>"
            f'<script src="{archive_url}/embed.js"></script>'
            f'<script src="{archive_url}/news-quote.js"></script>'
            f"<h1>A site</h1>{body.replace('ARCHIVE', archive_url)}",
            "utf-8",
        )
        paths[name] = f"/{number}.html"
    return paths
