"""What the endpoint answers: one table, from which routes and documentation are made."""

from __future__ import annotations

from searchapp import json_types
from searchapp.parameters import PARAMETERS, Parameter
from searchapp.web import api
from searchapp.web.openapi import JSON, Operation

ARTICLE_ID = Parameter(
    "article_id",
    "article_id",
    lambda _, value: value,
    {"type": "string", "minLength": 1},
    "The article's id.",
    "2023-03-10-high-end-manufacturing",
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/api/v1/search",
        "api_search",
        api.search,
        "The paragraphs that match, a page at a time.",
        {JSON: json_types.SearchAnswer},
        PARAMETERS,
    ),
    Operation(
        "/api/v1/suggest",
        "api_suggest",
        api.suggest,
        "Completions of what is being typed.",
        {JSON: json_types.SuggestAnswer},
        (PARAMETERS[0],),
    ),
    Operation(
        "/api/v1/articles/<article_id>",
        "api_article",
        api.article,
        "An article with its paragraphs and who says what in them.",
        {JSON: json_types.Article},
        in_path=(ARTICLE_ID,),
        problems=(400, 404, 503),
    ),
    Operation(
        "/health",
        "api_health",
        api.health,
        "How the service is; always 200 while it answers.",
        {JSON: json_types.Health},
        problems=(),
        cached=False,
    ),
    Operation(
        "/ready",
        "api_ready",
        api.ready,
        "Whether searches can be answered: 503 where no generation of the index opens.",
        {JSON: json_types.Ready},
        problems=(503,),
        cached=False,
    ),
)
