"""The commands, ``flask --app searchapp ...``: a module each.

Exit codes are the same everywhere: 0 for done, 1 for done in part, 2 for nothing done.
"""

from searchapp.cli import attributing, inspecting, reindexing, reviewing, searching, watching
from searchapp.cli.common import EXTENSION, commands

__all__ = [
    "EXTENSION",
    "attributing",
    "commands",
    "inspecting",
    "reindexing",
    "reviewing",
    "searching",
    "watching",
]
