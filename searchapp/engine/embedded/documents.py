"""Between the records of an article and the documents of the Whoosh index."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from searchapp.engine import analysis
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import Article, Attribution, Paragraph, Passage, Speaker, paragraph_id


def _passage_list(passage: Passage | None) -> list[int | str]:
    """Return paragraph, start, end and text, or an empty list for none."""
    if passage is None:
        return []
    return [passage.paragraph, passage.start, passage.end, passage.text]


def _passage(stored: list[Any]) -> Passage | None:
    return Passage(*stored) if stored else None


def _attributions_to_json(attributions: tuple[Attribution, ...]) -> str:
    """Return a list of arrays.

    Each holds the speaker's id, name and kind; role, cue, quotation, spans; act,
    confidence, rule; then the passages of cue, source and antecedents.
    """
    return json.dumps(
        [
            [
                *(a.speaker.id, a.speaker.name, a.speaker.kind),
                *(a.role, a.cue, a.quotation, a.spans),
                *(a.act, a.confidence, a.rule),
                *(_passage_list(a.cue_span), _passage_list(a.source_span)),
                [_passage_list(passage) for passage in a.antecedents],
            ]
            for a in attributions
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _attribution_from_list(stored: list[Any]) -> Attribution:
    id_, name, kind, role, cue, quotation, spans = stored[:7]
    act, confidence, rule, cue_span, source_span, antecedents = stored[7:]
    return Attribution(
        speaker=Speaker(id_, name, kind),
        role=role,
        cue=cue,
        quotation=quotation,
        spans=tuple((start, end) for start, end in spans),
        act=act,
        confidence=confidence,
        rule=rule,
        cue_span=_passage(cue_span),
        source_span=_passage(source_span),
        antecedents=tuple(Passage(*passage) for passage in antecedents),
    )


def _attributions_from_json(stored: str) -> tuple[Attribution, ...]:
    return tuple(map(_attribution_from_list, json.loads(stored)))


def _mentions_to_json(mentions: tuple[Speaker, ...]) -> str:
    """Return a list of arrays: id, name and kind."""
    return json.dumps(
        [[m.id, m.name, m.kind] for m in mentions], ensure_ascii=False, separators=(",", ":")
    )


def _mentions_from_json(stored: str) -> tuple[Speaker, ...]:
    return tuple(Speaker(*mention) for mention in json.loads(stored))


def paragraph_document(article: Article, paragraph: Paragraph) -> dict[str, Any]:
    """Return the fields of ``schema.paragraph_schema`` for one paragraph.

    Fields without a value are left out, so that no term stands for "nothing". Who
    only thinks is no speaker: the searched fields hold speech.
    """
    speech = [a for a in paragraph.attributions if a.act == "speech"]
    names = sorted({a.speaker.name for a in speech})
    roles = sorted({a.role for a in speech if a.role})
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
    if paragraph.mentions:
        document["mentions"] = _mentions_to_json(paragraph.mentions)
    if names:
        document["speakers"] = names
        document["speaker_name"] = analysis.join_names(names)
        document["quotation"] = sorted({a.quotation for a in speech})
        document["speaker_quotation"] = sorted(
            {a.speaker.name + PAIR_SEPARATOR + a.quotation for a in speech}
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
        stored["number"],
        stored["text"],
        _attributions_from_json(stored["attributions"]),
        _mentions_from_json(stored.get("mentions", "[]")),
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
