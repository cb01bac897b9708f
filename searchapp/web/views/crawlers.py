"""Files for search engines: ``robots.txt`` and the sitemap (sitemaps.org, version 0.9)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from xml.etree import ElementTree

from flask import Response, abort, url_for

from searchapp.models.search import IndexInfo, SearchRequest
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached
from searchapp.web.syndication.xml import child, document

ARTICLES_A_FILE = 500
"""Articles in one file of the sitemap: few enough for one request."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

_EXPENSIVE = ("search", "compare", "feed", "json_feed", "embed", "oembed", "suggestions")
"""Endpoints that crawlers are kept from: they have endless variants."""


def robots(service: SearchService) -> Response:
    """Answer ``GET /robots.txt`` (RFC 9309)."""
    if service.settings.allow_crawlers:
        rules = [f"Disallow: {url_for(f'.{endpoint}')}" for endpoint in _EXPENSIVE]
        rules += [f"Disallow: {url_for('.home')}{folder}/" for folder in ("similar", "api")]
        rules.append("")
        rules.append(f"Sitemap: {url_for('.sitemap', _external=True)}")
    else:
        rules = ["Disallow: /"]
    return Response("\n".join(("User-agent: *", *rules, "")), mimetype="text/plain")


def sitemap(service: SearchService) -> Response:
    """Answer ``GET /sitemap.xml``: the index of the sitemap's files."""
    _check_allowed(service)

    def answer() -> tuple[Response, IndexInfo]:
        info = service.info()
        files = math.ceil(info.articles / ARTICLES_A_FILE)
        urls = (url_for(".sitemap_file", number=n, _external=True) for n in range(1, files + 1))
        return _xml("sitemapindex", "sitemap", ((url, "") for url in urls)), info

    return cached(service, ("sitemap",), answer)


def sitemap_file(service: SearchService, number: int) -> Response:
    """Answer ``GET /sitemap-NUMBER.xml``: articles with the day on which they were indexed."""
    _check_allowed(service)
    request = SearchRequest(
        group="article", copies="all", sort="added", page=number, limit=ARTICLES_A_FILE
    )

    def answer() -> tuple[Response, IndexInfo]:
        results = service.search(request)
        if not results.hits:
            abort(404, "The sitemap has no file of this number.")
        urls = (
            (
                url_for(".article", article_id=hit.article_id, _external=True),
                hit.added_at.date().isoformat() if hit.added_at else "",
            )
            for hit in results.hits
        )
        return _xml("urlset", "url", urls), results.index

    return cached(service, ("sitemap", number), answer)


def _check_allowed(service: SearchService) -> None:
    if not service.settings.allow_crawlers:
        abort(404, "This archive has no sitemap: SEARCHAPP_ALLOW_CRAWLERS is not set.")


def _xml(root_name: str, name: str, urls: Iterable[tuple[str, str]]) -> Response:
    root = ElementTree.Element(root_name, {"xmlns": _NAMESPACE})
    for url, day in urls:
        entry = child(root, name)
        child(entry, "loc", url)
        if day:
            child(entry, "lastmod", day)
    return Response(document(root), mimetype="application/xml")
