"""The page of paragraphs like a paragraph."""

from __future__ import annotations

from flask import render_template

from searchapp.api_models.parameter_values import parse_paragraph_id
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from searchapp.web.middleware.errors import paragraph_not_found
from searchapp.web.presenters import urls
from searchapp.web.presenters.hits import hit_views

SIMILAR = 20
"""How many paragraphs the page lists."""


def similar(service: SearchService, paragraph_id: str) -> str:
    """Answer ``GET /similar/ID``; ID is a paragraph's address, ``ARTICLE#pN``."""
    address = parse_paragraph_id("paragraph_id", paragraph_id)
    article_id, _, number = address.rpartition("#p")
    found = service.similar(article_id, int(number), SIMILAR)
    if found is None:
        paragraph_not_found(service, article_id, int(number))
    plain = SearchRequest()
    source_url = urls.HitUrls(plain).paragraph(article_id, int(number))
    return render_template(
        "searchapp/similar.html",
        source=found.paragraph,
        source_url=source_url,
        terms=found.terms,
        search_url=urls.search_url(SearchRequest(q=" OR ".join(f'"{t}"' for t in found.terms))),
        hits=hit_views(found.hits, plain),
    )
