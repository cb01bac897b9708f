"""Table of the API's operations, the source of its routes and its OpenAPI document."""

from __future__ import annotations

from flask import Response

from searchapp.api_models import (
    analytics_schemas,
    query_schemas,
    schemas,
    shared_schemas,
    syndication_schemas,
)
from searchapp.api_models.exports import FORMATS
from searchapp.api_models.parameters import (
    ARTICLE_PARAMETERS,
    PARAMETERS,
    SPEAKERS_PARAMETERS,
    Parameter,
)
from searchapp.api_models.quotes import CheckAnswer, CheckRequest
from searchapp.api_models.reconciliation import (
    ReconciliationForm,
    ResultBatch,
    ServiceManifest,
)
from searchapp.api_models.trails import TRAILS_PARAMETERS, TrailAnswer, TrailsAnswer
from searchapp.search.service import SearchService
from searchapp.web.api import (
    analytics,
    articles,
    export,
    quotes,
    reconciliation,
    search,
)
from searchapp.web.api.cursors import NAME
from searchapp.web.api.entry import API_PATH, entry_document
from searchapp.web.api.openapi import FORM, JSON, Operation, unparsed_parameter
from searchapp.web.api.path_parameters import (
    ARTICLE_ID,
    NUMBER,
    PARAGRAPH_ID,
    QUOTE_ID,
    SPEAKER_ID,
)
from searchapp.web.syndication import atom, json_feed, oembed, opensearch_description

CURSOR = unparsed_parameter(
    NAME,
    {"type": "string", "pattern": "^[A-Za-z0-9_-]*$"},
    "Continues a search. Take it from `next`; it cannot be combined with `page`.",
    "",
)

FORMAT = unparsed_parameter(
    "format",
    {"type": "string", "enum": list(FORMATS), "default": "csv"},
    "`csv` for spreadsheets, or `jsonl` for one Hit a line. The last record says"
    " whether the export is complete.",
    "jsonl",
)

SIMILAR_LIMIT = unparsed_parameter(
    "limit",
    {
        "type": "integer",
        "minimum": 1,
        "maximum": articles.MAX_SIMILAR,
        "default": articles.SIMILAR,
    },
    "The number of paragraphs.",
    5,
)
TEXT_HASH = unparsed_parameter(
    "text",
    {"type": "string"},
    "The hash of a permalink: if the paragraph of this number has another text by now, the one"
    " with the hash is meant.",
    "1f2e3d4c",
)
CONTEXT = unparsed_parameter(
    "context",
    {"type": "integer", "minimum": 0, "maximum": articles.MAX_CONTEXT, "default": 1},
    "The number of paragraphs to include before and after.",
    1,
)
TEXT = unparsed_parameter(
    "q",
    {"type": "string"},
    'One short quotation. A longer text is sent by POST, as the JSON object `{"text": ...}`.',
    "industrial internet",
)
_FILTERS = tuple(
    p for p in PARAMETERS if p.name not in ("page", "limit", "sort", "group", "copies", "relaxed")
)

QUERY_AS_NAME = Parameter(
    "q", "name", PARAMETERS[0].parse, PARAMETERS[0].schema, "The same as `name`.", "ruiz"
)
_SEARCH_NAMES = (*(p.name for p in PARAMETERS), NAME)
"""Parameters of a search, which other operations may be sent along with its query."""


def _entry(service: SearchService) -> Response:
    """Answer ``GET /api/v1``."""
    return entry_document(service, OPERATIONS)


