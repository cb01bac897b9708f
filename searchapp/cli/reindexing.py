"""``reindex``: from corpus to index, with its progress and its report."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from searchapp.cli.common import commands, corpus_of, fail, service
from searchapp.engine.choice import open_store
from searchapp.engine.protocol import EngineError
from searchapp.ingest import Corpus, CorpusError, Event, Found
from searchapp.pipeline import Counts, Report, reindex

_PLAIN_LINE_EVERY_SECONDS = 5.0


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
    settings = service().settings
    corpus = corpus_of(settings)
    try:
        with _progress(corpus) as progress:
            report = reindex(corpus, open_store(settings), full=full, progress=progress)
    except CorpusError as error:
        fail(
            f"{error} The index is as it was. Put articles into the corpus folder, or set"
            " SEARCHAPP_CORPUS_DIR to the folder that has them."
        )
    except EngineError as error:
        fail(error)
    except KeyboardInterrupt:
        fail("Stopped; the index is as it was.")
    _print_report(report)
    sys.exit(1 if report.rejected else 0)
