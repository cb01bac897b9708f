"""The article page, and the page of one paragraph."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from markupsafe import Markup

from searchapp.api_models.citations import cite
from searchapp.common.markup import mark, mark_speakers
from searchapp.engine.common.highlighting import find_matches
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.errors import QueryError
from searchapp.search.service import SearchService
from searchapp.web.middleware.errors import article_not_found
from searchapp.web.presenters import urls
from searchapp.web.presenters.speakers import QuotedSpeaker, quoted_speakers, speech


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of an article page.

    ``matched`` is whether the query matched it, ``corrected`` whether an editor set its
    speaker; ``declined`` are the names of those who are reported not to have spoken.
    """

    number: int
    text: Markup
    speakers: list[QuotedSpeaker]
    about_url: str
    matched: bool = False
    corrected: bool = False
    declined: tuple[str, ...] = ()


def _carried_query(service: SearchService) -> tuple[SearchRequest, HighlightSpec]:
    """Return the query of the search that led to the page, and its highlighting."""
    search_request = SearchRequest(q=service.request([("q", request.args.get("q", ""))]).q)
    marks = HighlightSpec()
    with suppress(QueryError):
        marks = service.highlight_spec(search_request.q) if search_request.q.strip() else marks
    return search_request, marks


def _speaker_numbers(article: Article) -> dict[str, int]:
    """Return the number of each speaker of *article*, in order of first appearance."""
    speaker_numbers: dict[str, int] = {}
    for paragraph in article.paragraphs:
        for attribution in speech(paragraph.attributions):
            speaker_numbers.setdefault(attribution.speaker.id, len(speaker_numbers) + 1)
    return speaker_numbers


def _paragraph_view(
    paragraph: Paragraph,
    article_id: str,
    search_request: SearchRequest,
    marks: HighlightSpec,
    speaker_numbers: dict[str, int],
) -> ParagraphView:
    matches = find_matches(paragraph.text, marks.text)
    spoken = (
        (span, speaker_numbers[attribution.speaker.id])
        for attribution in speech(paragraph.attributions)
        for span in attribution.spans
    )
    return ParagraphView(
        paragraph.number,
        mark_speakers(paragraph.text, matches, spoken),
        quoted_speakers(paragraph.attributions, numbers=speaker_numbers),
        urls.paragraph_url(search_request, article_id, paragraph.number),
        bool(matches),
        paragraph.corrected,
        tuple(dict.fromkeys(a.speaker.name for a in paragraph.attributions if a.act == "refusal")),
    )


def article(service: SearchService, article_id: str) -> str:
    """Answer ``GET /articles/ID``; the matches of the query ``q`` are highlighted."""
    stored_article = service.article(article_id)
    if stored_article is None:
        article_not_found(service, article_id)
    search_request, marks = _carried_query(service)
    speaker_numbers = _speaker_numbers(stored_article)
    paragraphs = [
        _paragraph_view(p, stored_article.id, search_request, marks, speaker_numbers)
        for p in stored_article.paragraphs
    ]
    return render_template(
        "searchapp/article.html",
        article=stored_article,
        q=search_request.q,
        title=mark(stored_article.title, find_matches(stored_article.title, marks.title)),
        back_url=urls.search_url(search_request) if search_request.q.strip() else None,
        paragraphs=paragraphs,
        matched=[paragraph.number for paragraph in paragraphs if paragraph.matched],
    )


def _context_paragraph(
    hit: Hit, search_request: SearchRequest, marks: HighlightSpec
) -> ParagraphView:
    return ParagraphView(
        hit.number,
        mark(hit.text, find_matches(hit.text, marks.text)),
        quoted_speakers(hit.attributions),
        urls.paragraph_url(search_request, hit.article_id, hit.number),
    )


def paragraph(service: SearchService, article_id: str, number: int) -> str:
    """Answer ``GET /articles/ID/paragraphs/N``: its neighbours, evidence and citations."""
    context = service.context(article_id, number)
    if context is None:
        if service.article(article_id) is None:
            article_not_found(service, article_id)
        abort(404, f"The article {article_id[:80]!r} has no paragraph {number:,}.")
    search_request, marks = _carried_query(service)
    hit = context.paragraph
    address = url_for(".article", article_id=article_id, _anchor=f"p{number}", _external=True)
    return render_template(
        "searchapp/paragraph.html",
        hit=hit,
        q=search_request.q,
        article_url=urls.article_url(search_request, article_id, number),
        address=address,
        before=[_context_paragraph(other, search_request, marks) for other in context.before],
        focus=_context_paragraph(hit, search_request, marks),
        after=[_context_paragraph(other, search_request, marks) for other in context.after],
        attributions=speech(hit.attributions),
        citations=cite(hit, address, context.index.version),
    )
