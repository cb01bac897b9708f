"""JSON Feed of a search (jsonfeed.org, version 1.1), in pages."""

from __future__ import annotations

from flask import Response
from msgspec import UNSET

from searchapp.api_models.exports import utc_timestamp
from searchapp.api_models.syndication_schemas import FeedAuthor, FeedItem, JsonFeed
from searchapp.search.service import SearchService
from searchapp.web.api.responses import json_response
from searchapp.web.syndication.feeds import Feed, FeedEntry, answer_feed

JSON_FEED = "application/feed+json"


def json_feed(service: SearchService) -> Response:
    """Answer ``GET /feed.json`` with the parameters of the search page, but for its sort."""
    return answer_feed(service, ".json_feed", _response)


def _response(page: Feed) -> Response:
    body = JsonFeed(
        title=page.title,
        home_page_url=page.home_url,
        feed_url=page.links["self"],
        next_url=page.links.get("next", UNSET),
        items=tuple(map(_item, page.entries)),
    )
    return json_response(body, mimetype=JSON_FEED)


def _item(entry: FeedEntry) -> FeedItem:
    published = entry.published
    return FeedItem(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_text=entry.text,
        date_modified=utc_timestamp(entry.updated),
        date_published=f"{published.isoformat()}T00:00:00Z" if published else UNSET,
        authors=(FeedAuthor(entry.author),) if entry.author else UNSET,
        tags=tuple(speaker.name for speaker in entry.speakers),
    )
