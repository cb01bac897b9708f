"""Help pages: the Markdown of ``searchapp/docs``, rendered as HTML for this site."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from searchapp.common.markup import documentation

OVERVIEW = "README"
"""Name of the file with the overview, which has the address ``/help``."""

_ORDER = (
    *(
        "query",
        "quotes",
        "commands",
        "formats",
        "attribution",
        "corrections",
        "desk",
        "api",
        "embedding",
    ),
    *("datasets", "settings", "alerts", "operations", "deployment", "cluster", "upgrading"),
    *("languages", "plugins", "architecture", "contributing", "changes"),
)
"""Order of the pages in the list; others follow by name."""

_EXAMPLES_HEADING = "type"
"""Heading of the first column of a table whose first column has queries to try."""

_SITE_ADDRESSES = frozenset({"/api/v1/docs", "/api/v1/openapi.json"})
"""Addresses that become links where a page shows them as code."""

_TABLE_BOX = Markup('<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
"""A box that a wide table scrolls in."""

_PLACEHOLDER = re.compile(r"\bID\b")
_PAGE_LINK = re.compile(r"(\w+)\.md(#[\w-]*)?")
_IMAGE = re.compile(r"[\w-]+\.svg")
_OUTSIDE_LINK = re.compile(r"https?:|mailto:|#")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title; ``anchor`` is its id on the page."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of the documentation; ``html`` includes the title as its first heading."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    html: Markup


@lru_cache
def page_names() -> tuple[str, ...]:
    """Return the names of all pages but the overview, in the order of the list."""
    files = resources.files("searchapp").joinpath("docs").iterdir()
    names = {file.name.removesuffix(".md") for file in files if file.name.endswith(".md")}
    names.discard(OVERVIEW)
    return (*(name for name in _ORDER if name in names), *sorted(names.difference(_ORDER)))


@lru_cache(maxsize=128)
def help_page(name: str, site_url: str, query: str = "") -> HelpPage:
    """Return the page *name*, one of ``page_names`` or ``OVERVIEW``.

    Links to other pages, and images, lead into the site at *site_url*, which ends without a
    slash; those to pages have the query string *query*. Links to files that are not installed
    become text. Queries in tables of examples become links to their results.
    """
    path = resources.files("searchapp").joinpath("docs", f"{name}.md")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    title, headings = _add_anchors(tokens)
    for token in tokens:
        if token.children:
            token.children = _site_links(token.children, site_url, query)
    _link_examples(tokens, site_url, query)
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    html = documentation(rendered)
    html = html.replace(Markup("<table>"), _TABLE_BOX).replace(
        Markup("</table>"), Markup("</table></div>")
    )
    return HelpPage(name, title, headings, html)


def image_path(name: str) -> Path | None:
    """Return the path of the image *name* of a help page, None if there is none."""
    path = Path(str(resources.files("searchapp"))) / "docs" / name
    return path if _IMAGE.fullmatch(name) and path.is_file() else None


def _add_anchors(tokens: list[Token]) -> tuple[str, tuple[Heading, ...]]:
    """Give each heading an id; return the title and the headings of the second level."""
    title, headings = "", []
    used: Counter[str] = Counter()
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = _plain_text(content)
        slug = re.sub(r"[^\w-]+", "", text.lower().replace(" ", "-"))
        anchor = f"{slug}-{used[slug]}" if used[slug] else slug
        used[slug] += 1
        opening.attrSet("id", anchor)
        if opening.tag == "h1":
            title = text
        elif opening.tag == "h2":
            headings.append(Heading(text, anchor))
    return title, tuple(headings)


def _plain_text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _link_examples(tokens: list[Token], site_url: str, query: str) -> None:
    """Link the queries in the first column of each table of examples to their results."""
    in_examples = False
    for before, opening, content in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.type != "tr_open":
            continue
        if opening.type == "th_open":
            in_examples = content.content == _EXAMPLES_HEADING
        elif in_examples and content.children:
            content.children = [
                token
                for child in content.children
                for token in (
                    _link(child, _example_url(child.content, site_url, query))
                    if child.type == "code_inline" and not _PLACEHOLDER.search(child.content)
                    else (child,)
                )
            ]


def _example_url(q: str, site_url: str, query: str) -> str:
    return f"{site_url}/search?{urlencode({'q': q})}{'&' if query else ''}{query}"


def _link(token: Token, url: str) -> tuple[Token, Token, Token]:
    return Token("link_open", "a", 1, attrs={"href": url}), token, Token("link_close", "a", -1)


def _site_links(tokens: list[Token], site_url: str, query: str) -> list[Token]:
    """Return *tokens* with links into the site, and without links to other files."""
    kept: list[Token] = []
    dropping = False
    for token in tokens:
        if token.type == "link_open":
            url = _site_url(str(token.attrGet("href")), site_url, query)
            dropping = url is None
            token.attrSet("href", url or "")
        if token.type == "image" and _IMAGE.fullmatch(str(token.attrGet("src"))):
            token.attrSet("src", f"{site_url}/help/{token.attrGet('src')}")
        if token.type == "code_inline" and token.content in _SITE_ADDRESSES:
            kept += _link(token, site_url + token.content)
        elif not (dropping and token.type in ("link_open", "link_close")):
            kept.append(token)
    return kept


def _site_url(url: str, site_url: str, query: str) -> str | None:
    if _OUTSIDE_LINK.match(url):
        return url
    page = _PAGE_LINK.fullmatch(url)
    if page is None:
        return None
    name = "" if page[1] == OVERVIEW else f"/{page[1]}"
    return f"{site_url}/help{name}{'?' if query else ''}{query}{page[2] or ''}"
