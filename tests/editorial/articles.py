"""Articles whose speakers have been found, for what an editor says of them."""

from __future__ import annotations

import datetime

from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug


def speaker(name: str) -> Speaker:
    return Speaker(slug(name), name, "person")


def said(name: str, role: str = "") -> Attribution:
    return Attribution(speaker(name), role, "said", "indirect", ((0, 4),), confidence=0.8)


def article(
    *paragraphs: Paragraph | tuple[Attribution, ...], date: str | None = "2012-05-01"
) -> Article:
    made = tuple(
        p if isinstance(p, Paragraph) else Paragraph(n, f"Text of paragraph {n}.", p)
        for n, p in enumerate(paragraphs, start=1)
    )
    return Article("a", "Headline", datetime.date.fromisoformat(date) if date else None, made)


def names(found: Article) -> list[list[str]]:
    return [[a.speaker.name for a in p.attributions] for p in found.paragraphs]
