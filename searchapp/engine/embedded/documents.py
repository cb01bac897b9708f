"""Between the records of an article and the documents of the Whoosh index."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from searchapp.engine import analysis
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import Article, Attribution, Paragraph, Speaker, paragraph_id


def _attributions_to_json(attributions: tuple[Attribution, ...]) -> str:
    """Return a list of arrays: name, kind, role, cue, quotation, spans; id left out."""
    return json.dumps(
        [
            [a.speaker.id, a.speaker.name, a.speaker.kind, a.role, a.cue, a.quotation, a.spans]
            for a in attributions
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _attributions_from_json(stored: str) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(Speaker(id_, name, kind), role, cue, quotation, tuple((s, e) for s, e in spans))
        for id_, name, kind, role, cue, quotation, spans in json.loads(stored)
    )


def paragraph_document(article: Article, paragraph: Paragraph) -> dict[str, Any]:
    """Return the fields of ``schema.paragraph_schema`` for one paragraph.

    Fields without a value are left out, so that no term stands for "nothing".
    """
    names = sorted({a.speaker.name for a in paragraph.attributions})
    roles = sorted({a.role for a in paragraph.attributions if a.role})
    document: dict[str, Any] = {
        "id": paragraph_id(article.id, paragraph.number),
        "article": article.id,
        "number": paragraph.number,
        "title": article.title,
        "title_exact": article.title,
        "text": paragraph.text,
        "exact": paragraph.text,
        "attributions": _attributions_to_json(paragraph.attributions),
    }
    if names:
        document["speakers"] = names
        document["speaker_name"] = analysis.join_names(names)
        document["quotation"] = sorted({a.quotation for a in paragraph.attributions})
        document["speaker_quotation"] = sorted(
            {a.speaker.name + PAIR_SEPARATOR + a.quotation for a in paragraph.attributions}
        )
    if roles:
        document["role"] = analysis.join_names(roles)
    if article.date:
        document["date"] = datetime.datetime.combine(article.date, datetime.time())
    for name in ("source", "author", "url", "language"):
        if value := getattr(article, name):
            document[name] = value
    return document


def stored_date(stored: Mapping[str, Any]) -> datetime.date | None:
    """Return the day of a stored document, or None where it is undated."""
    date = stored.get("date")
    return date.date() if date else None


def stored_paragraph(stored: Mapping[str, Any]) -> Paragraph:
    """Return the paragraph of a stored document."""
    return Paragraph(
        stored["number"], stored["text"], _attributions_from_json(stored["attributions"])
    )


def stored_article(documents: list[Mapping[str, Any]]) -> Article:
    """Return the article that *documents* are all the paragraphs of."""
    first = documents[0]
    return Article(
        id=first["article"],
        title=first["title"],
        date=stored_date(first),
        paragraphs=tuple(sorted(map(stored_paragraph, documents), key=lambda p: p.number)),
        author=first.get("author", ""),
        source=first.get("source", ""),
        url=first.get("url", ""),
        language=first.get("language", ""),
    )
