"""What several JSON objects share: types of fields, the index that answers, and notices."""

from __future__ import annotations

import datetime
from typing import Annotated

from msgspec import Meta, Struct, UnsetType

from searchapp.models.articles import Span, SpeakerKind


def doc(description: str, example: object, **schema: object) -> Meta:
    """Return the metadata of a field; *schema* are further JSON Schema keywords."""
    return Meta(description=description, examples=[example], extra_json_schema=schema or None)


Day = datetime.date | None
"""A calendar day, without a time zone, or null."""

Moment = Annotated[datetime.datetime, Meta(tz=True)]

Spans = Annotated[
    tuple[Span, ...],
    doc("Ranges as [start, end] in Unicode code points, end exclusive.", [[0, 12]]),
]
SpeakerId = Annotated[str, doc("The id, which the parameter `speaker` accepts.", "zhou-yunjie")]
Kind = Annotated[SpeakerKind, doc("The kind of speaker.", "person")]
ArticleId = Annotated[str, doc("Its id.", "2023-03-10-high-end-manufacturing")]
ArticleDay = Annotated[Day, doc("The date of the article; null if it has none.", "2023-03-10")]
Title = Annotated[str, doc("The headline of the article.", "Industry leaders underline innovation")]
Author = Annotated[str, doc("The author, or empty.", "Ana Ferreira")]
Source = Annotated[str, doc("The publisher, or empty.", "Northern Courier")]
ParagraphNumber = Annotated[
    int, doc("The number of the paragraph in its article, starting at 1.", 8)
]


class Index(Struct, frozen=True):
    """The generation of the index that answered."""

    version: Annotated[str, doc("The version number, which increases with each reindex.", "7")]
    built_at: Annotated[Moment, doc("When the index was built, in UTC.", "2024-03-21T09:30:00Z")]


AnsweringIndex = Annotated[
    Index,
    doc(
        "The index that the response comes from.",
        {"version": "7", "built_at": "2024-03-21T09:30:00Z"},
    ),
]


class Notice(Struct, frozen=True):
    """A remark on how a query was understood."""

    code: Annotated[str, doc("A code for programs.", "unclosed_quote")]
    message: Annotated[
        str, doc("The message as a sentence.", "The quotation mark has no counterpart.")
    ]
    start: Annotated[int, doc("The start in `q`, in Unicode code points.", 0)]
    end: Annotated[int, doc("The end in `q`, exclusive.", 1)]


Notices = Annotated[
    tuple[Notice, ...] | UnsetType,
    doc("Parameters that are unknown and were ignored; missing where there are none.", []),
]
