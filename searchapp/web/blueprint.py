"""The Blueprint: which address is answered by which function.

Views take the ``SearchService`` they ask as their first argument, so that several
mounts in one process can each have their own; nothing here is global.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from searchapp.search import SearchService
from searchapp.web import api, errors, filters, pages

View = Callable[..., ResponseReturnValue]

_ROUTES: tuple[tuple[str, str, View], ...] = (
    ("/", "home", pages.home),
    ("/search", "search", pages.search),
    ("/articles/<article_id>", "article", pages.article),
    ("/api/v1/search", "api_search", api.search),
    ("/api/v1/suggest", "api_suggest", api.suggest),
    ("/api/v1/articles/<article_id>", "api_article", api.article),
    ("/health", "api_health", api.health),
)


def make_blueprint(service: SearchService, name: str = "searchapp") -> Blueprint:
    """Return a Blueprint whose views ask *service*."""
    blueprint = Blueprint(
        name,
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    for rule, endpoint, view in _ROUTES:
        blueprint.add_url_rule(rule, endpoint, partial(view, service), methods=["GET"])
    blueprint.context_processor(
        lambda: {"max_query_characters": service.settings.max_query_characters}
    )
    errors.register(blueprint)
    filters.register(blueprint)
    blueprint.after_request(pages.with_safe_headers)
    return blueprint


def own_application(app: Flask) -> None:
    """Let *app* answer what no view answers (404, 405, 500) as the Blueprint would."""
    errors.register_everywhere(app)
    app.after_request(pages.with_safe_headers)
