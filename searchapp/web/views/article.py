"""The article page, and the page of one paragraph."""

from __future__ import annotations

import datetime
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from urllib.parse import urlencode

from flask import abort, current_app, redirect, render_template, request, stream_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from searchapp.api_models.citations import cite
from searchapp.api_models.parameters import read_article_request
from searchapp.common.markup import mark, mark_speakers
from searchapp.engine.common.highlighting import find_matches
from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.models.articles import PART_PARAGRAPHS, Article, ArticlePart, Paragraph, part_number
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.query.limits import checkpoint
from searchapp.search.permalinks import HASH_PARAMETER, current_number
from searchapp.search.service import SearchService
from searchapp.web.middleware.errors import article_not_found, paragraph_not_found
from searchapp.web.presenters import urls
from searchapp.web.presenters.metadata.reference_metadata import ReferenceMetadata
from searchapp.web.presenters.metadata.structured_data import article_data, quotations_data
from searchapp.web.presenters.speakers import (
    QuotedSpeaker,
    quoted_speakers,
    speaker_numbers,
    speech,
)
from searchapp.web.presenters.translation import ngettext

_PARAGRAPHS_BETWEEN_PAUSES = 16
_PIECES_BETWEEN_PAUSES = 400
_PAUSE_SECONDS = 5e-5


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
    correct_url: str = ""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The page of a long article: its number, and the paragraphs that it shows."""

    number: int
    pages: int
    first: int
    last: int
    total: int


def _carried_query(service: SearchService) -> tuple[SearchRequest, HighlightSpec]:
    """Return the query of the search that led to the page, and its highlighting."""
    pairs = [("q", request.args.get("q", ""))]
    pairs += [("no_synonyms", term) for term in request.args.getlist("no_synonyms")]
    search_request = service.parser.request(pairs)
    marks = HighlightSpec()
    with suppress(QueryError):
        marks = service.highlight_spec(search_request) if search_request.q.strip() else marks
    return search_request, marks


def _paragraph_view(
    paragraph: Paragraph,
    article_id: str,
    hit_urls: urls.HitUrls,
    marks: HighlightSpec,
    numbers: dict[str, int],
) -> ParagraphView:
    matches = find_matches(paragraph.text, marks.text)
    spoken = [
        (span, numbers[attribution.speaker.id])
        for attribution in speech(paragraph.attributions)
        for span in attribution.spans
    ]
    return ParagraphView(
        paragraph.number,
        mark_speakers(paragraph.text, matches, spoken),
        quoted_speakers(paragraph.attributions, numbers=numbers),
        hit_urls.paragraph(article_id, paragraph.number),
        bool(matches),
        paragraph.corrected,
        tuple(dict.fromkeys(a.speaker.name for a in paragraph.attributions if a.act == "refusal")),
        hit_urls.correction(article_id, paragraph.number),
    )


def _paragraph_views(
    article: Article, search_request: SearchRequest, marks: HighlightSpec
) -> list[ParagraphView]:
    """Return the views of the paragraphs of *article*, which may be a part of one.

    Its speakers are numbered within the part. Matches are highlighted while the time lasts.
    """
    numbers = speaker_numbers(a for p in article.paragraphs for a in p.attributions)
    hit_urls = urls.HitUrls(search_request)
    views: list[ParagraphView] = []
    for paragraph in article.paragraphs:
        if len(views) % _PARAGRAPHS_BETWEEN_PAUSES == 0:
            if views:
                _let_other_threads_run()
            try:
                checkpoint()
            except QueryTooExpensiveError:
                marks = HighlightSpec()
        views.append(_paragraph_view(paragraph, article.id, hit_urls, marks, numbers))
    return views


def _let_other_threads_run() -> None:
    """Release the interpreter lock, for which a short request waits 5 ms each time otherwise."""
    time.sleep(_PAUSE_SECONDS)


def _rendered(template: str, **context: object) -> str:
    """Render a page piece by piece; a long one with pauses for other threads."""
    pieces = stream_template(template, **context)
    rendered: list[str] = []
    while batch := list(islice(pieces, _PIECES_BETWEEN_PAUSES)):
        if rendered:
            _let_other_threads_run()
        rendered += batch
    return "".join(rendered)


def _page_number(part: ArticlePart, page: int) -> PageNumber | None:
    """Return the position of *page* in an article of several parts, or None if it has one.

    Answers 404 where there is no such part.
    """
    pages = part_number(part.total)
    if page > pages:
        message = ngettext(
            "The article %(id)s has %(num)s page.",
            "The article %(id)s has %(num)s pages.",
            pages,
            id=repr(part.article.id[:80]),
        )
        abort(404, message)
    if pages == 1:
        return None
    numbers = [paragraph.number for paragraph in part.article.paragraphs]
    return PageNumber(page, pages, numbers[0], numbers[-1], part.total)


def article(service: SearchService, article_id: str) -> str:
    """Answer ``GET /articles/ID``, a part of a long article at a time.

    The matches of the query ``q`` are highlighted.
    """
    pairs = request.args.items(multi=True)
    page = read_article_request((name, value) for name, value in pairs if name == "page").page
    last = page * PART_PARAGRAPHS
    part = service.article_part(article_id, last - PART_PARAGRAPHS + 1, last)
    if part is None:
        article_not_found(service, article_id)
    stored_article = part.article
    search_request, marks = _carried_query(service)
    page_number = _page_number(part, page)
    paragraphs = _paragraph_views(stored_article, search_request, marks)
    return _rendered(
        "searchapp/article.html",
        article=stored_article,
        page_number=page_number,
        article_data=article_data(stored_article, request.base_url),
        reference=ReferenceMetadata(
            *(stored_article.title, stored_article.author, stored_article.source),
            *(stored_article.date, request.base_url, stored_article.language),
        ),
        part_url=partial(urls.article_part_url, search_request, stored_article.id),
        part_paragraphs=PART_PARAGRAPHS,
        q=search_request.q,
        title=mark(stored_article.title, find_matches(stored_article.title, marks.title)),
        back_url=urls.search_url(search_request) if search_request.q.strip() else None,
        paragraphs=paragraphs,
        matched=[paragraph.number for paragraph in paragraphs if paragraph.matched],
    )


def _context_paragraph(hit: Hit, hit_urls: urls.HitUrls, marks: HighlightSpec) -> ParagraphView:
    return ParagraphView(
        hit.number,
        mark(hit.text, find_matches(hit.text, marks.text)),
        quoted_speakers(hit.attributions),
        hit_urls.paragraph(hit.article_id, hit.number),
    )


def _focus_paragraph(hit: Hit, hit_urls: urls.HitUrls, marks: HighlightSpec) -> ParagraphView:
    """Return the view of *hit* with each speaker's words underlined."""
    paragraph_of_hit = Paragraph(hit.number, hit.text, hit.attributions)
    numbers = speaker_numbers(hit.attributions)
    return _paragraph_view(paragraph_of_hit, hit.article_id, hit_urls, marks, numbers)


