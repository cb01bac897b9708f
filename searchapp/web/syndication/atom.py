"""Atom feed of a search (RFC 4287), in pages (RFC 5005), with OpenSearch's totals."""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Response

from searchapp.api_models.exports import utc_timestamp
from searchapp.search.service import SearchService
from searchapp.web.presenters.frame import SITE_NAME
from searchapp.web.syndication.feeds import Feed, FeedEntry, answer_feed
from searchapp.web.syndication.xml import child, document

ATOM = "application/atom+xml"

_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def feed(service: SearchService) -> Response:
    """Answer ``GET /feed`` with the parameters of the search page, but for its sort."""
    return answer_feed(service, ".feed", _response)


def _response(page: Feed) -> Response:
    root = ElementTree.Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:opensearch": _OPENSEARCH}
    )
    child(root, "id", page.id)
    child(root, "title", page.title)
    child(root, "updated", utc_timestamp(page.updated))
    for rel, url in page.links.items():
        child(root, "link", rel=rel, type=ATOM, href=url)
    child(root, "link", rel="alternate", type="text/html", href=page.home_url)
    child(child(root, "author"), "name", SITE_NAME)
    # "OpenSearch response elements", OpenSearch 1.1, draft 6.
    child(root, "opensearch:totalResults", str(page.total))
    child(root, "opensearch:startIndex", str(page.first))
    child(root, "opensearch:itemsPerPage", str(page.limit))
    for entry in page.entries:
        _add_entry(root, entry)
    return Response(document(root), mimetype=ATOM)


def _add_entry(root: ElementTree.Element, entry: FeedEntry) -> None:
    element = child(root, "entry")
    child(element, "id", entry.id)
    child(element, "title", entry.title)
    child(element, "updated", utc_timestamp(entry.updated))
    if entry.published:
        child(element, "published", f"{entry.published.isoformat()}T00:00:00Z")
    child(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.author:
        child(child(element, "author"), "name", entry.author)
    for speaker in entry.speakers:
        child(element, "category", term=speaker.id, label=speaker.name)
    child(element, "content", entry.text, type="text")
