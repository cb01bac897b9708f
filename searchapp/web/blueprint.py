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
from searchapp.web import (
    access,
    browser_search,
    documentation,
    embedding,
    errors,
    feeds,
    filters,
    pages,
    people,
    reading,
    results,
)
from searchapp.web.operations import OPERATIONS

_PAGES: tuple[tuple[str, str, access.View], ...] = (
    ("/", "home", pages.home),
    ("/search", "search", results.search),
    ("/search/facets/<facet_name>", "facet", results.facet),
    ("/articles/<article_id>", "article", reading.article),
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>",
        "paragraph",
        reading.paragraph,
    ),
    ("/speakers", "speakers", people.speakers),
    ("/speakers/<speaker_id>", "speaker", people.speaker),
    ("/compare", "compare", people.compare),
    ("/embed", "embed", embedding.frame),
    ("/api/v1/docs", "docs", documentation.docs),
)

_FOR_PROGRAMS: tuple[tuple[str, str, access.View], ...] = (
    *((o.path, o.endpoint, o.view) for o in OPERATIONS),
    ("/api/v1/openapi.json", "api_openapi", documentation.openapi_json),
    ("/feed", "feed", feeds.feed),
    ("/opensearch.xml", "opensearch", browser_search.description),
    ("/suggestions", "suggestions", browser_search.suggestions),
    ("/embed.js", "embed_script", embedding.script),
    ("/api/<path:rest>", "api_nowhere", access.nowhere),
)


def _asking(view: access.View, service: SearchService) -> access.View:
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
            access.read_only(_asking(view, service)),
            methods=access.ALL_METHODS,
            provide_automatic_options=False,
        )
    blueprint.context_processor(
        lambda: {"max_query_characters": service.settings.max_query_characters}
    )
    errors.register(blueprint)
    filters.register(blueprint)
    blueprint.before_request(partial(access.check_host, service))
    blueprint.after_request(partial(_finished, service))
    return blueprint


def _finished(service: SearchService, response: Response) -> Response:
    if errors.for_program():
        response = access.with_cors(service, response)
    if (request.endpoint or "").rpartition(".")[2] == "static":
        response = pages.with_long_life(response)
    return pages.with_safe_headers(response)


def own_application(app: Flask, service: SearchService) -> None:
    """Let *app* answer what no view answers (404, 405, 500) as the Blueprint would."""
    errors.register_everywhere(app)
    app.before_request(partial(access.check_host, service))
    app.after_request(partial(_finished, service))
