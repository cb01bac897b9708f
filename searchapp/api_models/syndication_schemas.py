"""JSON objects for other programs: the entry document, JSON Feed and oEmbed; see ``schemas``."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from searchapp.models.fields import doc
from searchapp.models.search import Index


class EntryOperation(Struct, frozen=True):
    """An operation of the API."""

    name: Annotated[str, doc("Its name, as `operationId` of the OpenAPI document.", "api_search")]
    href: Annotated[
        str,
        doc(
            "Its URL, as a URI template (RFC 6570) where it has parameters in its path.",
            "/api/v1/articles/{article_id}",
        ),
    ]
    title: Annotated[str, doc("What it answers with.", "Matching paragraphs, page by page.")]


class EntryDocument(Struct, frozen=True):
    """The API: its version, its index and its operations."""

    name: Annotated[str, doc("The name of the site.", "Who said what, and when")]
    api_version: Annotated[str, doc("The version of the API, which only adds keys.", "v1")]
    software: Annotated[str, doc("The name and the version of the program.", "searchapp 0.1.0")]
    index: Annotated[
        Index | None,
        doc("The index in use; null if there is none.", {"version": "7", "built_at": "…"}),
    ]
    description: Annotated[
        str, doc("The URL of the OpenAPI document.", "/api/v1/openapi.json", format="uri-reference")
    ]
    documentation: Annotated[
        str, doc("The URL of the page for people.", "/api/v1/docs", format="uri-reference")
    ]
    operations: Annotated[tuple[EntryOperation, ...], doc("The operations.", [])]


_Url = "https://archive.example.org/articles/2023-03-10-hearing/paragraphs/8?text=1f2e3d4c"


class FeedAuthor(Struct, frozen=True):
    """The author of a feed's item."""

    name: Annotated[str, doc("The article's author or source.", "Ana Ferreira")]


class FeedItem(Struct, frozen=True):
    """A paragraph in a feed."""

    id: Annotated[
        str, doc("Its id, the same on every host.", "urn:uuid:4c2e8a4e-0000-5000-8000-000000000000")
    ]
    url: Annotated[str, doc("The URL of its page.", _Url)]
    title: Annotated[str, doc("The speakers, and the headline.", "Zhou Yunjie: Industry leaders")]
    content_text: Annotated[str, doc("The text.", "The industrial internet is at work.")]
    date_modified: Annotated[
        str, doc("When the paragraph was indexed with this text.", "2024-03-21T09:30:00Z")
    ]
    date_published: Annotated[
        str | UnsetType,
        doc("The day of the article; missing if it has none.", "2023-03-10T00:00:00Z"),
    ] = UNSET
    authors: Annotated[
        tuple[FeedAuthor, ...] | UnsetType,
        doc("The author; missing if the article names none.", [{"name": "Ana Ferreira"}]),
    ] = UNSET
    tags: Annotated[tuple[str, ...], doc("The names of the speakers.", ["Zhou Yunjie"])] = ()


class JsonFeed(Struct, frozen=True, kw_only=True):
    """A page of a feed (JSON Feed 1.1)."""

    version: Annotated[
        str, doc("The version of the format.", "https://jsonfeed.org/version/1.1")
    ] = "https://jsonfeed.org/version/1.1"
    title: Annotated[str, doc("The search, and the name of the site.", "oil · Who said what")]
    home_page_url: Annotated[
        str, doc("The page of the search.", "https://archive.example.org/search?q=oil")
    ]
    feed_url: Annotated[
        str, doc("This page of the feed.", "https://archive.example.org/feed.json?q=oil")
    ]
    next_url: Annotated[
        str | UnsetType,
        doc(
            "The next page; missing at the end.",
            "https://archive.example.org/feed.json?q=oil&page=2",
        ),
    ] = UNSET
    items: Annotated[tuple[FeedItem, ...], doc("The paragraphs, those indexed last first.", [])]


class OembedCard(Struct, frozen=True, kw_only=True):
    """A paragraph as a card for other sites (oEmbed 1.0, type ``rich``)."""

    version: Annotated[str, doc("The version of oEmbed.", "1.0")] = "1.0"
    type: Annotated[str, doc("The type of the card.", "rich")] = "rich"
    title: Annotated[str, doc("The headline of the article.", "Industry leaders")]
    author_name: Annotated[str, doc("The speakers, or empty.", "Zhou Yunjie")]
    provider_name: Annotated[str, doc("The name of the site.", "Who said what, and when")]
    provider_url: Annotated[str, doc("The URL of the site.", "https://archive.example.org/")]
    cache_age: Annotated[int, doc("How long the card may be reused, in seconds.", 3600)]
    html: Annotated[str, doc("The card.", "<blockquote>…</blockquote>")]
    width: Annotated[int, doc("Its width in pixels.", 600)]
    height: Annotated[int, doc("Its height in pixels.", 260)]
