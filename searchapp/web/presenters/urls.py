"""URLs of pages, and the requests and form fields that they carry."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import request as current_request
from flask import url_for

from searchapp.api_models.query_strings import UNQUOTED_IN_PATH, query_string, request_pairs
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import part_number
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, FacetRequest, Hit, SearchRequest
from searchapp.models.trails import TrailsRequest
from searchapp.search.permalinks import permalink_path
from searchapp.web.presenters.translation import language_pairs

_PAGING_PARAMETERS = ("page", "limit")
_UNPAGED = SearchRequest()

_UNQUOTED_VALUE = "!$'()*,/:;?@"
"""Characters that Werkzeug leaves unquoted in a value of a query string."""


class _Links(NamedTuple):
    """What the URLs of one response have in common.

    ``home`` is the URL of the home page, below which all other pages are. ``language`` is the
    parameter that names the language in the query string of a page, or empty.
    """

    home: str
    language: str


def _links() -> _Links:
    """Return what the URLs of the response have in common, looked up once.

    A page of results has a hundred links, and ``url_for`` takes 20 microseconds.
    """
    environ = current_request.environ
    links: _Links | None = environ.get("searchapp.links")
    if links is None:
        links = environ["searchapp.links"] = _Links(url_for(".home"), urlencode(language_pairs()))
    return links


def _external_home() -> str:
    environ = current_request.environ
    if "searchapp.external_home" not in environ:
        environ["searchapp.external_home"] = url_for(".home", _external=True)
    home: str = environ["searchapp.external_home"]
    return home


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    """Return *text* as a segment of a path, as Werkzeug quotes it."""
    return quote(text, safe=UNQUOTED_IN_PATH)


def page_url(path: str, query: str = "") -> str:
    """Return the URL of the page at *path* below the home page, with *query* and the language."""
    home, language = _links()
    if language:
        query = f"{query}&{language}" if query else language
    return f"{home}{path}?{query}" if query else home + path


def resource_url(path: str, query: str = "") -> str:
    """Return the URL of what is not a page, such as a feed, at *path* below the home page."""
    return with_query(_links().home + path, query)


def whole_article_url(article_id: str, *, external: bool = False) -> str:
    """Return the URL of the first page of an article, without a query."""
    home = _external_home() if external else _links().home
    return f"{home}articles/{_quoted(article_id)}"


def speaker_url(speaker_id: str) -> str:
    """Return the URL of a speaker's page."""
    return page_url(f"speakers/{_quoted(speaker_id)}")


def with_language(url: str) -> str:
    """Return the *url* of a page with the language, where the URL of this page names it."""
    pairs = language_pairs()
    if not pairs:
        return url
    page, hash_sign, fragment = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{urlencode(pairs)}{hash_sign}{fragment}"


def with_query(url: str, query: str) -> str:
    """Return *url* with the query string *query*, or unchanged where that is empty."""
    return f"{url}?{query}" if query else url


def _unpaged_query(request: SearchRequest, *others: tuple[str, str]) -> str:
    """Return the query string of *request* without its page and limit, and of *others*."""
    query = query_string(request, page=_UNPAGED.page, limit=_UNPAGED.limit)
    return "&".join(filter(None, (query, urlencode(others))))


