"""What every command needs: the group it is in, the service it asks, and how it fails."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Blueprint, current_app

from searchapp.ingest import Corpus
from searchapp.models.articles import Span
from searchapp.search.service import SearchService
from searchapp.settings import Settings

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


def corpus_of(settings: Settings, path: Path | None = None) -> Corpus:
    """Return the corpus of *settings*, or what of it or elsewhere stands at *path*."""
    return Corpus(
        settings.corpus_dir if path is None else path,
        max_article_bytes=settings.max_article_bytes,
        csv_columns=settings.csv_columns,
        names_below=None if path is None else settings.corpus_dir,
        left_out=settings.index_dir,
        follow_links=settings.follow_links,
    )


def emphasized(text: str, spans: tuple[Span, ...]) -> str:
    """Return *text* for a terminal, with *spans* in bold."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (text[position:start], click.style(text[start:end], bold=True))
        position = end
    return "".join([*pieces, text[position:]])
