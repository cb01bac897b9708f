"""Between the records of an article and what the index stores of its paragraphs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from searchapp.records import Article, Attribution, Paragraph, Passage, Speaker

_OPTIONAL = ("source", "author", "url", "language", "section", "correction", "date_evidence")


def _passage_array(passage: Passage | None) -> list[int | str]:
    """Return paragraph, start, end and text, or an empty list for none."""
    if passage is None:
        return []
    return [passage.paragraph, passage.start, passage.end, passage.text]


def _speaker_array(speaker: Speaker) -> list[str]:
    return [speaker.id, speaker.name, speaker.kind]


def _attribution_array(attribution: Attribution) -> list[Any]:
    a = attribution
    return [
        _speaker_array(a.speaker),
        *(a.role, a.cue, a.quotation, a.spans, a.act, a.confidence, a.rule),
        *(_passage_array(a.cue_span), _passage_array(a.source_span)),
        [_passage_array(passage) for passage in a.antecedents],
        a.corrected,
    ]


def _attribution(array: list[Any]) -> Attribution:
    speaker, role, cue, quotation, spans, act, confidence, rule = array[:8]
    cue_span, source_span, antecedents, corrected = array[8:]
    return Attribution(
        speaker=Speaker(*speaker),
        role=role,
        cue=cue,
        quotation=quotation,
        spans=tuple((start, end) for start, end in spans),
        act=act,
        confidence=confidence,
        rule=rule,
        cue_span=Passage(*cue_span) if cue_span else None,
        source_span=Passage(*source_span) if source_span else None,
        antecedents=tuple(Passage(*passage) for passage in antecedents),
        corrected=corrected,
    )


def stored_document(article: Article, paragraph: Paragraph) -> dict[str, Any]:
    """Return, ready for JSON, all that a result shows of a paragraph.

    What there is none of is left out. An attribution is an array: its speaker (id, name,
    kind); role, cue, quotation, spans, act, confidence, rule; then the passages (paragraph,
    start, end, text) of its cue, its source and each of its antecedents; and whether an
    editor corrected it.
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
    if paragraph.mentions:
        stored["mentions"] = [_speaker_array(mention) for mention in paragraph.mentions]
    if paragraph.corrected:
        stored["corrected"] = True
    return stored


def stored_date(stored: Mapping[str, Any]) -> datetime.date | None:
    """Return the day of a stored document, or None where it is undated."""
    date = stored.get("date")
    return datetime.date.fromisoformat(date) if date else None


def stored_paragraph(stored: Mapping[str, Any]) -> Paragraph:
    """Return the paragraph of a stored document."""
    attributions = tuple(_attribution(a) for a in stored.get("attributions", ()))
    mentions = tuple(Speaker(*mention) for mention in stored.get("mentions", ()))
    corrected = stored.get("corrected", False)
    return Paragraph(stored["number"], stored["text"], attributions, mentions, corrected)


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
