"""JSON objects of articles; see ``schemas``."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from searchapp.api_models.schemas import Attribution, Speaker
from searchapp.api_models.shared_schemas import (
    ArticleDay,
    ArticleId,
    Author,
    Index,
    Notices,
    ParagraphNumber,
    Source,
    Title,
    doc,
)


class Paragraph(Struct, frozen=True):
    """A paragraph with its attributions and mentions."""

    number: ParagraphNumber
    text: Annotated[str, doc("Its text.", "The industrial internet is at work.")]
    attributions: Annotated[
        tuple[Attribution, ...], doc("The attributions: who says what in the paragraph.", [])
    ]
    refusals: Annotated[
        tuple[Attribution, ...],
        doc("Speakers who refuse to speak, as in “declined to comment”.", []),
    ]
    mentions: Annotated[
        tuple[Speaker, ...], doc("Speakers who are named in the paragraph but not quoted.", [])
    ]
    corrected: Annotated[
        bool, doc("Whether an editor has changed the paragraph's speakers.", False)
    ]


class AttributedArticle(Struct, frozen=True):
    """An article's paragraphs with their attributions."""

    id: ArticleId
    date: ArticleDay
    title: Title
    paragraphs: Annotated[tuple[Paragraph, ...], doc("The paragraphs, in order.", [])]


class Article(AttributedArticle, frozen=True):
    """An article with its metadata."""

    author: Author
    source: Source
    url: Annotated[str, doc("The URL of the original, as the article gives it, or empty.", "")]
    language: Annotated[str, doc("The language, as the article gives it, or empty.", "en")]
    section: Annotated[str, doc("The section of the publication, or empty.", "World")]
    correction: Annotated[str, doc("The publisher's note of a correction, or empty.", "")]
    date_evidence: Annotated[
        str, doc("What the date was taken from; empty if there is no date.", "date line")
    ]
    index: Annotated[
        Index | UnsetType,
        doc(
            "The index that the response comes from.",
            {"version": "7", "built_at": "2024-03-21T09:30:00Z"},
        ),
    ] = UNSET
    paragraphs_total: Annotated[
        int | UnsetType,
        doc("The number of paragraphs; missing if the response has all of them.", 1200),
    ] = UNSET
    prev: Annotated[
        str | UnsetType | None,
        doc(
            "The URL of the previous paragraphs; null at the start, missing if the"
            " response has all of them.",
            None,
            format="uri-reference",
        ),
    ] = UNSET
    next: Annotated[
        str | UnsetType | None,
        doc(
            "The URL of the following paragraphs; null at the end, missing if the"
            " response has all of them.",
            "/api/v1/articles/2023-03-10-hearing?page=2",
            format="uri-reference",
        ),
    ] = UNSET
    notices: Notices = UNSET
