"""``reindex``: from corpus to index, with its progress and its report."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from searchapp.cli.command_group import commands, corpus_of, fail, service
from searchapp.cli.run_recorder import reindex_and_note
from searchapp.editorial import (
    CORRECTIONS_FILE,
    REGISTER_FILE,
    EditorialError,
    Lookalike,
    lookalikes,
    read_hand,
)
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.reindex import Counts, Progress, Report, preview
from searchapp.ingest import ArticleRead, Corpus, CorpusError, Event
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug
from searchapp.search.service import SearchService

_LOOKALIKES = 10
_ALL = 1 << 30
_PLAIN_LINE_EVERY_SECONDS = 5.0


@contextmanager
def _progress(corpus: Corpus) -> Iterator[Progress]:
    """Give a function that shows how far *corpus* has been read.

    On a terminal it is a bar, elsewhere a plain line every few seconds.
    """
    if not sys.stderr.isatty():
        yield _plain_lines(corpus)
        return
    corpus.look()
    with click.progressbar(
        length=corpus.total_bytes, label="Reading articles", file=sys.stderr, show_eta=True
    ) as bar:

        def show(event: Event | None) -> None:
            bar.update(corpus.read_bytes - bar.pos)
            if event is None:
                bar.render_finish()
                click.echo("Writing the index", err=True)

        yield show


def _plain_lines(corpus: Corpus) -> Progress:
    articles = 0
    due = time.monotonic() + _PLAIN_LINE_EVERY_SECONDS

    def show(event: Event | None) -> None:
        nonlocal articles, due
        articles += isinstance(event, ArticleRead)
        if time.monotonic() >= due:
            due = time.monotonic() + _PLAIN_LINE_EVERY_SECONDS
            share = corpus.read_bytes / max(corpus.total_bytes, 1)
            click.echo(f"read {articles:,} articles, {share:.0%} of the corpus", err=True)

    return show


def _cores() -> int:
    """Return how many cores this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _line(name: str, counts: Counts) -> str:
    return f"  {name:<10}{counts.articles:>9,} articles {counts.paragraphs:>11,} paragraphs"


def print_troubles(report: Report) -> None:
    """Print what could not be done, a line for each."""
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
    for stale in report.stale:
        click.echo(
            f"stale: {CORRECTIONS_FILE}: {stale.correction.paragraph}: not applied, since"
            f" {stale.reason}",
            err=True,
        )


def _print_counts(report: Report) -> None:
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


def all_speakers(asked: SearchService) -> set[tuple[str, SpeakerKind]]:
    """Return the names and kinds of all speakers, none where no index can answer."""
    try:
        return {(s.name, s.kind) for s in asked.speakers(SpeakersRequest(limit=_ALL)).speakers}
    except EngineError:
        return set()
    finally:
        asked.close()


def _print_lookalikes(asked: SearchService, before: set[tuple[str, SpeakerKind]]) -> None:
    """Tell which of the names that came with this run look like others."""
    speakers = all_speakers(asked)
    came = {slug(name) for name, _ in speakers} - {slug(name) for name, _ in before}
    if not came:
        return
    alike = lookalikes(speakers, read_hand(asked.settings.corpus_dir).register, came)
    print_lookalikes(alike[:_LOOKALIKES])
    if len(alike) > _LOOKALIKES:
        click.echo(
            f"alike: {len(alike) - _LOOKALIKES:,} more: flask --app searchapp stats --alike",
            err=True,
        )


def print_lookalikes(alike: Iterable[Lookalike]) -> None:
    """Print a line for each pair."""
    for pair in alike:
        click.echo(
            f"alike: {pair.one!r} and {pair.other!r}: {pair.reason}; if they are one, or two,"
            f" {REGISTER_FILE} can say so",
            err=True,
        )


def _print_change(change: DiffLine) -> None:
    click.echo(f"{change.mark} {change.place}: {change.what}")


@commands.cli.command("reindex")
@click.option("--full", is_flag=True, help="Read everything anew, changed or not.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="How many processes find out who said what in a large corpus (default: the cores).",
)
def reindex_command(full: bool, dry_run: bool, workers: int | None) -> None:
    """Bring the index up to date with the corpus folder.

    Exits with 1 where articles were rejected, and with 2 where nothing could be done;
    the index is then as it was.
    """
    asked = service()
    settings = asked.settings
    corpus = corpus_of(settings)
    live = asked.health().index
    try:
        before = all_speakers(asked)
        with _progress(corpus) as progress:
            if dry_run:
                report = preview(
                    corpus,
                    open_store(settings),
                    asked.article,
                    _print_change,
                    full=full,
                    progress=progress,
                )
            else:
                report = reindex_and_note(
                    corpus,
                    settings,
                    full=full,
                    workers=workers or settings.workers or _cores(),
                    progress=progress,
                )
    except CorpusError as error:
        fail(
            f"{error} The index is as it was. Put articles into the corpus folder, or set"
            " SEARCHAPP_CORPUS_DIR to the folder that has them."
        )
    except EditorialError as error:
        fail(f"{error} The index is as it was.")
    except EngineError as error:
        fail(error)
    except KeyboardInterrupt:
        if asked.health().index != live:
            click.echo("Stopped when the new index had taken its place.", err=True)
            sys.exit(0)
        fail("Stopped; the index is as it was.")
    finally:
        asked.close()
    print_troubles(report)
    if report.index is not None and report.index != live:
        _print_lookalikes(asked, before)
    _print_counts(report)
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
    sys.exit(1 if report.rejected else 0)
