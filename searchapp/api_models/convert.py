"""Conversion of records to the JSON objects of the API and the command line."""

from __future__ import annotations

import datetime
from typing import Protocol

from markupsafe import Markup

from searchapp.api_models import article_schemas as article_types
from searchapp.api_models import schemas as types
from searchapp.api_models.parameters import query_string
from searchapp.common.markup import mark
from searchapp.engine.common.highlighting import SNIPPET_CHARACTERS, best_window
from searchapp.models.articles import Article, Attribution, Passage, Span, Speaker
from searchapp.models.search import (
    DescribedClause,
    DidYouMean,
    Facet,
    FacetValue,
    Hit,
    IndexInfo,
    Notice,
    SearchResults,
    Suggestion,
)


class UrlBuilder(Protocol):
    """Builder of the URLs in JSON objects, which depend on where the app is mounted."""

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the URL of a paragraph within its article page."""
        ...

    def next_page(self, results: SearchResults) -> str | None:
        """Return the URL of the page after *results*, or None at the end."""
        ...


def day_text(date: datetime.date | None) -> str | None:
    """Return *date* in ISO 8601, ``2023-03-10``, or None."""
    return date.isoformat() if date else None


def moment_text(moment: datetime.datetime) -> str:
    """Return *moment*, a time with a zone, in UTC to the second (RFC 3339)."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def attribution_object(attribution: Attribution) -> types.Attribution:
    """Return an attribution, in the one form that every response uses."""
    return {
        "speaker": attribution.speaker.name,
        "speaker_id": attribution.speaker.id,
        "speaker_kind": attribution.speaker.kind,
        "role": attribution.role,
        "cue": attribution.cue,
        "quotation": attribution.quotation,
        "spans": list(attribution.spans),
        "act": attribution.act,
        "confidence": attribution.confidence,
        "evidence": {
            "rule": attribution.rule,
            "cue": _passage_object(attribution.cue_span) if attribution.cue_span else None,
            "source": _passage_object(attribution.source_span) if attribution.source_span else None,
            "antecedents": [_passage_object(passage) for passage in attribution.antecedents],
        },
        "corrected": attribution.corrected,
    }


