"""Feed of a search: its paragraphs, those added last first, in pages, for every format.

An entry's id is derived from its paragraph's id and the archive's identity, the same on every
host; ``updated`` is when the paragraph, with its present text, was indexed, and ``published``
is the day of its article.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, request, url_for

from searchapp.api_models.query_strings import query_string, request_pairs
from searchapp.models.articles import Speaker
from searchapp.models.search import Acts, Hit, IndexInfo, SearchRequest, SearchResults
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached
from searchapp.web.presenters.frame import SITE_NAME
from searchapp.web.presenters.urls import permalink, with_query

_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:paragraph")
_FEEDS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:feed")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A paragraph in a feed; ``author`` is the article's author or source, or empty."""

    id: str
    title: str
    url: str
    text: str
    updated: datetime.datetime
    published: datetime.date | None
    author: str
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed.

    ``links`` are the pages by relation, as RFC 5005, section 3, names them; ``home_url`` is the
    page of the search. ``total`` is the number of paragraphs of all pages, ``first`` that of the
    first entry, from 1, and ``limit`` the most entries of a page.
    """

    id: str
    title: str
    home_url: str
    links: Mapping[str, str]
    updated: datetime.datetime
    entries: tuple[FeedEntry, ...]
    total: int
    first: int
    limit: int


Render = Callable[[Feed], Response]


def answer_feed(service: SearchService, endpoint: str, render: Render) -> Response:
    """Answer with the feed of the search that is requested, as *render* formats it.

    The parameters are those of the search page, but for its sort; *endpoint* is the feed's own.
    """
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "sort"]
    search_request = service.parser.request(pairs)
    archive_id = service.archive_id

    def answer() -> tuple[Response, IndexInfo]:
        results = service.search(replace(search_request, sort="added"))
        return render(_feed(results, search_request, archive_id, endpoint)), results.index

    key = (
        request.host_url,
        archive_id,
        request_pairs(search_request),
        service.parser.cache_key(search_request.q),
    )
    return cached(service, key, answer)


def _feed(
    results: SearchResults, search_request: SearchRequest, archive_id: str, endpoint: str
) -> Feed:
    pairs = request_pairs(replace(search_request, page=1))
    query = urlencode(pairs)
    labels = _selected_labels(results)
    values = ", ".join(labels.get(pair, pair[1]) for pair in pairs if pair[0] != "limit")
    moments = [hit.added_at for hit in results.hits if hit.added_at]
    return Feed(
        id=f"urn:uuid:{uuid.uuid5(uuid.uuid5(_FEEDS, archive_id), query)}",
        title=f"{values} · {SITE_NAME}" if values else SITE_NAME,
        home_url=_page_url(".search", search_request),
        links=_page_links(results, search_request, endpoint),
        updated=max(moments, default=results.index.built_at),
        entries=tuple(_entry(hit, results, archive_id) for hit in results.hits),
        total=results.total,
        first=(search_request.page - 1) * search_request.limit + 1,
        limit=search_request.limit,
    )


def _selected_labels(results: SearchResults) -> dict[tuple[str, str], str]:
    """Return the labels of the selected filters, such as speakers, by parameter and value."""
    return {
        (facet.name, value.id): value.value
        for facet in results.facets
        for value in facet.values
        if value.selected
    }


def _page_url(endpoint: str, search_request: SearchRequest, page: int = 1) -> str:
    return with_query(url_for(endpoint, _external=True), query_string(search_request, page=page))


def _page_links(
    results: SearchResults, search_request: SearchRequest, endpoint: str
) -> dict[str, str]:
    page = search_request.page
    pages = {"self": page}
    if page > 1 or results.has_next:
        pages["first"] = 1
    if page > 1:
        pages["previous"] = page - 1
    if results.has_next:
        pages["next"] = page + 1
    return {rel: _page_url(endpoint, search_request, number) for rel, number in pages.items()}


def _entry(hit: Hit, results: SearchResults, archive_id: str) -> FeedEntry:
    lead, speakers = _lead(hit, results.request.acts)
    title = hit.title or hit.id
    return FeedEntry(
        id=f"urn:uuid:{uuid.uuid5(uuid.uuid5(_IDS, archive_id), hit.id)}",
        title=f"{lead}: {title}" if lead else title,
        url=permalink(hit),
        text=hit.text,
        updated=hit.added_at or results.index.built_at,
        published=hit.date,
        author=hit.author or hit.source,
        speakers=speakers,
    )


def _lead(hit: Hit, acts: Acts) -> tuple[str, tuple[Speaker, ...]]:
    """Return who speaks or declines to comment in a hit, in words, and these speakers."""
    speakers = {a.speaker.id: a.speaker for a in hit.attributions if a.act == "speech"}
    refusers = {a.speaker.id: a.speaker for a in hit.refusals if "refusal" in acts}
    if "speech" not in acts:
        speakers = {}
    parts = [", ".join(speaker.name for speaker in speakers.values())]
    if refusers:
        names = ", ".join(speaker.name for speaker in refusers.values())
        parts.append(f"{names} declined to comment")
    return "; ".join(filter(None, parts)), tuple((speakers | refusers).values())
