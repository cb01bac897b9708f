"""Application factory: the Flask application, and a blueprint for another application."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from flask import Blueprint, Flask

from searchapp.cli import EXTENSION, ORIGINS, commands
from searchapp.search.service import SearchService
from searchapp.settings import (
    PREFIX,
    SettingError,
    Settings,
    load,
    load_with_origins,
    read_config_file,
    setting_notices,
)
from searchapp.web.blueprint import make_blueprint, own_application, prepare_requests
from searchapp.web.desk.desk import open_desk
from searchapp.web.middleware.logs import write_json_lines
from searchapp.web.middleware.metrics import count_requests
from searchapp.web.middleware.proxy import trust_proxies
from searchapp.web.middleware.rate_limit import limit_requests
from searchapp.web.middleware.timing import time_requests

__all__ = ["blueprint", "create_app"]


@contextmanager
def _setting_errors_end_commands() -> Iterator[None]:
    """Print a ``SettingError`` and exit with 2 where a command is running.

    The flask command would print a traceback and add that there is no command ``reindex``.
    """
    try:
        yield
    except SettingError as error:
        if click.get_current_context(silent=True) is None:
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def create_app(config: Mapping[str, object] | None = None, **settings: object) -> Flask:
    """Return the application: pages, JSON API and commands.

    *config* updates Flask's config; *settings* are those of ``searchapp.settings``, such
    as ``index_dir=``; settings that neither gives come from the environment and from the
    configuration file in the working directory. Renamed settings and unknown environment
    variables are logged as warnings. Raises ``SettingError`` for a value that is not allowed
    and for an unknown setting (which is also a ``TypeError``).
    """
    app = Flask("searchapp", static_folder=None)
    app.config.update(config or {})
    with _setting_errors_end_commands():
        sources = (settings, app.config, os.environ, read_config_file())
        notices = setting_notices(*sources)
        loaded = load_with_origins(*sources)
    for name in Settings.__dataclass_fields__:
        app.config[PREFIX + name.upper()] = getattr(loaded.settings, name)
    service = SearchService(loaded.settings)
    app.extensions[EXTENSION] = service
    app.extensions[ORIGINS] = loaded.origins
    with _setting_errors_end_commands():
        _add_middleware(app, service)
        desk = open_desk(app, service)
    for notice in notices:
        app.logger.warning(notice)
    if desk is not None:
        app.extensions[f"{EXTENSION}_desk"] = desk
    app.register_blueprint(commands)
    app.register_blueprint(make_blueprint(service, desk=desk))
    own_application(app, service)
    return app


def _add_middleware(app: Flask, service: SearchService) -> None:
    settings = service.settings
    trust_proxies(app, settings)
    time_requests(app)
    # Logs and metrics come before the rate limit: they include the requests that it refuses.
    write_json_lines(app, settings)
    count_requests(app, service)
    limit_requests(app, settings)


def blueprint(name: str = "searchapp", **settings: object) -> Blueprint:
    """Return the pages and the JSON API as a blueprint for another Flask application.

    *settings* are those of ``searchapp.settings``; a setting that is not given comes from
    the environment, else from the configuration file in the working directory, else it has
    its default. An application may mount several, each with a *name* and an index of its own.
    Templates are looked up under ``searchapp/``, those of the application first. Renamed
    settings and unknown environment variables are logged as warnings. Raises ``SettingError``
    as ``create_app`` does.
    """
    no_config: dict[str, object] = {}
    sources = (settings, no_config, os.environ, read_config_file())
    for notice in setting_notices(*sources):
        logging.getLogger("searchapp").warning(notice)
    service = SearchService(load(*sources))
    mounted = make_blueprint(service, name)
    prepare_requests(mounted, service)
    return mounted