def _passage_object(passage: Passage) -> types.Passage:
    """Return a stretch of one paragraph: number from 1, code points, text."""
    return {
        "paragraph": passage.paragraph,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def speaker_object(speaker: Speaker) -> types.Speaker:
    """Return a speaker or a mention."""
    return {"id": speaker.id, "name": speaker.name, "kind": speaker.kind}


def attributed_object(article: Article) -> article_types.AttributedArticle:
    """Return an article's paragraphs with their attributions and mentions."""
    return {
        "id": article.id,
        "date": day_text(article.date),
        "title": article.title,
        "paragraphs": [
            {
                "number": paragraph.number,
                "text": paragraph.text,
                "attributions": [
                    attribution_object(a) for a in paragraph.attributions if a.act != "refusal"
                ],
                "refusals": [
                    attribution_object(a) for a in paragraph.attributions if a.act == "refusal"
                ],
                "mentions": [speaker_object(s) for s in paragraph.mentions],
                "corrected": paragraph.corrected,
            }
            for paragraph in article.paragraphs
        ],
    }


def article_object(article: Article) -> article_types.Article:
    """Return an article: ``attributed_object`` and its metadata."""
    attributed = attributed_object(article)
    return {
        "id": attributed["id"],
        "date": attributed["date"],
        "title": attributed["title"],
        "paragraphs": attributed["paragraphs"],
        "author": article.author,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "section": article.section,
        "correction": article.correction,
        "date_evidence": article.date_evidence,
    }


def index_object(info: IndexInfo) -> types.Index:
    """Return the generation that answers."""
    return {"version": info.version, "built_at": moment_text(info.built_at)}


def notice_object(notice: Notice) -> types.Notice:
    """Return a notice; ``start`` and ``end`` are offsets in ``q``, in code points."""
    return {
        "code": notice.code,
        "message": notice.message,
        "start": notice.start,
        "end": notice.end,
    }


def snippet(
    text: str, matches: tuple[Span, ...], max_characters: int = SNIPPET_CHARACTERS
) -> Markup:
    """Return the best part of *text* as safe HTML, its matches in ``<mark>``.

    A text of up to *max_characters* characters is returned whole.
    """
    start, end = best_window(text, matches, max_characters)
    if end - start == len(text):
        return mark(text, matches)
    window_matches = [
        (max(s, start) - start, min(e, end) - start) for s, e in matches if s < end and e > start
    ]
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    return before + mark(text[start:end], window_matches) + after


def hit_object(hit: Hit, urls: UrlBuilder) -> types.Hit:
    """Return a hit, without the refusals of its paragraph."""
    shown = [k for k, attribution in enumerate(hit.attributions) if attribution.act != "refusal"]
    return {
        "id": hit.id,
        "url": urls.paragraph(hit.article_id, hit.number),
        "article": {
            "id": hit.article_id,
            "title": hit.title,
            "source": hit.source,
            "author": hit.author,
        },
        "number": hit.number,
        "date": day_text(hit.date),
        "attributions": [attribution_object(hit.attributions[k]) for k in shown],
        "text": hit.text,
        "snippet_html": str(snippet(hit.text, hit.matches)),
        "matches": list(hit.matches),
        "title_matches": list(hit.title_matches),
        "speaker_matches": [list(hit.speaker_matches[k]) for k in shown if hit.speaker_matches],
        "score": hit.score,
        "folded": list(hit.collapsed),
        "copies": hit.copies,
        "added_at": moment_text(hit.added_at) if hit.added_at else None,
    }


def _facet_value(value: FacetValue) -> types.FacetValue:
    return {"value": value.value, "count": value.count, "selected": value.selected}


def _speaker_value(value: FacetValue) -> types.SpeakerValue:
    return {"id": value.id, **_facet_value(value)}


def _role_value(value: FacetValue) -> types.RoleValue:
    return {"id": value.id, **_facet_value(value)}


def _facets_object(facets: tuple[Facet, ...]) -> types.Facets:
    values = {facet.name: facet.values for facet in facets}
    return {
        "speaker": [_speaker_value(value) for value in values.get("speaker", ())],
        "year": [_facet_value(value) for value in values.get("year", ())],
        "source": [_facet_value(value) for value in values.get("source", ())],
        "quotation": [_facet_value(value) for value in values.get("quotation", ())],
        "role": [_role_value(value) for value in values.get("role", ())],
    }


def _query_object(results: SearchResults) -> types.Query:
    request = results.request
    return {
        "q": request.q,
        "speaker": list(request.speakers),
        "source": list(request.sources),
        "quotation": list(request.quotations),
        "role": list(request.roles),
        "year": list(request.years),
        "from": day_text(request.date_from),
        "to": day_text(request.date_to),
        "sort": request.sort,
        "group": request.group,
        "copies": request.copies,
        "copies_of": request.copies_of,
        "page": request.page,
        "limit": request.limit,
        "notices": [notice_object(notice) for notice in results.notices],
        "read_as": results.description.sentence,
        "parts": [_part_object(part) for part in results.description.parts],
    }


def _part_object(part: DescribedClause) -> types.Part:
    """Return a clause or filter; ``without`` is the query string of the search without it."""
    start, end = part.span or (None, None)
    return {
        "text": part.text,
        "parameter": part.parameter or "q",
        "start": start,
        "end": end,
        "without": query_string(part.without),
    }


def _did_you_mean_object(suggestion: DidYouMean | None) -> types.DidYouMean | None:
    if suggestion is None:
        return None
    return {
        "q": suggestion.request.q,
        "changes": list(suggestion.changes),
        "total": suggestion.total,
        "query": query_string(suggestion.request),
    }


def suggestion_object(suggestion: Suggestion) -> types.Suggestion:
    """Return a completion; ``id`` is null for a term."""
    return {
        "kind": suggestion.kind,
        "value": suggestion.value,
        "id": suggestion.id or None,
        "count": suggestion.count,
    }


def results_object(results: SearchResults, urls: UrlBuilder) -> types.SearchAnswer:
    """Return one page of results."""
    return {
        "query": _query_object(results),
        "total": {
            "value": results.total,
            "relation": results.relation,
            "paragraphs": results.paragraphs,
        },
        "index": index_object(results.index),
        "results": [hit_object(hit, urls) for hit in results.hits],
        "facets": _facets_object(results.facets),
        "did_you_mean": _did_you_mean_object(results.did_you_mean),
        "without": [
            {**_part_object(relaxed.part), "total": relaxed.total} for relaxed in results.without
        ],
        "next": urls.next_page(results),
    }
