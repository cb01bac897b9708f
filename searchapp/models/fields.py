"""Types of fields that several records share, with their descriptions for the API."""

from __future__ import annotations

import datetime
from typing import Annotated

from msgspec import Meta


def doc(description: str, example: object, **schema: object) -> Meta:
    """Return the metadata of a field; *schema* are further JSON Schema keywords."""
    return Meta(description=description, examples=[example], extra_json_schema=schema or None)


Day = datetime.date | None
"""A calendar day, without a time zone, or null."""

Moment = Annotated[datetime.datetime, Meta(tz=True)]

SpeakerId = Annotated[str, doc("The id, which the parameter `speaker` accepts.", "zhou-yunjie")]
ArticleId = Annotated[str, doc("Its id.", "2023-03-10-high-end-manufacturing")]
ArticleDay = Annotated[Day, doc("The date of the article; null if it has none.", "2023-03-10")]
Title = Annotated[str, doc("The headline of the article.", "Industry leaders underline innovation")]
Author = Annotated[str, doc("The author, or empty.", "Ana Ferreira")]
Source = Annotated[str, doc("The publisher, or empty.", "Northern Courier")]
ParagraphNumber = Annotated[
    int, doc("The number of the paragraph in its article, starting at 1.", 8)
]
