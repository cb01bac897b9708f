"""Stored fields of a paragraph: conversion from an article, back to it, and to a hit.

A paragraph is stored as the JSON of its record.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import Hit, MatchTier, TrailOfHit


class ArticleFields(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fields that all paragraphs of an article share; empty ones are not stored."""

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
    """The stored fields of a paragraph, and those of its article."""

    shared: ArticleFields
    paragraph: Paragraph


def article_fields(article: Article) -> ArticleFields:
    """Return the fields that all paragraphs of *article* share."""
    optional = {name: getattr(article, name) for name in _OPTIONAL}
    return ArticleFields(article.id, article.title, **optional)


def stored_article(paragraphs: Sequence[StoredParagraph]) -> Article:
    """Return the article whose paragraphs are *paragraphs*, at least one, in any order."""
    shared = paragraphs[0].shared
    return Article(
        id=shared.article,
        title=shared.title,
        paragraphs=tuple(sorted((p.paragraph for p in paragraphs), key=lambda p: p.number)),
        **{name: getattr(shared, name) for name in _OPTIONAL},
    )


def stored_hit(
    stored: StoredParagraph,
    highlighter: HitHighlighter,
    *,
    score: float,
    added_at: datetime.datetime | None,
    copies: int = 0,
    collapsed: tuple[int, ...] = (),
    matched: MatchTier = "all",
    missing: tuple[str, ...] = (),
    trail: TrailOfHit | None = None,
) -> Hit:
    """Return a stored paragraph as a hit, with the spans that *highlighter* finds."""
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
        matches=highlighter.text(paragraph.text),
        title_matches=highlighter.title(shared.title),
        speaker_matches=tuple(
            [
                # Who refused to speak is in no field that names speakers.
                () if a.act == "refusal" else highlighter.speaker(a.speaker.name)
                for a in paragraph.attributions
            ]
        ),
        score=score,
        collapsed=collapsed,
        copies=copies,
        added_at=added_at,
        matched=matched,
        missing=missing,
        trail=trail,
    )
