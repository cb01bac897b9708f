"""The Blueprint: which address is answered by which function.

Views take the ``SearchService`` they ask as their first argument, so that several
mounts in one process can each have their own; nothing here is global.
"""

from __future__ import annotations

from functools import cache, partial, wraps

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue

from searchapp.common.fingerprints import fingerprint_of_code
from searchapp.search.service import SearchService
from searchapp.web.api import feed, opensearch_description
from searchapp.web.api.operations import OPERATIONS
from searchapp.web.middleware import errors, hosts_cors
from searchapp.web.presenters import formatting
from searchapp.web.views import api_docs, article, embed, home, search, speakers

_PAGES: tuple[tuple[str, str, hosts_cors.View], ...] = (
    ("/", "home", home.home),
    ("/search", "search", search.search),
    ("/search/facets/<facet_name>", "facet", search.facet),
    ("/articles/<article_id>", "article", article.article),
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>",
        "paragraph",
        article.paragraph,
    ),
    ("/speakers", "speakers", speakers.speakers),
    ("/speakers/<speaker_id>", "speaker", speakers.speaker),
    ("/compare", "compare", speakers.compare),
    ("/embed", "embed", embed.frame),
    ("/api/v1/docs", "docs", api_docs.docs),
)

_FOR_PROGRAMS: tuple[tuple[str, str, hosts_cors.View], ...] = (
    *((o.path, o.endpoint, o.view) for o in OPERATIONS),
    ("/api/v1/openapi.json", "api_openapi", api_docs.openapi_json),
    ("/feed", "feed", feed.feed),
    ("/opensearch.xml", "opensearch", opensearch_description.description),
    ("/suggestions", "suggestions", opensearch_description.suggestions),
    ("/embed.js", "embed_script", embed.script),
    ("/api/<path:rest>", "api_nowhere", hosts_cors.nowhere),
)


def _asking(view: hosts_cors.View, service: SearchService) -> hosts_cors.View:
    # Extensions such as Flask-Limiter tell views apart by their names.
    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        with service.limited():
            return view(service, *args, **kwargs)

    return answer


@cache
def _version_of_static_files() -> str:
    """Return what differs in the addresses of static files when one of them does.

    It stands for the whole folder, since scripts name one another by relative addresses.
    """
    return fingerprint_of_code("web/static")[:16]


def make_blueprint(service: SearchService, name: str = "searchapp") -> Blueprint:
    """Return a Blueprint whose views ask *service*."""
    blueprint = Blueprint(
        name,
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/static/{_version_of_static_files()}",
    )
    for rule, endpoint, view in (*_PAGES, *_FOR_PROGRAMS):
        blueprint.add_url_rule(
            rule,
            endpoint,
            hosts_cors.read_only(_asking(view, service)),
            methods=hosts_cors.ALL_METHODS,
            provide_automatic_options=False,
        )
    blueprint.context_processor(
        lambda: {"max_query_characters": service.settings.max_query_characters}
    )
    errors.register(blueprint)
    formatting.register(blueprint)
    blueprint.before_request(partial(hosts_cors.check_host, service))
    blueprint.after_request(partial(_finished, service))
    return blueprint


def _finished(service: SearchService, response: Response) -> Response:
    if errors.for_program():
        response = hosts_cors.with_cors(service, response)
    if (request.endpoint or "").rpartition(".")[2] == "static":
        response = home.with_long_life(response)
    return home.with_safe_headers(response)


def own_application(app: Flask, service: SearchService) -> None:
    """Let *app* answer what no view answers (404, 405, 500) as the Blueprint would."""
    errors.register_everywhere(app)
    app.before_request(partial(hosts_cors.check_host, service))
    app.after_request(partial(_finished, service))
