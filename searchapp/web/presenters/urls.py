"""URLs of pages, and the requests and form fields that they carry."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote, urlencode

from flask import request as current_request
from flask import url_for

from searchapp.api_models.query_strings import query_string, request_pairs
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import paragraph_id, part_number
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, FacetRequest, SearchRequest
from searchapp.web.presenters.translation import language_pairs

_PAGING_PARAMETERS = ("page", "limit")

_UNQUOTED = "!$&'()*+,/:;=@"
"""Characters that Werkzeug leaves unquoted in a path segment (``BaseConverter.to_url``)."""

_UNQUOTED_VALUE = "!$'()*,/:;?@"
"""Characters that Werkzeug leaves unquoted in a value of a query string."""


def _base_url(endpoint: str, *, external: bool = False) -> str:
    """Return the URL of *endpoint*, built once in a request; ids and queries are appended.

    A page of results has a hundred links, and ``url_for`` takes 50 microseconds.
    """
    urls: dict[tuple[str, bool], str] = current_request.environ.setdefault("searchapp.urls", {})
    if (endpoint, external) not in urls:
        urls[endpoint, external] = url_for(endpoint, _external=external)
    return urls[endpoint, external]


def whole_article_url(article_id: str, *, external: bool = False) -> str:
    """Return the URL of the first page of an article, without a query."""
    home = _base_url(".home", external=external)
    return f"{home}articles/{quote(article_id, safe=_UNQUOTED)}"


def speaker_url(speaker_id: str) -> str:
    """Return the URL of a speaker's page."""
    return with_language(f"{_base_url('.home')}speakers/{quote(speaker_id, safe=_UNQUOTED)}")


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
    return urlencode([*unpaged_pairs(request), *others])


def unpaged_pairs(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return *request* as pairs of name and value, such as form fields, without its paging."""
    return tuple(pair for pair in request_pairs(request) if pair[0] not in _PAGING_PARAMETERS)


def search_url(request: SearchRequest, **changes: object) -> str:
    """Return the URL of the search page for *request*, with *changes* to its fields.

    Unless *changes* set the page, it is the first.
    """
    if "page" not in changes:
        changes["page"] = 1
    return with_language(with_query(_base_url(".search"), query_string(request, **changes)))


def feed_url(request: SearchRequest) -> str:
    """Return the URL of the Atom feed of *request*; a feed has an order and pages of its own."""
    return with_query(url_for(".feed"), query_string(request, page=1, sort="relevance"))


def export_url(request: SearchRequest, form: str) -> str:
    """Return the URL of a file of all hits of *request*; *form* is a format of the export."""
    return with_query(url_for(".api_export"), _unpaged_query(request, ("format", form)))


def embed_code_url(request: SearchRequest) -> str:
    """Return the URL of the page with code that shows *request* in another site."""
    return with_language(with_query(url_for(".embed_code"), _unpaged_query(request)))


def embed_url(request: SearchRequest, page: int) -> str:
    """Return the URL of a page of *request* for a frame in another site."""
    return with_language(f"{url_for('.embed')}?{query_string(request, page=page)}")


def compare_url(request: SearchRequest) -> str:
    """Return the URL of the page that compares the speakers of *request* under its query."""
    return with_language(with_query(url_for(".compare"), _unpaged_query(request)))


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
    url = url_for(".facet", facet_name=name)
    return with_language(with_query(url, _unpaged_query(request, *others)))


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
    return with_language(with_query(url_for(".speakers"), urlencode(pairs)))


def _query_part(request: SearchRequest, page: int = 1) -> str:
    """Return the query string of a page that marks the query of *request*, with its "?"."""
    values: dict[str, str | int] = {"q": request.q} if request.q.strip() else {}
    if page > 1:
        values["page"] = page
    return with_query("", urlencode(values, safe=_UNQUOTED_VALUE))


def paragraph_url(request: SearchRequest, article_id: str, number: int) -> str:
    """Return the URL of the page of one paragraph, with the query of *request*."""
    url = f"{whole_article_url(article_id)}/paragraphs/{number}{_query_part(request)}"
    return with_language(url)


def article_url(request: SearchRequest, article_id: str, number: int) -> str:
    """Return the URL of a paragraph within its article page, with the query of *request*."""
    return article_part_url(request, article_id, part_number(number), f"p{number}")


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
    url = whole_article_url(article_id, external=external)
    part_url = f"{url}{_query_part(request, page)}{fragment}"
    return part_url if external else with_language(part_url)


def similar_url(article_id: str, number: int) -> str:
    """Return the URL of the page of paragraphs like a paragraph."""
    address = quote(paragraph_id(article_id, number), safe=_UNQUOTED)
    return with_language(f"{_base_url('.home')}similar/{address}")


def permalink(article_id: str, number: int) -> str:
    """Return the absolute URL of a paragraph within its article page, without a query."""
    page = part_number(number)
    return article_part_url(SearchRequest(), article_id, page, f"p{number}", external=True)


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
