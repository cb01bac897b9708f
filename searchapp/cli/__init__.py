"""Commands of ``flask --app searchapp``, a module for each.

Exit codes: 0 for success, 1 for partial success, 2 where nothing was done.
"""

from searchapp.cli import (
    alerts,
    attribute,
    check_quotes,
    completion,
    demo,
    label,
    plugins,
    search,
    serve,
    settings,
    stats,
)
from searchapp.cli.blueprint import EXTENSION, ORIGINS, commands
from searchapp.cli.editing import calibrate, editors, review, speakers
from searchapp.cli.indexing import backup, check, export, reindex, watch

__all__ = [
    "EXTENSION",
    "ORIGINS",
    "alerts",
    "attribute",
    "backup",
    "calibrate",
    "check",
    "check_quotes",
    "commands",
    "completion",
    "demo",
    "editors",
    "export",
    "label",
    "plugins",
    "reindex",
    "review",
    "search",
    "serve",
    "settings",
    "speakers",
    "stats",
    "watch",
]
