"""Who said what, and when: search of a news archive, paragraph by paragraph."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from searchapp.cli import EXTENSION, commands
from searchapp.search.service import SearchService
from searchapp.settings import PREFIX, SettingError, Settings, load
from searchapp.web.blueprint import make_blueprint, own_application
from searchapp.web.middleware.logs import write_json_lines
from searchapp.web.middleware.metrics import count_requests
from searchapp.web.middleware.rate_limit import limit_requests
from searchapp.web.middleware.timing import time_requests

__all__ = ["blueprint", "create_app"]


@contextmanager
def _told_by_commands() -> Iterator[None]:
    """Let a command end with a setting's sentence.

    The flask command would print a traceback and go on to say that there is no such command
    as reindex.
    """
    try:
        yield
    except SettingError as error:
        if click.get_current_context(silent=True) is None:
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def create_app(config: Mapping[str, object] | None = None, **settings: object) -> Flask:
    """Return the application: pages, JSON endpoint and commands.

    *config* updates Flask's config; *settings* are those of ``searchapp.settings``, such
    as ``index_dir=``. Raises ``SettingError`` for a value that is not allowed.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(config or {})
    with _told_by_commands():
        checked = load(settings, app.config, os.environ)
    for name in Settings.__dataclass_fields__:
        app.config[PREFIX + name.upper()] = getattr(checked, name)
    service = SearchService(checked)
    app.extensions[EXTENSION] = service
    with _told_by_commands():
        _serve(app, service)
    app.register_blueprint(commands)
    app.register_blueprint(make_blueprint(service))
    own_application(app, service)
    return app


def _serve(app: Flask, service: SearchService) -> None:
    settings = service.settings
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )
    time_requests(app)
    # What is told and counted is told and counted of refused requests, too.
    write_json_lines(app, settings)
    count_requests(app, service)
    limit_requests(app, settings)


def blueprint(name: str = "searchapp", **settings: object) -> Blueprint:
    """Return the pages and the JSON endpoint for another Flask application to mount.

    *settings* are those of ``searchapp.settings``; what is not given is taken from the
    environment, else its default. Several mounts, each with a *name* and an index of its
    own, know nothing of one another. Templates are found under ``searchapp/``, those of
    the application first. Raises ``SettingError`` for a value that is not allowed.
    """
    return make_blueprint(SearchService(load(settings, {}, os.environ)), name)
