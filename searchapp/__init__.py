"""Who said what, and when: search of a news archive, paragraph by paragraph."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click
from flask import Blueprint, Flask

from searchapp.cli import EXTENSION, commands
from searchapp.search import SearchService
from searchapp.settings import PREFIX, SettingError, Settings, load
from searchapp.web.blueprint import make_blueprint, own_application

__all__ = ["blueprint", "create_app"]


def _settings(arguments: Mapping[str, object], app: Flask) -> Settings:
    try:
        return load(arguments, app.config, os.environ)
    except SettingError as error:
        if click.get_current_context(silent=True) is None:
            raise
        # The flask command would print a traceback and go on to say that there is no
        # such command as reindex.
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def create_app(config: Mapping[str, object] | None = None, **settings: object) -> Flask:
    """Return the application: pages, JSON endpoint and commands.

    *config* updates Flask's config; *settings* are those of ``searchapp.settings``, such
    as ``index_dir=``. Raises ``SettingError`` for a value that is not allowed.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(config or {})
    checked = _settings(settings, app)
    for name in Settings.__dataclass_fields__:
        app.config[PREFIX + name.upper()] = getattr(checked, name)
    service = SearchService(checked)
    app.extensions[EXTENSION] = service
    app.register_blueprint(commands)
    app.register_blueprint(make_blueprint(service))
    own_application(app, service)
    return app


def blueprint(name: str = "searchapp", **settings: object) -> Blueprint:
    """Return the pages and the JSON endpoint for another Flask application to mount.

    *settings* are those of ``searchapp.settings``; what is not given is taken from the
    environment, else its default. Several mounts, each with a *name* and an index of its
    own, know nothing of one another. Templates are found under ``searchapp/``, those of
    the application first. Raises ``SettingError`` for a value that is not allowed.
    """
    return make_blueprint(SearchService(load(settings, {}, os.environ)), name)
