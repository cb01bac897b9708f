"""API views of one article: a part of it, and one paragraph with its neighbours."""

from __future__ import annotations

from functools import partial

from flask import Response, request, url_for
from msgspec.structs import replace

from searchapp.api_models.convert import article_object, context_answer, converted, similar_answer
from searchapp.api_models.parameter_values import (
    ParameterError,
    number_between,
    parse_paragraph_id,
)
from searchapp.api_models.parameters import ArticleRequest, read_article_request
from searchapp.models.articles import PART_PARAGRAPHS, ArticlePart
from searchapp.models.search import Index, IndexInfo
from searchapp.search.permalinks import HASH_PARAMETER, current_number, permalink_path
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached, json_answer
from searchapp.web.api.search import MountedUrls
from searchapp.web.middleware.errors import article_not_found, paragraph_not_found
from searchapp.web.presenters.urls import permalink, resource_url, whole_article_url

MAX_CONTEXT = 10
MAX_SIMILAR = 50
SIMILAR = 10
"""Default number of paragraphs like another."""


def _part_url(article_id: str, part_request: ArticleRequest, page: int | None) -> str:
    limit = part_request.limit
    return url_for(
        ".api_article",
        article_id=article_id,
        page=page,
        limit=limit if limit != PART_PARAGRAPHS else None,
    )


def _part_response(part: ArticlePart, index: IndexInfo, part_request: ArticleRequest) -> Response:
    page, limit = part_request.page, part_request.limit
    pages = -(-part.total // limit)
    urls: dict[str, str | None] = {"prev": None, "next": None}
    if page > 1:
        urls["prev"] = _part_url(part.article.id, part_request, min(page - 1, pages))
    if page < pages:
        urls["next"] = _part_url(part.article.id, part_request, page + 1)
    body = replace(article_object(part.article), index=converted(index, Index))
    if any(urls.values()):
        body = replace(body, paragraphs_total=part.total, prev=urls["prev"], next=urls["next"])
    response = json_answer(body)
    canonical = _part_url(part.article.id, part_request, page if page > 1 else None)
    links = [
        f'<{canonical}>; rel="canonical"',
        f'<{whole_article_url(part.article.id)}>; rel="alternate"; type="text/html"',
        *(f'<{url}>; rel="{rel}"' for rel, url in urls.items() if url),
    ]
    response.headers["Link"] = ", ".join(links)
    return response


def article(service: SearchService, article_id: str) -> Response:
    """Answer ``GET /api/v1/articles/ID``, a part of a long article at a time."""
    part_request = read_article_request(request.args.items(multi=True))
    last = part_request.page * part_request.limit
    first = last - part_request.limit + 1

    def answer() -> tuple[partial[Response], IndexInfo]:
        part, index = service.read_consistently(
            lambda: service.article_part(article_id, first, last)
        )
        if part is None:
            article_not_found(service, article_id)
        return partial(_part_response, part, index, part_request), index

    return cached(service, part_request, answer)


def _context_size() -> int:
    text = request.args.get("context", "").strip() or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_CONTEXT):
        raise ParameterError("context", text, f"a whole number from 0 to {MAX_CONTEXT}")
    return int(text)


def paragraph(service: SearchService, article_id: str, number: int) -> Response:
    """Answer ``GET /api/v1/articles/ID/paragraphs/N?context=K``.

    With the hash of a permalink (``text``), the paragraph that has that text now is meant.
    """
    around = _context_size()
    text = request.args.get(HASH_PARAMETER, "").strip()

    def answer() -> tuple[Response, IndexInfo]:
        present = current_number(service, article_id, number, text) if text else None
        context = service.context(article_id, present or number, around)
        if context is None:
            paragraph_not_found(service, article_id, number)
        response = json_answer(context_answer(context, MountedUrls()))
        response.headers["Link"] = (
            f'<{resource_url(f"api/v1/{permalink_path(context.paragraph)}")}>; rel="canonical",'
            f' <{permalink(context.paragraph)}>; rel="alternate"; type="text/html"'
        )
        return response, context.index

    return cached(service, (around, text), answer)


def similar(service: SearchService, paragraph_id: str) -> Response:
    """Answer ``GET /api/v1/similar/ID?limit=K``; ID is a paragraph's address, ``ARTICLE#pN``."""
    address = parse_paragraph_id("paragraph_id", paragraph_id)
    text = request.args.get("limit", "").strip() or str(SIMILAR)
    limit = number_between(1, MAX_SIMILAR)("limit", text)
    article_id, _, number = address.rpartition("#p")

    def answer() -> tuple[Response, IndexInfo]:
        found = service.similar(article_id, int(number), limit)
        if found is None:
            paragraph_not_found(service, article_id, int(number))
        return json_answer(similar_answer(found, MountedUrls())), found.index

    return cached(service, limit, answer)
