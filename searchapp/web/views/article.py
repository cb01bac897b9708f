"""The article page, and the page about one of its paragraphs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from markupsafe import Markup

from searchapp.api_models.citations import cite
from searchapp.common.markup import mark, mark_speakers
from searchapp.engine.common.highlighting import HighlightSpec, find_matches
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.parser import QueryError
from searchapp.search.service import SearchService
from searchapp.web.presenters import urls
from searchapp.web.presenters.absent import not_there
from searchapp.web.presenters.speakers import Voice, speech, voices


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph as its template needs it.

    ``matched`` is whether the query matched it, ``corrected`` whether an editor said who
    speaks in it.
    """

    number: int
    text: Markup
    voices: list[Voice]
    about_url: str
    matched: bool = False
    corrected: bool = False


def _carried(service: SearchService) -> tuple[SearchRequest, HighlightSpec]:
    """Return the query that is carried in, and what it marks."""
    asked = SearchRequest(q=service.request([("q", request.args.get("q", ""))]).q)
    marks = HighlightSpec()
    with suppress(QueryError):
        marks = service.marks(asked.q) if asked.q.strip() else marks
    return asked, marks


def _numbers(article: Article) -> dict[str, int]:
    """Return the numbers of the voices of *article*, in the order in which they speak."""
    numbers: dict[str, int] = {}
    for paragraph in article.paragraphs:
        for attribution in speech(paragraph.attributions):
            numbers.setdefault(attribution.speaker.id, len(numbers) + 1)
    return numbers


def _shown(
    paragraph: Paragraph,
    article_id: str,
    asked: SearchRequest,
    marks: HighlightSpec,
    numbers: dict[str, int],
) -> ShownParagraph:
    matches = find_matches(paragraph.text, marks.text)
    said = (
        (span, numbers[attribution.speaker.id])
        for attribution in speech(paragraph.attributions)
        for span in attribution.spans
    )
    return ShownParagraph(
        paragraph.number,
        mark_speakers(paragraph.text, matches, said),
        voices(paragraph.attributions, numbers=numbers),
        urls.paragraph_url(asked, article_id, paragraph.number),
        bool(matches),
        paragraph.corrected,
    )


def article(service: SearchService, article_id: str) -> str:
    """Answer ``GET /articles/ID``; a query that is carried in is marked."""
    found = service.article(article_id)
    if found is None:
        not_there(service, article_id)
    asked, marks = _carried(service)
    numbers = _numbers(found)
    paragraphs = [_shown(p, found.id, asked, marks, numbers) for p in found.paragraphs]
    return render_template(
        "searchapp/article.html",
        article=found,
        q=asked.q,
        title=mark(found.title, find_matches(found.title, marks.title)),
        back_url=urls.search_url(asked) if asked.q.strip() else None,
        paragraphs=paragraphs,
        matched=[paragraph.number for paragraph in paragraphs if paragraph.matched],
    )


def _neighbour(hit: Hit, asked: SearchRequest, marks: HighlightSpec) -> ShownParagraph:
    return ShownParagraph(
        hit.number,
        mark(hit.text, find_matches(hit.text, marks.text)),
        voices(hit.attributions),
        urls.paragraph_url(asked, hit.article_id, hit.number),
    )


def paragraph(service: SearchService, article_id: str, number: int) -> str:
    """Answer ``GET /articles/ID/paragraphs/N``: its neighbours, evidence and citations."""
    context = service.context(article_id, number)
    if context is None:
        if service.article(article_id) is None:
            not_there(service, article_id)
        abort(404, f"The article {article_id[:80]!r} has no paragraph {number:,}.")
    asked, marks = _carried(service)
    hit = context.paragraph
    address = url_for(".article", article_id=article_id, _anchor=f"p{number}", _external=True)
    return render_template(
        "searchapp/paragraph.html",
        hit=hit,
        q=asked.q,
        article_url=urls.article_url(asked, article_id, number),
        address=address,
        before=[_neighbour(other, asked, marks) for other in context.before],
        shown=_neighbour(hit, asked, marks),
        after=[_neighbour(other, asked, marks) for other in context.after],
        attributions=speech(hit.attributions),
        citations=cite(hit, address, context.index.version),
    )
