"""Parameters in the paths of the API: ids, and the number of a paragraph."""

from __future__ import annotations

from searchapp.web.api.openapi import unparsed_parameter

ARTICLE_ID = unparsed_parameter(
    "article_id",
    {"type": "string", "minLength": 1},
    "The id of the article.",
    "2023-03-10-high-end-manufacturing",
)

NUMBER = unparsed_parameter(
    "number",
    {"type": "integer", "minimum": 0, "maximum": 9_999_999},
    "The number of the paragraph in the article, starting at 1.",
    8,
)

PARAGRAPH_ID = unparsed_parameter(
    "paragraph_id",
    {"type": "string", "pattern": "^.+#p[1-9][0-9]{0,6}$"},
    "The id of a paragraph, ARTICLE#pN, in which `#` is written `%23`.",
    "2023-03-10-high-end-manufacturing#p8",
)

SPEAKER_ID = unparsed_parameter(
    "speaker_id",
    {"type": "string", "minLength": 1},
    "The id of the speaker.",
    "zhou-yunjie",
)

QUOTE_ID = unparsed_parameter(
    "quote_id",
    {"type": "string", "pattern": "^(?:.+-)?[0-9a-f]{12}$"},
    "The id of the passage.",
    "nobody-won-this-war-1f3a9c02b7d4",
)
