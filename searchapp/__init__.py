"""Who said what, and when: search of a news archive, paragraph by paragraph."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click
from flask import Flask

from searchapp.cli import EXTENSION, commands
from searchapp.search import SearchService
from searchapp.settings import PREFIX, SettingError, Settings, load
from searchapp.web.blueprint import make_blueprint, own_application

__all__ = ["create_app"]


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
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.register_blueprint(commands)
    app.register_blueprint(make_blueprint(service))
    own_application(app)
    return app