def unpaged_pairs(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return *request* as pairs of name and value, such as form fields, without its paging."""
    return tuple(pair for pair in request_pairs(request) if pair[0] not in _PAGING_PARAMETERS)


def search_url(request: SearchRequest, **changes: object) -> str:
    """Return the URL of the search page for *request*, with *changes* to its fields.

    Unless *changes* set the page, it is the first.
    """
    if "page" not in changes:
        changes["page"] = 1
    return page_url("search", query_string(request, **changes))


def feed_url(request: SearchRequest) -> str:
    """Return the URL of the Atom feed of *request*; a feed has an order and pages of its own."""
    return resource_url("feed", query_string(request, page=1, sort="relevance"))


def export_url(request: SearchRequest, form: str) -> str:
    """Return the URL of a file of all hits of *request*; *form* is a format of the export."""
    return resource_url("api/v1/export", _unpaged_query(request, ("format", form)))


def embed_code_url(request: SearchRequest) -> str:
    """Return the URL of the page with code that shows *request* in another site."""
    return page_url("embed/code", _unpaged_query(request))


def embed_url(request: SearchRequest, page: int) -> str:
    """Return the URL of a page of *request* for a frame in another site."""
    return page_url("embed", query_string(request, page=page))


def compare_url(request: SearchRequest) -> str:
    """Return the URL of the page that compares the speakers of *request* under its query."""
    return page_url("compare", _unpaged_query(request))


def facet_url(
    request: SearchRequest,
    name: FacetName,
    facet_request: FacetRequest | None = None,
    page: int = 1,
) -> str:
    """Return the URL of the page of all values of facet *name* under *request*."""
    others = []
    if facet_request and facet_request.like:
        others.append(("like", facet_request.like))
    if page > 1:
        others.append(("page", str(page)))
    return page_url(f"search/facets/{name}", _unpaged_query(request, *others))


def speakers_url(request: SpeakersRequest, **changes: object) -> str:
    """Return the URL of the list of speakers for *request*, with *changes* to its fields."""
    changed = dataclasses.replace(request, **changes)  # type: ignore[arg-type]
    default = SpeakersRequest()
    pairs = [
        (field.name, str(getattr(changed, field.name)))
        for field in dataclasses.fields(changed)
        if field.name != "kinds" and getattr(changed, field.name) != getattr(default, field.name)
    ]
    pairs += [("kind", kind) for kind in changed.kinds]
    return page_url("speakers", urlencode(pairs))


def _query_part(request: SearchRequest, page: int = 1) -> str:
    """Return the query string of a page that marks the query of *request*."""
    pairs: list[tuple[str, str | int]] = []
    if request.q.strip():
        pairs += [("q", request.q), *(("no_synonyms", term) for term in request.no_synonyms)]
    if page > 1:
        pairs.append(("page", page))
    return urlencode(pairs, safe=_UNQUOTED_VALUE)


class HitUrls:
    """URLs of the pages about hits, which mark the query of *request*; it is encoded once."""

    def __init__(self, request: SearchRequest) -> None:
        self._request = request
        self._home = _links().home
        # What follows the path of a page, with its question mark.
        self._query = page_url("", _query_part(request))[len(self._home) :]
        self._language = page_url("")[len(self._home) :]

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the URL of the page of one paragraph."""
        return f"{self._home}articles/{_quoted(article_id)}/paragraphs/{number}{self._query}"

    def correction(self, article_id: str, number: int) -> str:
        """Return the URL of the page that corrects the speakers of a paragraph."""
        path = f"articles/{_quoted(article_id)}/paragraphs/{number}/correct"
        return f"{self._home}{path}{self._language}"

    def article(self, article_id: str, number: int) -> str:
        """Return the URL of a paragraph within its article page."""
        page = part_number(number)
        if page > 1:
            return article_part_url(self._request, article_id, page, f"p{number}")
        return f"{self._home}articles/{_quoted(article_id)}{self._query}#p{number}"

    def similar(self, article_id: str, number: int) -> str:
        """Return the URL of the page of paragraphs like a paragraph."""
        # The number sign of a paragraph's address is quoted in a path.
        return f"{self._home}similar/{_quoted(article_id)}%23p{number}{self._language}"

    def speaker(self, speaker_id: str) -> str:
        """Return the URL of a speaker's page."""
        return f"{self._home}speakers/{_quoted(speaker_id)}{self._language}"


def article_part_url(
    request: SearchRequest,
    article_id: str,
    page: int,
    anchor: str | None = None,
    *,
    external: bool = False,
) -> str:
    """Return the URL of page *page* of an article, with the query of *request*."""
    fragment = f"#{anchor}" if anchor else ""
    query = _query_part(request, page)
    if external:
        return with_query(whole_article_url(article_id, external=True), query) + fragment
    return page_url(f"articles/{_quoted(article_id)}", query) + fragment


def trail_url(trail_id: str) -> str:
    """Return the URL of the page of a passage that several articles report."""
    return page_url(f"quotes/{_quoted(trail_id)}")


def trails_url(request: TrailsRequest, **changes: object) -> str:
    """Return the URL of the list of such passages for *request*, with *changes* to its fields."""
    changed, default = dataclasses.replace(request, **changes), TrailsRequest()  # type: ignore[arg-type]
    pairs = [
        (field.name, str(int(value)))
        for field in dataclasses.fields(changed)
        if (value := getattr(changed, field.name)) != getattr(default, field.name)
    ]
    return page_url("quotes", urlencode(pairs))


def permalink(hit: Hit) -> str:
    """Return the absolute URL of a paragraph's page, with a hash of its text.

    The page redirects to the paragraph's present number where that has changed.
    """
    return _external_home() + permalink_path(hit)


def url_without_filters(request: SearchRequest) -> str:
    """Return the URL of the search for the query of *request* without its filters."""
    return search_url(SearchRequest(q=request.q, sort=request.sort, limit=request.limit))


def for_one_speaker(request: SearchRequest, speaker: str) -> SearchRequest:
    """Return *request* with *speaker* (a name or id) as its only speaker, on its first page."""
    return dataclasses.replace(request, speakers=(slug(speaker) or speaker,), page=1)


def without_speaker(request: SearchRequest, speaker: str) -> SearchRequest:
    """Return *request* with *speaker* taken out of its speakers."""
    others = tuple(other for other in request.speakers if other != speaker)
    return dataclasses.replace(request, speakers=others)


def query_form_fields(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return the hidden fields of a form that takes a new query and keeps the filters."""
    return tuple(
        (name, value)
        for name, value in request_pairs(request)
        if name not in ("q", "page", "from", "to")
    )
