"""Embedding in other sites: a script with a custom element, a page for a frame, and the code."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for

from searchapp.api_models.parameter_values import parse_paragraph_id
from searchapp.api_models.parameters import MAX_LIMIT
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cache_control
from searchapp.web.embedding import scripts
from searchapp.web.embedding.code import embed_code
from searchapp.web.middleware.errors import paragraph_not_found
from searchapp.web.middleware.security_headers import with_long_life
from searchapp.web.presenters import urls
from searchapp.web.presenters.hits import hit_views
from searchapp.web.presenters.speakers import speech


def script(service: SearchService) -> Response:
    """Answer ``GET /embed.js``: the custom element ``<news-search>``."""
    return _latest(service, scripts.NEWS_SEARCH)


def quote_script(service: SearchService) -> Response:
    """Answer ``GET /news-quote.js``: the custom element ``<news-quote>``."""
    return _latest(service, scripts.NEWS_QUOTE)


def _latest(service: SearchService, name: str) -> Response:
    response = _script(scripts.script(name))
    response.headers["Cache-Control"] = cache_control(service)
    return response


def versioned_script(_service: SearchService, version: str, name: str) -> Response:
    """Answer ``GET /embed/VERSION/NAME``: a script that never changes.

    A page that has the hash of another version would refuse this one, so that another version
    is a 404 and no redirect.
    """
    if name not in scripts.NAMES:
        abort(404, f"There is no script {name[:80]!r}, only {' and '.join(scripts.NAMES)}.")
    current = scripts.script(name)
    if version != current.version:
        abort(
            404,
            f"This archive has no version {version[:80]!r} of {name}. The present one is"
            f" {url_for('.embed_script_version', version=current.version, name=name)},"
            f" integrity {current.integrity}. A page that names no version gets the present one"
            f" from {url_for(scripts.NAMES[name])}.",
        )
    return with_long_life(_script(current))


def _script(current: scripts.Script) -> Response:
    response = Response(current.content, mimetype="text/javascript")
    response.set_etag(current.version)
    # Lets sites with a cross-origin embedder policy load the script, and others check its hash.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.make_conditional(request)
    return response


def frame(service: SearchService) -> Response:
    """Answer ``GET /embed``: results for a frame, with the parameters of the search page.

    ``SEARCHAPP_FRAME_ANCESTORS`` names the sites that may frame it.
    """
    search_request = service.parser.request(request.args.items(multi=True))
    results = service.search(search_request)
    number = search_request.page
    page = render_template(
        "searchapp/embed.html",
        search_request=search_request,
        results=results,
        hits=hit_views(results.hits, search_request),
        first=(number - 1) * search_request.limit + 1,
        all_url=urls.search_url(search_request),
        previous_url=urls.embed_url(search_request, number - 1) if number > 1 else None,
        next_url=urls.embed_url(search_request, number + 1) if results.has_next else None,
        query_form_fields=urls.query_form_fields(search_request),
    )
    return _framed(service, page, urls.search_url(search_request, page=number))


def quote(service: SearchService, paragraph_id: str) -> Response:
    """Answer ``GET /embed/quote/ID``: one paragraph for a frame; ID is ``ARTICLE#pN``."""
    article_id, _, number = parse_paragraph_id("paragraph_id", paragraph_id).rpartition("#p")
    context = service.context(article_id, int(number), 0)
    if context is None:
        paragraph_not_found(service, article_id, int(number))
    hit = context.paragraph
    address = urls.permalink(hit)
    page = render_template(
        "searchapp/embed_quote.html",
        hit=hit,
        address=address,
        speakers=tuple(dict.fromkeys(a.speaker.name for a in speech(hit.attributions))),
    )
    return _framed(service, page, address)


def _framed(service: SearchService, page: str, canonical: str) -> Response:
    """Return *page* for a frame; *canonical* is the page that stands by itself."""
    ancestors = " ".join(service.settings.frame_ancestors)
    response = _with_policy(
        page,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        f" base-uri 'none'; frame-ancestors {ancestors}",
    )
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    return response


def code(service: SearchService) -> Response:
    """Answer ``GET /embed/code``: code that shows a search in another site, with a preview."""
    search_request = service.parser.request(request.args.items(multi=True))
    page = render_template(
        "searchapp/embed_code.html",
        q=search_request.q,
        search_request=search_request,
        code=embed_code(search_request),
        max_limit=MAX_LIMIT,
        back_url=urls.search_url(search_request),
        form_fields=[pair for pair in urls.unpaged_pairs(search_request) if pair[0] != "q"],
    )
    return _with_policy(
        page,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'self'",
    )


def _with_policy(page: str, policy: str) -> Response:
    response = make_response(page)
    response.headers["Content-Security-Policy"] = policy
    return response
