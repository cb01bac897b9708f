"""Atom feed of a search (RFC 4287), the paragraphs added last first.

An entry's id is derived from its paragraph's id, the same on every host; ``updated`` is when the
paragraph, with its present text, was indexed.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import replace
from xml.etree import ElementTree

from flask import Response, request, url_for

from searchapp.api_models.parameters import query_string, request_pairs
from searchapp.models.search import Hit, IndexInfo, SearchRequest, SearchResults
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached
from searchapp.web.presenters.urls import permalink
from searchapp.web.presenters.xml import child, document

ATOM = "application/atom+xml"
TITLE = "Who said what, and when"

_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:paragraph")
_FEEDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:feed")


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(feed: ElementTree.Element, hit: Hit, index: IndexInfo) -> None:
    entry = child(feed, "entry")
    child(entry, "id", f"urn:uuid:{uuid.uuid5(_IDS, hit.id)}")
    speakers = {a.speaker.id: a.speaker for a in hit.attributions if a.act == "speech"}
    names = ", ".join(speaker.name for speaker in speakers.values())
    title = hit.title or hit.id
    child(entry, "title", f"{names}: {title}" if names else title)
    child(entry, "updated", _moment(hit.added_at or index.built_at))
    address = permalink(hit.article_id, hit.number)
    child(entry, "link", rel="alternate", type="text/html", href=address)
    if hit.author or hit.source:
        child(child(entry, "author"), "name", hit.author or hit.source)
    for speaker in speakers.values():
        child(entry, "category", term=speaker.id, label=speaker.name)
    child(entry, "content", hit.text, type="text")


def _feed(results: SearchResults, search_request: SearchRequest) -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    query = query_string(search_request)
    child(feed, "id", f"urn:uuid:{uuid.uuid5(_FEEDS, query)}")
    values = ", ".join(value for name, value in request_pairs(search_request) if name != "limit")
    child(feed, "title", f"{values} · {TITLE}" if values else TITLE)
    moments = [hit.added_at for hit in results.hits if hit.added_at]
    child(feed, "updated", _moment(max(moments, default=results.index.built_at)))
    suffix = f"?{query}" if query else ""
    own = url_for(".feed", _external=True) + suffix
    child(feed, "link", rel="self", type=ATOM, href=own)
    page = url_for(".search", _external=True) + suffix
    child(feed, "link", rel="alternate", type="text/html", href=page)
    child(child(feed, "author"), "name", TITLE)
    for hit in results.hits:
        _entry(feed, hit, results.index)
    return document(feed)


def feed(service: SearchService) -> Response:
    """Answer ``GET /feed`` with the parameters of the search page, but for its sort and page."""
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n not in ("page", "sort")]
    search_request = service.request(pairs)

    def answer() -> tuple[Response, IndexInfo]:
        results = service.search(replace(search_request, sort="added"))
        return Response(_feed(results, search_request), mimetype=ATOM), results.index

    return cached(
        service,
        (request.host_url, request_pairs(search_request), service.cache_key(search_request.q)),
        answer,
    )
