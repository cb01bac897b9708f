"""What every command needs: the group it is in, the service it asks, and how it fails."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from flask import Blueprint, current_app

from searchapp.search import SearchService

EXTENSION = "searchapp"
"""Where an application keeps its ``SearchService``: ``app.extensions[EXTENSION]``."""

commands = Blueprint("searchapp_commands", __name__, cli_group=None)


def service() -> SearchService:
    """Return the service of the application that the command runs in."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, SearchService):
        raise TypeError(f"app.extensions[{EXTENSION!r}] is no SearchService")
    return found


def fail(message: object) -> NoReturn:
    """Say why nothing was done and exit with 2."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)
