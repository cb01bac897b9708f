"""JSON objects of articles; see ``schemas``."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from searchapp.api_models.schemas import (
    ArticleDay,
    ArticleId,
    Attribution,
    Author,
    ParagraphNumber,
    Source,
    Speaker,
    Title,
    doc,
)


class Paragraph(Struct, frozen=True):
    """A paragraph with its attributions and mentions."""

    number: ParagraphNumber
    text: Annotated[str, doc("Its text.", "The industrial internet is at work.")]
    attributions: Annotated[tuple[Attribution, ...], doc("Who says what in it.", [])]
    refusals: Annotated[
        tuple[Attribution, ...],
        doc("Who is reported to have said nothing: “declined to comment”.", []),
    ]
    mentions: Annotated[tuple[Speaker, ...], doc("Who is named but not quoted in it.", [])]
    corrected: Annotated[bool, doc("Whether an editor set its speakers, or removed them.", False)]


class AttributedArticle(Struct, frozen=True):
    """An article's paragraphs with their attributions."""

    id: ArticleId
    date: ArticleDay
    title: Title
    paragraphs: Annotated[tuple[Paragraph, ...], doc("Its paragraphs, in order.", [])]


class Article(AttributedArticle, frozen=True):
    """An article with its metadata."""

    author: Author
    source: Source
    url: Annotated[str, doc("Where it was published, as the article says it, or empty.", "")]
    language: Annotated[str, doc("Its language, as the article says it, or empty.", "en")]
    section: Annotated[str, doc("The part of its source that it stood in, or empty.", "World")]
    correction: Annotated[str, doc("What its source says it corrected, or empty.", "")]
    date_evidence: Annotated[
        str, doc("What the date was taken from, or empty where undated.", "date line")
    ]
    paragraphs_total: Annotated[
        int | UnsetType,
        doc("The number of its paragraphs; missing where this answer holds all of them.", 1200),
    ] = UNSET
    prev: Annotated[
        str | UnsetType | None,
        doc(
            "Where the paragraphs before these are; null at the start, and missing where this"
            " answer holds all of them.",
            None,
            format="uri-reference",
        ),
    ] = UNSET
    next: Annotated[
        str | UnsetType | None,
        doc(
            "Where the paragraphs after these are; null at the end, and missing where this"
            " answer holds all of them.",
            "/api/v1/articles/2023-03-10-hearing?page=2",
            format="uri-reference",
        ),
    ] = UNSET
