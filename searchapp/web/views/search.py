"""The search page, and the page of all values of one facet."""

from __future__ import annotations

from flask import abort, render_template, request

from searchapp.api_models.parameters import read_facet_request
from searchapp.models.search import FACETS
from searchapp.search.service import SearchService
from searchapp.web.presenters import links, urls
from searchapp.web.presenters.search_page import search_page
from searchapp.web.presenters.tiers import tier_views
from searchapp.web.presenters.translation import gettext


def search(service: SearchService) -> str:
    """Answer ``GET /search``."""
    search_request = service.parser.request(request.args.items(multi=True))
    results, timeline = service.search_with_timeline(search_request)
    has_phrase = service.parser.has_phrase(search_request.q)
    page = search_page(results, timeline, has_phrase=has_phrase)
    return render_template(
        "searchapp/search.html",
        page=page,
        tiers=tier_views(results, page.hits),
        q=search_request.q,
    )


def facet(service: SearchService, facet_name: str) -> str:
    """Answer ``GET /search/facets/NAME``: its values under the search."""
    name = next((known for known in FACETS if known == facet_name), None)
    if name is None:
        message = gettext(
            "There is no filter %(name)s; the filters are %(names)s.",
            name=repr(facet_name[:80]),
            names=", ".join(FACETS),
        )
        abort(404, message)
    search_request = service.parser.request(request.args.items(multi=True))
    facet_request = read_facet_request(request.args.items(multi=True))
    facet_page = service.analytics.facet(search_request, name, facet_request)
    number = facet_request.page
    has_next = number * facet_request.limit < facet_page.total
    return render_template(
        "searchapp/facet.html",
        facet=links.facet_page_links(search_request, facet_page),
        like=facet_request.like,
        q=search_request.q,
        query_form_fields=urls.query_form_fields(search_request),
        facet_form_fields=urls.unpaged_pairs(search_request),
        back_url=urls.search_url(search_request),
        total=facet_page.total,
        previous_url=urls.facet_url(search_request, name, facet_request, number - 1)
        if number > 1
        else None,
        next_url=urls.facet_url(search_request, name, facet_request, number + 1)
        if has_next
        else None,
    )
