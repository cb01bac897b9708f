"""``attribute``: prints the attributions of articles in files, without an index."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchapp.api_models.convert import attributed_object
from searchapp.cli.blueprint import commands, current_service, fail, json_line, open_corpus
from searchapp.editorial import EditorialError, read_overrides
from searchapp.indexing.reindexer import attribute_with_overrides
from searchapp.ingest import ArticleRead, CorpusError, ReadWarning, Rejected


@commands.cli.command("attribute")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def attribute_command(paths: tuple[Path, ...]) -> None:
    """Print who says what in the articles of PATHS, one JSON object a line.

    speakers.toml and corrections.toml of the corpus folder apply. The index is not used.
    Exits with 1 if an article was rejected, and with 2 if none could be read.
    """
    settings = current_service().settings
    try:
        overrides = read_overrides(settings.corpus_dir)
    except EditorialError as error:
        fail(error)
    printed = rejected = 0
    for path in paths:
        corpus = open_corpus(settings, path)
        try:
            for event in corpus.read():
                match event:
                    case ArticleRead():
                        article = attribute_with_overrides(overrides, event.article)
                        click.echo(json_line(attributed_object(article)))
                        printed += 1
                    case Rejected():
                        click.echo(f"rejected: {event.location}: {event.reason}", err=True)
                        rejected += 1
                    case ReadWarning():
                        click.echo(f"note: {event.location}: {event.text}", err=True)
        except CorpusError as error:
            click.echo(f"rejected: {error}", err=True)
            rejected += 1
    if not printed:
        sys.exit(2)
    sys.exit(1 if rejected else 0)
