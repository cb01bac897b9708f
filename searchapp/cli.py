"""The commands: ``flask --app searchapp reindex``, ``search``, ``attribute``.

Exit codes are the same everywhere: 0 for done, 1 for done in part, 2 for nothing done.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import click
from flask import Blueprint, current_app

from searchapp.attribution import attribute
from searchapp.engine.choice import open_store
from searchapp.engine.language import QueryError
from searchapp.engine.protocol import EngineError
from searchapp.ingest import Corpus, CorpusError, Event, Found, Rejected, Remark
from searchapp.parameters import ParameterError, query_string
from searchapp.pipeline import Counts, Report, reindex
from searchapp.records import Hit, SearchResults, Span
from searchapp.search import SearchService
from searchapp.serialization import attributed_object, results_object

EXTENSION = "searchapp"
"""Where an application keeps its ``SearchService``: ``app.extensions[EXTENSION]``."""

_PLAIN_LINE_EVERY_SECONDS = 5.0

commands = Blueprint("searchapp_commands", __name__, cli_group=None)


def _service() -> SearchService:
    service = current_app.extensions[EXTENSION]
    if not isinstance(service, SearchService):
        raise TypeError(f"app.extensions[{EXTENSION!r}] is no SearchService")
    return service


def _fail(message: object) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


# reindex


@contextmanager
def _progress(corpus: Corpus) -> Iterator[Callable[[Event], None]]:
    """Give a function that shows how far *corpus* has been read.

    On a terminal it is a bar, elsewhere a plain line every few seconds.
    """
    if not sys.stderr.isatty():
        yield _plain_lines(corpus)
        return
    corpus.files()
    with click.progressbar(
        length=corpus.total_bytes, label="Reading articles", file=sys.stderr, show_eta=True
    ) as bar:

        def show(_event: Event) -> None:
            bar.update(corpus.read_bytes - bar.pos)

        yield show


def _plain_lines(corpus: Corpus) -> Callable[[Event], None]:
    articles = 0
    due = time.monotonic() + _PLAIN_LINE_EVERY_SECONDS

    def show(event: Event) -> None:
        nonlocal articles, due
        articles += isinstance(event, Found)
        if time.monotonic() >= due:
            due = time.monotonic() + _PLAIN_LINE_EVERY_SECONDS
            share = corpus.read_bytes / max(corpus.total_bytes, 1)
            click.echo(f"read {articles:,} articles, {share:.0%} of the corpus", err=True)

    return show


def _line(name: str, counts: Counts) -> str:
    return f"  {name:<10}{counts.articles:>9,} articles {counts.paragraphs:>11,} paragraphs"


def _print_report(report: Report) -> None:
    for remark in report.remarks:
        click.echo(f"note: {remark.place}: {remark.text}", err=True)
    for rejected in report.rejected:
        click.echo(f"rejected: {rejected.place}: {rejected.reason}", err=True)
    for article_id in report.lost:
        click.echo(
            f"left: {article_id}: its file was rejected, and its earlier version could not be"
            " kept since everything was read anew",
            err=True,
        )
    for article_id in report.kept:
        click.echo(f"kept: {article_id}: its earlier version stays searchable", err=True)
    if report.reason:
        click.echo(f"Everything was read anew: {report.reason}.")
    for name in ("added", "changed", "removed", "unchanged"):
        click.echo(_line(name, getattr(report, name)))
    click.echo(f"  {'rejected':<10}{len(report.rejected):>9,}")
    if report.skipped:
        click.echo(f"  {'skipped':<10}{report.skipped:>9,} files of other kinds")
    if report.index:
        click.echo(
            f"The index has {report.index.articles:,} articles,"
            f" {report.index.paragraphs:,} paragraphs (generation {report.index.version});"
            f" {report.seconds:.1f} seconds."
        )


@commands.cli.command("reindex")
@click.option("--full", is_flag=True, help="Read everything anew, changed or not.")
def reindex_command(full: bool) -> None:
    """Bring the index up to date with the corpus folder.

    Exits with 1 where articles were rejected, and with 2 where nothing could be done;
    the index is then as it was.
    """
    settings = _service().settings
    corpus = Corpus(
        settings.corpus_dir,
        max_article_bytes=settings.max_article_bytes,
        left_out=settings.index_dir,
    )
    try:
        with _progress(corpus) as progress:
            report = reindex(corpus, open_store(settings), full=full, progress=progress)
    except CorpusError as error:
        _fail(
            f"{error} The index is as it was. Put articles into the corpus folder, or set"
            " SEARCHAPP_CORPUS_DIR to the folder that has them."
        )
    except EngineError as error:
        _fail(error)
    except KeyboardInterrupt:
        _fail("Stopped; the index is as it was.")
    _print_report(report)
    sys.exit(1 if report.rejected else 0)


# attribute


@commands.cli.command("attribute")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def attribute_command(paths: tuple[Path, ...]) -> None:
    """Print who says what in the articles of PATHS, one JSON object a line.

    The index is not touched. Exits with 1 where an article was rejected, and with 2
    where none could be read.
    """
    settings = _service().settings
    printed = rejected = 0
    for path in paths:
        corpus = Corpus(
            path, max_article_bytes=settings.max_article_bytes, names_below=settings.corpus_dir
        )
        try:
            for event in corpus.read():
                match event:
                    case Found():
                        shown = attributed_object(attribute(event.article))
                        click.echo(json.dumps(shown, ensure_ascii=False))
                        printed += 1
                    case Rejected():
                        click.echo(f"rejected: {event.place}: {event.reason}", err=True)
                        rejected += 1
                    case Remark():
                        click.echo(f"note: {event.place}: {event.text}", err=True)
        except CorpusError as error:
            click.echo(f"rejected: {error}", err=True)
            rejected += 1
    if not printed:
        sys.exit(2)
    sys.exit(1 if rejected else 0)


# search


class _RootAddresses:
    """The addresses of an application that is mounted at the root of its server."""

    def paragraph(self, article_id: str, number: int) -> str:
        return f"/articles/{quote(article_id)}#p{number}"

    def next_page(self, results: SearchResults) -> str | None:
        if not results.has_next:
            return None
        return f"/api/v1/search?{query_string(results.request, page=results.request.page + 1)}"


def _emphasized(text: str, spans: tuple[Span, ...]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (text[position:start], click.style(text[start:end], bold=True))
        position = end
    return "".join([*pieces, text[position:]])


def _print_hit(number: int, hit: Hit) -> None:
    about = [hit.date.isoformat() if hit.date else "undated", hit.source, hit.id]
    click.echo(f"{number}. {_emphasized(hit.title, hit.title_matches)}")
    click.echo(f"   {' · '.join(part for part in about if part)}")
    for speaker, role in dict.fromkeys(
        (a.speaker.name, a.role) for a in hit.attributions if a.act == "speech"
    ):
        click.echo(f"   {speaker}{f', {role}' if role else ''}")
    click.echo(f"   {_emphasized(hit.text, hit.matches)}\n")


def _print_results(results: SearchResults) -> None:
    for notice in results.notices:
        click.echo(f"note: {notice.message}", err=True)
    first = (results.request.page - 1) * results.request.limit + 1
    if not results.hits:
        click.echo("No paragraph matches." if not results.total else "There is no such page.")
        return
    last = first + len(results.hits) - 1
    click.echo(f"{first:,}-{last:,} of {results.total:,} paragraphs\n")
    for number, hit in enumerate(results.hits, start=first):
        _print_hit(number, hit)


@commands.cli.command("search")
@click.argument("words", default="")
@click.option("--json", "as_json", is_flag=True, help="Print the object that the API gives.")
@click.option("--speaker", multiple=True, help="Said by this speaker: an id or an exact name.")
@click.option("--source", multiple=True, help="Published by this source.")
@click.option("--quotation", multiple=True, help="direct, mixed or indirect.")
@click.option("--year", multiple=True, help="A year, or undated.")
@click.option("--from", "date_from", help="The first day, such as 2023-03-01.")
@click.option("--to", "date_to", help="The last day, such as 2023-03-31.")
@click.option("--sort", help="relevance, newest or oldest.")
@click.option("--page", help="The page of results, from 1.")
@click.option("--limit", help="How many results a page has, up to 100.")
def search_command(words: str, as_json: bool, **options: str | tuple[str, ...] | None) -> None:
    """Search the index for WORDS, as the page and the API do.

    Exits with 0, with or without hits, and with 2 for a bad query or without an index.
    """
    pairs = [("q", words)]
    for name, value in options.items():
        parameter = name.removeprefix("date_")
        values = value if isinstance(value, tuple) else (value,)
        pairs += ((parameter, one) for one in values if one is not None)
    service = _service()
    try:
        results = service.search(service.request(pairs))
    except (ParameterError, QueryError, EngineError) as error:
        _fail(error)
    if as_json:
        click.echo(json.dumps(results_object(results, _RootAddresses()), ensure_ascii=False))
    else:
        _print_results(results)
