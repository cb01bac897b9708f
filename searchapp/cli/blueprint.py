"""Flask blueprint of the commands, and the helpers that they share."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click
import msgspec
from flask import Blueprint, current_app

from searchapp.api_models.convert import builtin_value
from searchapp.ingest import Corpus
from searchapp.models.articles import Span
from searchapp.search.service import SearchService
from searchapp.settings import Settings

EXTENSION = "searchapp"
"""Key of the application's ``SearchService`` in ``app.extensions``."""

ORIGINS = "searchapp_setting_origins"
"""Key of where each setting's value came from, by its name, in ``app.extensions``."""

commands = Blueprint("searchapp_commands", __name__, cli_group=None)


def current_service() -> SearchService:
    """Return the service of the application that the command runs in."""
    service = current_app.extensions[EXTENSION]
    if not isinstance(service, SearchService):
        raise TypeError(f"app.extensions[{EXTENSION!r}] must be a SearchService")
    return service


def fail(message: object) -> NoReturn:
    """Print why nothing was done and exit with 2."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


json_option = click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
"""The option of a command that prints facts; its parameter is ``as_json``."""


def json_line(body: object) -> str:
    """Return a struct or a dataclass as a JSON object on one line of text."""
    return json.dumps(msgspec.to_builtins(body, enc_hook=builtin_value), ensure_ascii=False)


def open_corpus(settings: Settings, path: Path | None = None) -> Corpus:
    """Return the corpus of *settings*, or the folder or file at *path* instead.

    A *path* inside the corpus folder gives its articles the same ids as there.
    """
    return Corpus(
        settings.corpus_dir if path is None else path,
        max_article_bytes=settings.max_article_bytes,
        max_article_paragraphs=settings.max_article_paragraphs,
        max_read_seconds=settings.max_read_seconds,
        csv_columns=settings.csv_columns,
        date_order=settings.date_order,
        base_dir=None if path is None else settings.corpus_dir,
        exclude=settings.index_dir,
        follow_links=settings.follow_links,
    )


def emphasized(text: str, spans: tuple[Span, ...]) -> str:
    """Return *text* for a terminal, with *spans* in bold."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += (text[position:start], click.style(text[start:end], bold=True))
        position = end
    return "".join([*parts, text[position:]])
