"""Between the records of an article and what the index stores of its paragraphs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from searchapp.records import Article, Attribution, Paragraph, Speaker

_OPTIONAL = ("source", "author", "url", "language")


def _attribution_array(attribution: Attribution) -> list[Any]:
    speaker = attribution.speaker
    return [
        speaker.id,
        speaker.name,
        speaker.kind,
        attribution.role,
        attribution.cue,
        attribution.quotation,
        attribution.spans,
    ]


def _attribution(array: list[Any]) -> Attribution:
    id_, name, kind, role, cue, quotation, spans = array
    return Attribution(
        Speaker(id_, name, kind), role, cue, quotation, tuple((s, e) for s, e in spans)
    )


def stored_document(article: Article, paragraph: Paragraph) -> dict[str, Any]:
    """Return, ready for JSON, all that a result shows of a paragraph.

    What an article does not have is left out. Attributions are arrays: id, name, kind,
    role, cue, quotation, spans.
    """
    stored: dict[str, Any] = {
        "article": article.id,
        "number": paragraph.number,
        "title": article.title,
        "text": paragraph.text,
    }
    if article.date:
        stored["date"] = article.date.isoformat()
    for name in _OPTIONAL:
        if value := getattr(article, name):
            stored[name] = value
    if paragraph.attributions:
        stored["attributions"] = [_attribution_array(a) for a in paragraph.attributions]
    return stored


def stored_date(stored: Mapping[str, Any]) -> datetime.date | None:
    """Return the day of a stored document, or None where it is undated."""
    date = stored.get("date")
    return datetime.date.fromisoformat(date) if date else None


def stored_paragraph(stored: Mapping[str, Any]) -> Paragraph:
    """Return the paragraph of a stored document."""
    attributions = tuple(_attribution(a) for a in stored.get("attributions", ()))
    return Paragraph(stored["number"], stored["text"], attributions)


def stored_article(documents: Sequence[Mapping[str, Any]]) -> Article:
    """Return the article that *documents* are all the paragraphs of."""
    first = documents[0]
    return Article(
        id=first["article"],
        title=first["title"],
        date=stored_date(first),
        paragraphs=tuple(sorted(map(stored_paragraph, documents), key=lambda p: p.number)),
        **{name: first.get(name, "") for name in _OPTIONAL},
    )
