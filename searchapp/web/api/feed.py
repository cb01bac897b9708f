"""Atom feed of a search (RFC 4287), the paragraphs added last first, in pages (RFC 5005).

An entry's id is derived from its paragraph's id and the archive's identity, the same on every
host; ``updated`` is when the paragraph, with its present text, was indexed, and ``published``
is the day of its article.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree import ElementTree

from flask import Response, request, url_for

from searchapp.api_models.exports import utc_timestamp
from searchapp.api_models.query_strings import query_string, request_pairs
from searchapp.models.articles import Speaker
from searchapp.models.search import (
    Acts,
    Hit,
    IndexInfo,
    SearchRequest,
    SearchResults,
)
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached
from searchapp.web.presenters.frame import SITE_NAME
from searchapp.web.presenters.urls import permalink, with_query
from searchapp.web.presenters.xml import child, document

ATOM = "application/atom+xml"

_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:paragraph")
_FEEDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:feed")


def _entry_id(archive_id: str, paragraph_id: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.uuid5(_IDS, archive_id), paragraph_id)}"


def _lead(hit: Hit, acts: Acts) -> tuple[str, dict[str, Speaker]]:
    """Return who speaks or declines to comment in a hit, in words, and these speakers by id."""
    speakers = {a.speaker.id: a.speaker for a in hit.attributions if a.act == "speech"}
    refusers = {a.speaker.id: a.speaker for a in hit.refusals if "refusal" in acts}
    if "speech" not in acts:
        speakers = {}
    parts = [", ".join(speaker.name for speaker in speakers.values())]
    if refusers:
        names = ", ".join(speaker.name for speaker in refusers.values())
        parts.append(f"{names} declined to comment")
    return "; ".join(filter(None, parts)), speakers | refusers


def _entry(feed: ElementTree.Element, hit: Hit, results: SearchResults, archive_id: str) -> None:
    entry = child(feed, "entry")
    child(entry, "id", _entry_id(archive_id, hit.id))
    lead, speakers = _lead(hit, results.request.acts)
    title = hit.title or hit.id
    child(entry, "title", f"{lead}: {title}" if lead else title)
    child(entry, "updated", utc_timestamp(hit.added_at or results.index.built_at))
    if hit.date:
        child(entry, "published", f"{hit.date.isoformat()}T00:00:00Z")
    address = permalink(hit.article_id, hit.number)
    child(entry, "link", rel="alternate", type="text/html", href=address)
    if hit.author or hit.source:
        child(child(entry, "author"), "name", hit.author or hit.source)
    for speaker in speakers.values():
        child(entry, "category", term=speaker.id, label=speaker.name)
    child(entry, "content", hit.text, type="text")


def _page_url(endpoint: str, search_request: SearchRequest, page: int = 1) -> str:
    return with_query(url_for(endpoint, _external=True), query_string(search_request, page=page))


def _page_links(results: SearchResults, search_request: SearchRequest) -> dict[str, str]:
    """Return the links of a page by relation, as RFC 5005, section 3, names them."""
    page = search_request.page
    pages = {"self": page}
    if page > 1 or results.has_next:
        pages["first"] = 1
    if page > 1:
        pages["previous"] = page - 1
    if results.has_next:
        pages["next"] = page + 1
    return {rel: _page_url(".feed", search_request, number) for rel, number in pages.items()}


def _feed(results: SearchResults, search_request: SearchRequest, archive_id: str) -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    pairs = request_pairs(replace(search_request, page=1))
    query = urlencode(pairs)
    child(feed, "id", f"urn:uuid:{uuid.uuid5(uuid.uuid5(_FEEDS, archive_id), query)}")
    values = ", ".join(value for name, value in pairs if name != "limit")
    child(feed, "title", f"{values} · {SITE_NAME}" if values else SITE_NAME)
    moments = [hit.added_at for hit in results.hits if hit.added_at]
    child(feed, "updated", utc_timestamp(max(moments, default=results.index.built_at)))
    for rel, url in _page_links(results, search_request).items():
        child(feed, "link", rel=rel, type=ATOM, href=url)
    page = _page_url(".search", search_request)
    child(feed, "link", rel="alternate", type="text/html", href=page)
    child(child(feed, "author"), "name", SITE_NAME)
    for hit in results.hits:
        _entry(feed, hit, results, archive_id)
    return document(feed)


def feed(service: SearchService) -> Response:
    """Answer ``GET /feed`` with the parameters of the search page, but for its sort."""
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "sort"]
    search_request = service.parser.request(pairs)
    archive_id = service.archive_id

    def answer() -> tuple[Response, IndexInfo]:
        results = service.search(replace(search_request, sort="added"))
        return Response(_feed(results, search_request, archive_id), mimetype=ATOM), results.index

    key = (
        request.host_url,
        archive_id,
        request_pairs(search_request),
        service.parser.cache_key(search_request.q),
    )
    return cached(service, key, answer)
