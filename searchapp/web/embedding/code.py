"""Code that shows a search in another site: the custom element, or a frame."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from markupsafe import escape

from searchapp.api_models.query_strings import query_string, request_pairs
from searchapp.models.search import SearchRequest
from searchapp.web.embedding.scripts import NEWS_SEARCH, script
from searchapp.web.presenters.languages import ENGLISH
from searchapp.web.presenters.translation import PARAMETER, current_language, gettext
from searchapp.web.presenters.urls import with_query

_ATTRIBUTES = (
    *("q", "speaker", "kind", "act", "source", "role", "quotation", "year"),
    *("from", "to", "sort", "limit", "lang"),
)
"""The parameters that ``<news-search>`` takes as attributes."""

_FRAME_HEIGHT = 640


@dataclass(frozen=True, slots=True)
class EmbedCode:
    """The pieces of code for one search, and the URL that the frame shows.

    ``pinned_widget`` is the widget with one version of its script and the hash of that.
    """

    widget: str
    pinned_widget: str
    frame: str
    frame_url: str


def embed_code(request: SearchRequest) -> EmbedCode:
    """Return the code that shows *request*, with its limit of hits, in another site."""
    home = url_for(".home", _external=True)
    query = query_string(request, page=1)
    language = current_language()
    named = [(PARAMETER, language.tag)] if language is not ENGLISH else []
    query = "&".join(filter(None, (query, urlencode(named))))
    frame_url = with_query(url_for(".embed", _external=True), query)
    title = gettext("News search: %(q)s", q=request.q) if request.q else gettext("News search")
    element = f'<news-search endpoint="{escape(home)}"{_attributes(request, named)}></news-search>'
    return EmbedCode(
        widget=f'<script src="{escape(url_for(".embed_script", _external=True))}" async></script>\n'
        f"{element}",
        pinned_widget=f"{pinned_script(NEWS_SEARCH)}\n{element}",
        frame=f'<iframe src="{escape(frame_url)}" title="{escape(title)}"\n'
        f'  width="100%" height="{_FRAME_HEIGHT}" loading="lazy"></iframe>',
        frame_url=with_query(url_for(".embed"), query),
    )


def pinned_script(name: str) -> str:
    """Return the tag that loads one version of the script *name*, with its hash."""
    current = script(name)
    url = url_for(".embed_script_version", version=current.version, name=name, _external=True)
    return (
        f'<script src="{escape(url)}"\n  integrity="{current.integrity}"\n'
        '  crossorigin="anonymous" async></script>'
    )


def _attributes(request: SearchRequest, named: list[tuple[str, str]]) -> str:
    values: dict[str, list[str]] = {}
    for name, value in (*request_pairs(request), *named):
        if name in _ATTRIBUTES:
            values.setdefault(name, []).append(value)
    return "".join(f' {name}="{escape("|".join(several))}"' for name, several in values.items())
