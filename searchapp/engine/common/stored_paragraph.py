"""Between the records of an article and what the index stores of its paragraphs.

A paragraph is stored as the JSON of its record, and read back as one in one step.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from searchapp.engine.common.highlighting import HighlightSpec, find_matches
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import Hit


class ArticleFields(msgspec.Struct, frozen=True, omit_defaults=True):
    """What all paragraphs of an article show of it; what there is none of is left out."""

    article: str
    title: str
    date: datetime.date | None = None
    source: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    section: str = ""
    correction: str = ""
    date_evidence: str = ""


_OPTIONAL = tuple(
    name for name in ArticleFields.__struct_fields__ if name not in ("article", "title")
)

read_shared = msgspec.json.Decoder(ArticleFields).decode
read_paragraph = msgspec.json.Decoder(Paragraph).decode


class StoredParagraph(NamedTuple):
    """What is stored of a paragraph."""

    shared: ArticleFields
    paragraph: Paragraph


def shared_fields(article: Article) -> ArticleFields:
    """Return what a result shows of *article* with each of its paragraphs."""
    optional = {name: getattr(article, name) for name in _OPTIONAL}
    return ArticleFields(article.id, article.title, **optional)


def stored_article(paragraphs: Sequence[StoredParagraph]) -> Article:
    """Return the article that *paragraphs* are all of."""
    shared = paragraphs[0].shared
    return Article(
        id=shared.article,
        title=shared.title,
        paragraphs=tuple(sorted((p.paragraph for p in paragraphs), key=lambda p: p.number)),
        **{name: getattr(shared, name) for name in _OPTIONAL},
    )


def stored_hit(
    stored: StoredParagraph,
    marks: HighlightSpec,
    *,
    score: float,
    added_at: datetime.datetime | None,
    copies: int = 0,
    collapsed: tuple[int, ...] = (),
) -> Hit:
    """Return a stored paragraph as a hit, with what *marks* says marked in it."""
    shared, paragraph = stored
    return Hit(
        article_id=shared.article,
        number=paragraph.number,
        title=shared.title,
        text=paragraph.text,
        date=shared.date,
        source=shared.source,
        author=shared.author,
        attributions=paragraph.attributions,
        matches=find_matches(paragraph.text, marks.text),
        title_matches=find_matches(shared.title, marks.title),
        speaker_matches=tuple(
            find_matches(a.speaker.name, marks.speaker) for a in paragraph.attributions
        ),
        score=score,
        collapsed=collapsed,
        copies=copies,
        added_at=added_at,
    )
