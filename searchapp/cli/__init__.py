"""The commands, ``flask --app searchapp ...``: a module each.

Exit codes are the same everywhere: 0 for done, 1 for done in part, 2 for nothing done.
"""

from searchapp.cli import attribute, reindex, review, search, stats, watch
from searchapp.cli.command_group import EXTENSION, commands

__all__ = [
    "EXTENSION",
    "attribute",
    "commands",
    "reindex",
    "review",
    "search",
    "stats",
    "watch",
]
