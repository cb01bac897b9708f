"""The Blueprint: routes of pages and API, and what applies to each of their requests.

Views take the ``SearchService`` of their mount as first argument, so that several mounts in
one process are independent of one another.
"""

from __future__ import annotations

from functools import cache, partial, wraps
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue

from searchapp.common.fingerprints import fingerprint_of_code
from searchapp.search.service import SearchService
from searchapp.web.api.entry import with_description_links
from searchapp.web.api.operations import OPERATIONS
from searchapp.web.api.response_cache import ResponseCache
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.routes import register_desk
from searchapp.web.middleware import errors, hosts_cors, language, security_headers
from searchapp.web.presenters import formatting, translation
from searchapp.web.presenters.frame import frame_variables
from searchapp.web.presenters.html import filters, hits, timelines
from searchapp.web.views import (
    api_docs,
    article,
    check_quotes,
    correct,
    crawlers,
    embed,
    home,
    quotes,
    search,
    similar,
    site_pages,
    speakers,
)

_PAGE_ROUTES: tuple[tuple[str, str, hosts_cors.View], ...] = (
    ("/", "home", home.home),
    ("/search", "search", search.search),
    ("/search/facets/<facet_name>", "facet", search.facet),
    ("/articles/<article_id>", "article", article.article),
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>",
        "paragraph",
        article.paragraph,
    ),
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>/correct",
        "correct",
        correct.correct,
    ),
    ("/similar/<paragraph_id>", "similar", similar.similar),
    ("/speakers", "speakers", speakers.speakers),
    ("/speakers/<speaker_id>", "speaker", speakers.speaker),
    ("/compare", "compare", speakers.compare),
    ("/check", "check", check_quotes.check),
    ("/quotes", "quotes", quotes.quotes),
    ("/quotes/<trail_id>", "quote", quotes.quote),
    ("/embed", "embed", embed.frame),
    ("/embed/code", "embed_code", embed.code),
    ("/embed/quote/<paragraph_id>", "embed_quote", embed.quote),
    ("/api/v1/docs", "docs", api_docs.docs),
    ("/help", "help", site_pages.help_overview),
    ("/help/<name>", "help_topic", site_pages.help_topic),
    ("/about", "about", site_pages.about),
    ("/favicon.ico", "icon", site_pages.icon),
    ("/robots.txt", "robots", crawlers.robots),
    ("/sitemap.xml", "sitemap", crawlers.sitemap),
    ("/sitemap-<int(min=1, max=9999999):number>.xml", "sitemap_file", crawlers.sitemap_file),
)

_API_ROUTES: tuple[tuple[str, str, hosts_cors.View], ...] = (
    *((o.path, o.endpoint, o.checked_view) for o in OPERATIONS),
    ("/api/v1/openapi.json", "api_openapi", api_docs.openapi_json),
    ("/embed.js", "embed_script", embed.script),
    ("/news-quote.js", "embed_script_quote", embed.quote_script),
    ("/embed/<version>/<name>", "embed_script_version", embed.versioned_script),
    ("/api/<path:rest>", "api_nowhere", hosts_cors.nowhere),
)


def _bind(
    view: hosts_cors.View, service: SearchService, response_cache: ResponseCache
) -> hosts_cors.View:
    """Return *view* with the service and the response cache of a mount."""

    # Extensions such as Flask-Limiter identify views by their names.
    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        g.searchapp_response_cache = response_cache
        with service.parser.limited():
            return view(service, *args, **kwargs)

    return answer


@cache
def _version_of_static_files() -> str:
    """Return a hash of all static files, which is part of their URLs.

    One hash for the folder, since scripts import one another by relative URLs.
    """
    return fingerprint_of_code("web/static")[:16]


def _paths() -> dict[str, str]:
    """Return the paths below the home page of the endpoints that take no values."""
    routes = (*_PAGE_ROUTES, *_API_ROUTES)
    return {endpoint: rule.lstrip("/") for rule, endpoint, _ in routes if "<" not in rule}


def make_blueprint(
    service: SearchService, name: str = "searchapp", desk: Desk | None = None
) -> Blueprint:
    """Return a Blueprint of the pages and the API over *service*, with the *desk* if there is one.

    A desk takes the sessions of its application, so that only ``create_app`` has one.
    """
    blueprint = Blueprint(
        name,
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/static/{_version_of_static_files()}",
    )
    response_cache = ResponseCache(service.settings)
    for rule, endpoint, view in (*_PAGE_ROUTES, *_API_ROUTES):
        blueprint.add_url_rule(
            rule,
            endpoint,
            hosts_cors.limited_to(
                hosts_cors.methods_of(endpoint), _bind(view, service, response_cache)
            ),
            methods=hosts_cors.ALL_METHODS,
            provide_automatic_options=False,
        )
    blueprint.context_processor(partial(frame_variables, service))
    errors.register(blueprint)
    formatting.register(blueprint, _paths())
    translation.register(blueprint)
    for html in (filters, hits, timelines):
        html.register(blueprint)
    blueprint.after_request(partial(_add_headers, service))
    if desk is not None:
        register_desk(blueprint, desk)
    return blueprint


def _add_headers(service: SearchService, response: Response) -> Response:
    if errors.for_program():
        response = with_description_links(hosts_cors.with_cors(service, response))
    if (request.endpoint or "").rpartition(".")[2] == "static":
        response = security_headers.with_long_life(response)
    response = language.with_language_headers(response)
    response = security_headers.with_validator(response)
    return security_headers.with_safe_headers(response)


def _add_headers_outside(service: SearchService, response: Response) -> Response:
    """Add headers where the Blueprint, which adds its own, does not run."""
    return response if request.blueprint else _add_headers(service, response)


def _frame_outside(service: SearchService) -> dict[str, Any]:
    """Return the variables of the frame where the Blueprint's own processor does not run."""
    return {} if request.blueprint else frame_variables(service)


def own_application(app: Flask, service: SearchService) -> None:
    """Give errors outside the Blueprint (404, 405, 500) its responses and headers."""
    errors.register_everywhere(app)
    app.context_processor(partial(_frame_outside, service))
    prepare_requests(app, service)
    app.after_request(partial(_add_headers_outside, service))


def prepare_requests(scaffold: Flask | Blueprint, service: SearchService) -> None:
    """Choose the language of each request of *scaffold*, and check its host.

    An application of this package does this for all requests; a Blueprint in another one, for
    its own.
    """
    language.register(scaffold, service)
    scaffold.before_request(partial(hosts_cors.check_host, service))