QUERIES = unparsed_parameter(
    "queries",
    {"type": "string"},
    "A JSON object of queries by key, each with a `query`, and a `type` and a `limit` if wanted."
    " Without it, the answer describes the service.",
    '{"q0": {"query": "Xi Jinping", "type": "person", "limit": 3}}',
)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/api/v1/search",
        "api_search",
        search.search,
        "Matching paragraphs, page by page.",
        {JSON: schemas.SearchAnswer},
        (*PARAMETERS, CURSOR),
        problems=(400, 410, 503),
    ),
    Operation(
        "/api/v1/export",
        "api_export",
        export.export,
        "All matching paragraphs, in order, as a stream.",
        dict.fromkeys(export.MEDIA_TYPES.values(), str),
        (*(p for p in PARAMETERS if p.name not in ("page", "limit", "group", "copies")), FORMAT),
        cached=False,
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/api/v1/suggest",
        "api_suggest",
        search.suggest,
        "Completions of the typed text.",
        {JSON: query_schemas.SuggestAnswer},
        (PARAMETERS[0],),
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/api/v1/articles",
        "api_articles",
        analytics.articles,
        "Articles with matching paragraphs, including copies, page by page.",
        {JSON: analytics_schemas.ArticlesAnswer},
        (*(p for p in PARAMETERS if p.name not in ("group", "relaxed")), CURSOR),
        problems=(400, 410, 503),
        tag="articles",
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/api/v1/articles/<article_id>",
        "api_article",
        articles.article,
        "An article with its paragraphs and attributions; a long article in pages.",
        {JSON: schemas.Article},
        ARTICLE_PARAMETERS,
        in_path=(ARTICLE_ID,),
        problems=(400, 404, 410, 503),
        tag="articles",
    ),
    Operation(
        "/api/v1/articles/<article_id>/paragraphs/<int(max=9999999):number>",
        "api_paragraph",
        articles.paragraph,
        "A paragraph with those before and after it.",
        {JSON: analytics_schemas.ContextAnswer},
        (CONTEXT, TEXT_HASH),
        in_path=(ARTICLE_ID, NUMBER),
        problems=(400, 404, 410, 503),
        tag="articles",
    ),
    Operation(
        "/api/v1/similar/<paragraph_id>",
        "api_similar",
        articles.similar,
        "Paragraphs that share the rare terms of a paragraph, without its copies.",
        {JSON: analytics_schemas.SimilarAnswer},
        (SIMILAR_LIMIT,),
        in_path=(PARAGRAPH_ID,),
        problems=(400, 404, 410, 503),
    ),
    Operation(
        "/api/v1/speakers",
        "api_speakers",
        analytics.speakers,
        "The speakers of the archive, page by page.",
        {JSON: analytics_schemas.SpeakersAnswer},
        (*SPEAKERS_PARAMETERS, QUERY_AS_NAME),
        tag="speakers",
    ),
    Operation(
        "/api/v1/speakers/<speaker_id>",
        "api_speaker",
        analytics.speaker,
        "One speaker: roles, timeline, distinctive words, and who is quoted in the same articles.",
        {JSON: analytics_schemas.SpeakerAnswer},
        in_path=(SPEAKER_ID,),
        problems=(400, 404, 503),
        tag="speakers",
    ),
    Operation(
        "/api/v1/timeline",
        "api_timeline",
        analytics.timeline,
        "The number of matching paragraphs by date.",
        {JSON: analytics_schemas.TimelineAnswer},
        _FILTERS,
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/api/v1/compare",
        "api_compare",
        analytics.compare,
        "One to four speakers side by side, for one query.",
        {JSON: analytics_schemas.CompareAnswer},
        _FILTERS,
        tag="speakers",
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/api/v1/check",
        "api_check",
        quotes.check,
        "Whether the archive has the quotations of a text, word for word.",
        {JSON: CheckAnswer},
        (TEXT,),
        problems=(400, 413, 503),
        cached=False,
        body=CheckRequest,
    ),
    Operation(
        "/reconcile",
        "api_reconcile",
        reconciliation.reconcile,
        "The speakers that names mean: the W3C Reconciliation Service API 0.2.",
        {JSON: (ServiceManifest, ResultBatch)},
        (QUERIES,),
        problems=(400, 413, 503),
        cached=False,
        tag="speakers",
        body=ReconciliationForm,
        body_type=FORM,
    ),
    Operation(
        "/api/v1/quotes",
        "api_quotes",
        quotes.trails,
        "Passages of reported speech that stand in several articles, page by page.",
        {JSON: TrailsAnswer},
        TRAILS_PARAMETERS,
    ),
    Operation(
        "/api/v1/quotes/<quote_id>",
        "api_quote",
        quotes.trail,
        "One passage: its wordings, and all articles that report it. An id of a later wording"
        " redirects.",
        {JSON: TrailAnswer},
        in_path=(QUOTE_ID,),
        problems=(400, 404, 503),
    ),
    Operation(
        "/feed",
        "feed",
        atom.feed,
        "The paragraphs that match as an Atom feed (RFC 4287), those indexed last first.",
        {atom.ATOM: str},
        tuple(p for p in PARAMETERS if p.name != "sort"),
        tag="readers",
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/feed.json",
        "json_feed",
        json_feed.json_feed,
        "The same as a JSON Feed (version 1.1).",
        {json_feed.JSON_FEED: syndication_schemas.JsonFeed},
        tuple(p for p in PARAMETERS if p.name != "sort"),
        tag="readers",
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        "/oembed",
        "oembed",
        oembed.oembed,
        "A paragraph as a card for other sites (oEmbed 1.0).",
        {JSON: syndication_schemas.OembedCard, oembed.XML: str},
        oembed.PARAMETERS,
        problems=(400, 404, 410, 503),
        tag="readers",
    ),
    Operation(
        "/opensearch.xml",
        "opensearch",
        opensearch_description.description,
        "How browsers search the archive (OpenSearch 1.1).",
        {opensearch_description.DESCRIPTION: str},
        problems=(),
        cached=False,
        tag="readers",
    ),
    Operation(
        "/suggestions",
        "suggestions",
        opensearch_description.suggestions,
        "Completions for a browser's search field: what was typed, then a list.",
        {opensearch_description.SUGGESTIONS: tuple[str, tuple[str, ...]]},
        (PARAMETERS[0],),
        cached=False,
        tag="readers",
        ignored=_SEARCH_NAMES,
    ),
    Operation(
        API_PATH,
        "api_entry",
        _entry,
        "The entry document: version, index, and all operations.",
        {JSON: syndication_schemas.EntryDocument},
        problems=(),
        cached=False,
        tag="service",
    ),
    Operation(
        "/health",
        "api_health",
        search.health,
        "The state of the service; always 200 while the process runs.",
        {JSON: shared_schemas.Health},
        problems=(),
        cached=False,
        tag="service",
    ),
    Operation(
        "/ready",
        "api_ready",
        search.ready,
        "Whether the service can search; 503 if no index can be opened.",
        {JSON: shared_schemas.Ready},
        problems=(503,),
        cached=False,
        tag="service",
    ),
)