def _report_url(article_id: str, number: int) -> str:
    """Return the URL of the form for reports of readers, empty where there is none."""
    if f"{request.blueprint}.report" not in current_app.view_functions:
        return ""
    return urls.with_language(url_for(".report", article_id=article_id, number=number))


def _present_number(service: SearchService, article_id: str, number: int) -> int | None:
    """Return the number of the paragraph that has the text that the permalink names, if any."""
    cited_text = request.args.get(HASH_PARAMETER, "").strip()
    return current_number(service, article_id, number, cited_text) if cited_text else number


def paragraph(service: SearchService, article_id: str, number: int) -> ResponseReturnValue:
    """Answer ``GET /articles/ID/paragraphs/N``: its neighbours, evidence and citations.

    A permalink, which has a hash of the text, redirects where that paragraph has another number
    by now; where no paragraph has the text any more, the page says so.
    """
    present_number = _present_number(service, article_id, number)
    if present_number not in (None, number):
        query = urlencode(list(request.args.items(multi=True)))
        url = f"{urls.whole_article_url(article_id)}/paragraphs/{present_number}"
        return redirect(urls.with_query(url, query), 302)
    context = service.context(article_id, number)
    if context is None:
        paragraph_not_found(service, article_id, number)
    search_request, marks = _carried_query(service)
    hit_urls = urls.HitUrls(search_request)
    hit = context.paragraph
    address = urls.permalink(hit)
    return render_template(
        "searchapp/paragraph.html",
        hit=hit,
        changed=present_number is None,
        oembed_url=f"{url_for('.oembed', _external=True)}?{urlencode({'url': address})}",
        reference=ReferenceMetadata(
            hit.title, hit.author, hit.source, hit.date, address, abstract=hit.text
        ),
        q=search_request.q,
        article_url=hit_urls.article(article_id, number),
        address=address,
        similar_url=hit_urls.similar(article_id, number),
        correct_url=hit_urls.correction(article_id, number),
        report_url=_report_url(article_id, number),
        before=[_context_paragraph(other, hit_urls, marks) for other in context.before],
        focus=_focus_paragraph(hit, hit_urls, marks),
        after=[_context_paragraph(other, hit_urls, marks) for other in context.after],
        attributions=speech(hit.attributions),
        quotations_data=quotations_data(hit),
        citations=cite(hit, address, context.index.version, datetime.date.today()),
    )
