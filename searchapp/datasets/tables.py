"""The tables of a dataset, their columns and keys, and the rows of an article."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from searchapp.models.articles import Article, Attribution, Paragraph, paragraph_id
from searchapp.models.identity import SpeakerTable

ColumnType = Literal["string", "integer", "number", "boolean", "date"]
"""The types of columns, named as in Frictionless Table Schema."""

Cell = str | int | float | bool | datetime.date | None
Row = tuple[Cell, ...]
"""The cells of a row, in the order of the table's columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``references`` is the table whose ``id`` it holds, or empty."""

    name: str
    type: ColumnType
    description: str
    references: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its primary key is the column ``id``."""

    name: str
    description: str
    columns: tuple[Column, ...]


ARTICLES = Table(
    "articles",
    "The articles of the archive.",
    (
        Column("id", "string", "The article's id."),
        Column("title", "string", "The headline."),
        Column("date", "date", "The day of publication; empty if unknown.", required=False),
        Column("author", "string", "The byline, or an empty text."),
        Column("source", "string", "The newspaper or agency, or an empty text."),
        Column("section", "string", "The section, or an empty text."),
        Column("url", "string", "The article's address at its publisher, or an empty text."),
        Column("language", "string", "The language as a BCP 47 tag, or an empty text."),
        Column("paragraphs", "integer", "The number of paragraphs."),
    ),
)
PARAGRAPHS = Table(
    "paragraphs",
    "The paragraphs of the articles: the unit of search.",
    (
        Column("id", "string", "The paragraph's address: ARTICLE#pN."),
        Column("article_id", "string", "The article that it is in.", "articles"),
        Column("number", "integer", "Its number in the article, from 1."),
        Column("text", "string", "The text."),
        Column("corrected", "boolean", "Whether an editor set its speakers."),
    ),
)
SPEAKERS = Table(
    "speakers",
    "The speakers, after names that are one speaker were joined.",
    (
        Column("id", "string", "The speaker's id."),
        Column("name", "string", "The name without honorifics."),
        Column("kind", "string", "person, organization, group, unnamed or document."),
        Column("same_as", "string", "URLs that identify the speaker elsewhere, by spaces."),
    ),
)
ATTRIBUTIONS = Table(
    "attributions",
    "Who says what: one source's words, thoughts or refusal in a paragraph, for each cue.",
    (
        Column("id", "integer", "The row's number."),
        Column("paragraph_id", "string", "The paragraph.", "paragraphs"),
        Column("speaker_id", "string", "The speaker.", "speakers"),
        Column("name", "string", "The speaker's name in this article."),
        Column("role", "string", "The role in the article's words, or an empty text."),
        Column("act", "string", "speech, thought or refusal."),
        Column("quotation", "string", "direct, mixed or indirect."),
        Column("cue", "string", "The reporting word in the text, such as said."),
        Column("confidence", "number", "The probability that the speaker is right, 0 to 1."),
        Column("corrected", "boolean", "Whether an editor set the speaker."),
        Column(
            "spans",
            "string",
            "The words as a JSON list of [start, end) in code points of the paragraph's text.",
        ),
    ),
)
TABLES = (ARTICLES, PARAGRAPHS, SPEAKERS, ATTRIBUTIONS)
"""All tables; a table follows those that it references, but for ``speakers``."""


class TableRows:
    """The rows of articles, and the speakers that they name."""

    def __init__(self, identities: SpeakerTable) -> None:
        self._identities = identities
        self._speakers: dict[str, Row] = {}
        self._attributions = 0

    def add(self, article: Article) -> Iterator[tuple[Table, Row]]:
        """Yield the rows of *article*: itself, its paragraphs, speakers and attributions."""
        yield (
            ARTICLES,
            (
                *(article.id, article.title, article.date, article.author, article.source),
                *(article.section, article.url, article.language, len(article.paragraphs)),
            ),
        )
        for paragraph in article.paragraphs:
            address = paragraph_id(article.id, paragraph.number)
            yield (
                PARAGRAPHS,
                (address, article.id, paragraph.number, paragraph.text, paragraph.corrected),
            )
            yield from self._attribution_rows(paragraph, address)

    def _attribution_rows(self, paragraph: Paragraph, address: str) -> Iterator[tuple[Table, Row]]:
        for attribution in paragraph.attributions:
            speaker_id = self._identities.speaker_of(attribution.speaker.id)
            if speaker_id not in self._speakers:
                self._speakers[speaker_id] = self._speaker_row(speaker_id, attribution)
                yield SPEAKERS, self._speakers[speaker_id]
            self._attributions += 1
            yield (
                ATTRIBUTIONS,
                (
                    *(self._attributions, address, speaker_id, attribution.speaker.name),
                    *(attribution.role, attribution.act, attribution.quotation, attribution.cue),
                    *(attribution.confidence, attribution.corrected),
                    json.dumps(attribution.spans),
                ),
            )

    def _speaker_row(self, speaker_id: str, attribution: Attribution) -> Row:
        joined = self._identities.speakers.get(speaker_id)
        speaker = joined or attribution.speaker
        same_as = " ".join(self._identities.same_as.get(speaker_id, ()))
        return speaker_id, speaker.name, speaker.kind, same_as
