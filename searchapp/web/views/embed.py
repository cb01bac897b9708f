"""Embedding in other sites: a script with a custom element, and a page for a frame."""

from __future__ import annotations

from pathlib import Path

from flask import Response, make_response, render_template, request, send_file

from searchapp.api_models.convert import snippet
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cache_control
from searchapp.web.presenters.urls import article_url, query_form_fields, search_url

_SCRIPT = Path(__file__).parents[1] / "static" / "embedding" / "embed.js"


def script(service: SearchService) -> Response:
    """Answer ``GET /embed.js``: the custom element ``<news-search>``."""
    response = send_file(_SCRIPT, mimetype="text/javascript", conditional=True)
    response.headers["Cache-Control"] = cache_control(service)
    # Lets sites with a cross-origin embedder policy load the script.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def frame(service: SearchService) -> Response:
    """Answer ``GET /embed``: results for a frame, with the parameters of the search page.

    ``SEARCHAPP_FRAME_ANCESTORS`` names the sites that may frame it.
    """
    search_request = service.request(request.args.items(multi=True))
    results = service.search(search_request)
    page = render_template(
        "searchapp/embed.html",
        search_request=search_request,
        results=results,
        hits=[
            (
                hit,
                snippet(hit.text, hit.matches),
                article_url(search_request, hit.article_id, hit.number),
                list({a.speaker.id: a.speaker.name for a in hit.attributions}.values()),
            )
            for hit in results.hits
        ],
        all_url=search_url(search_request),
        query_form_fields=query_form_fields(search_request),
    )
    response = make_response(page)
    ancestors = " ".join(service.settings.frame_ancestors)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        f" base-uri 'none'; frame-ancestors {ancestors}"
    )
    return response


def code(service: SearchService) -> str:
    """Answer ``GET /embed/code``: code that shows a search in another site, with a preview."""
    search_request = service.request(request.args.items(multi=True))
    return render_template("searchapp/embed_code.html", q=search_request.q)
