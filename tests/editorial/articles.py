"""Attributed articles, for tests of editorial overrides."""

from __future__ import annotations

import datetime

from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug


def speaker(name: str) -> Speaker:
    return Speaker(slug(name), name, "person")


def attribution(name: str, role: str = "") -> Attribution:
    return Attribution(speaker(name), role, "said", "indirect", ((0, 4),), confidence=0.8)


def article(
    *paragraphs: Paragraph | tuple[Attribution, ...],
    article_id: str = "a",
    date: str | None = "2012-05-01",
) -> Article:
    numbered = tuple(
        p if isinstance(p, Paragraph) else Paragraph(n, f"Text of paragraph {n}.", p)
        for n, p in enumerate(paragraphs, start=1)
    )
    day = datetime.date.fromisoformat(date) if date else None
    return Article(article_id, "Headline", day, numbered)


def names(article: Article) -> list[list[str]]:
    """Return the names of each paragraph's speakers."""
    return [[a.speaker.name for a in p.attributions] for p in article.paragraphs]
