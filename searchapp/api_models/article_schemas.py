"""JSON objects of articles, as types; see ``schemas``."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from searchapp.api_models.schemas import DAY, Attribution, Day, Speaker, described


class Paragraph(TypedDict):
    """A paragraph with its attributions and mentions."""

    number: Annotated[int, described("Its number in the article, from 1.", 8)]
    text: Annotated[str, described("Its text.", "The industrial internet is at work.")]
    attributions: Annotated[list[Attribution], described("Who says what in it.", [])]
    refusals: Annotated[
        list[Attribution],
        described("Who is reported to have said nothing: “declined to comment”.", []),
    ]
    mentions: Annotated[
        list[Speaker],
        described("Who is named but not quoted in it.", []),
    ]
    corrected: Annotated[
        bool, described("Whether an editor set its speakers, or removed them.", False)
    ]


class AttributedArticle(TypedDict):
    """An article's paragraphs with their attributions."""

    id: Annotated[str, described("Its id.", "2023-03-10-high-end-manufacturing")]
    date: Annotated[Day | None, described("Its day; null: undated.", "2023-03-10", **DAY)]
    title: Annotated[str, described("Its headline.", "Industry leaders underline innovation")]
    paragraphs: Annotated[list[Paragraph], described("Its paragraphs, in order.", [])]


class Article(AttributedArticle):
    """An article with its metadata."""

    author: Annotated[str, described("Who wrote it, or empty.", "Ana Ferreira")]
    source: Annotated[str, described("Who published it, or empty.", "Northern Courier")]
    url: Annotated[str, described("Where it was published, as the article says it, or empty.", "")]
    language: Annotated[str, described("Its language, as the article says it, or empty.", "en")]
    section: Annotated[
        str, described("The part of its source that it stood in, or empty.", "World")
    ]
    correction: Annotated[str, described("What its source says it corrected, or empty.", "")]
    date_evidence: Annotated[
        str, described("What the date was taken from, or empty where undated.", "date line")
    ]
    paragraphs_total: NotRequired[
        Annotated[
            int,
            described(
                "The number of its paragraphs; missing where this answer holds all of them.", 1200
            ),
        ]
    ]
    prev: NotRequired[
        Annotated[
            str | None,
            described(
                "Where the paragraphs before these are; null at the start, and missing where this"
                " answer holds all of them.",
                None,
                format="uri-reference",
            ),
        ]
    ]
    next: NotRequired[
        Annotated[
            str | None,
            described(
                "Where the paragraphs after these are; null at the end, and missing where this"
                " answer holds all of them.",
                "/api/v1/articles/2023-03-10-hearing?page=2",
                format="uri-reference",
            ),
        ]
    ]
