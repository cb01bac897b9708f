"""``attribute``: who says what in files, without an index."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from searchapp.api_models.convert import attributed_object
from searchapp.cli.command_group import commands, corpus_of, fail, service
from searchapp.editorial import EditorialError, read_hand
from searchapp.indexing.reindex import attribute_as_edited
from searchapp.ingest import ArticleRead, CorpusError, ReadWarning, Rejected


@commands.cli.command("attribute")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def attribute_command(paths: tuple[Path, ...]) -> None:
    """Print who says what in the articles of PATHS, one JSON object a line.

    The register and the corrections of the corpus folder apply; the index is not touched.
    Exits with 1 where an article was rejected, and with 2 where none could be read.
    """
    settings = service().settings
    try:
        hand = read_hand(settings.corpus_dir)
    except EditorialError as error:
        fail(error)
    printed = rejected = 0
    for path in paths:
        corpus = corpus_of(settings, path)
        try:
            for event in corpus.read():
                match event:
                    case ArticleRead():
                        shown = attributed_object(attribute_as_edited(hand, event.article))
                        click.echo(json.dumps(shown, ensure_ascii=False))
                        printed += 1
                    case Rejected():
                        click.echo(f"rejected: {event.place}: {event.reason}", err=True)
                        rejected += 1
                    case ReadWarning():
                        click.echo(f"note: {event.place}: {event.text}", err=True)
        except CorpusError as error:
            click.echo(f"rejected: {error}", err=True)
            rejected += 1
    if not printed:
        sys.exit(2)
    sys.exit(1 if rejected else 0)
