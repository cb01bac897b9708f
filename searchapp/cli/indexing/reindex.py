"""``reindex``: brings the index up to date, with progress and a report."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from searchapp.cli.alerts import send_alerts
from searchapp.cli.blueprint import (
    commands,
    current_service,
    fail,
    json_line,
    json_option,
    open_corpus,
)
from searchapp.cli.report import (
    all_speakers,
    print_diff_line,
    print_lookalikes,
    print_plugin_problems,
    print_problems,
    print_summary,
    summary,
)
from searchapp.editorial import EditorialError, find_lookalikes, read_overrides
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.last_run import reindex_and_record, removal_limit
from searchapp.indexing.plugins import indexing_problems
from searchapp.indexing.reindex import NothingReadError, Progress, preview
from searchapp.indexing.reindexer import RemovalsHeldError
from searchapp.indexing.report import Problems, ReindexReport, write_problems
from searchapp.ingest import ArticleRead, Corpus, CorpusError, Event
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService

_log = logging.getLogger(__name__)

_MAX_LOOKALIKES = 10
_PROGRESS_LINE_SECONDS = 5.0


@contextmanager
def _show_progress(corpus: Corpus) -> Iterator[Progress]:
    """Yield a function that shows how far *corpus* has been read.

    On a terminal it draws a bar, elsewhere it prints a line every few seconds.
    """
    if not sys.stderr.isatty():
        yield _progress_lines(corpus)
        return
    corpus.list_files()
    with click.progressbar(
        length=corpus.total_bytes, label="Reading articles", file=sys.stderr, show_eta=True
    ) as bar:

        def show(event: Event | None) -> None:
            bar.update(corpus.read_bytes - bar.pos)
            if event is None:
                bar.render_finish()
                click.echo("Writing the index", err=True)

        yield show


def _progress_lines(corpus: Corpus) -> Progress:
    articles = 0
    next_line_at = time.monotonic() + _PROGRESS_LINE_SECONDS

    def show(event: Event | None) -> None:
        nonlocal articles, next_line_at
        articles += isinstance(event, ArticleRead)
        if time.monotonic() >= next_line_at:
            next_line_at = time.monotonic() + _PROGRESS_LINE_SECONDS
            share = corpus.read_bytes / max(corpus.total_bytes, 1)
            click.echo(f"read {articles:,} articles, {share:.0%} of the corpus", err=True)

    return show


def _available_cores() -> int:
    """Return the number of cores that this process may use, or of all where that is unknown."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _RunOptions:
    """The options of the command."""

    full: bool
    dry_run: bool
    allow_removals: bool
    verify: bool
    workers: int | None
    as_json: bool


@commands.cli.command("reindex")
@click.option("--full", is_flag=True, help="Read everything again, even if it has not changed.")
@click.option("--dry-run", is_flag=True, help="Show what would change without changing anything.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Number of processes that find speakers in a large corpus (default: one per core).",
)
@click.option(
    "--allow-removals", is_flag=True, help="Remove articles even if many are gone at once."
)
@click.option("--verify", is_flag=True, help="Verify every byte of the index first.")
@click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=(
        "Write rejected and withdrawn articles and warnings to this file, one JSON object a line."
    ),
)
@json_option
def reindex_command(
    full: bool,
    dry_run: bool,
    workers: int | None,
    allow_removals: bool,
    verify: bool,
    report_path: Path | None,
    as_json: bool,
) -> None:
    """Bring the index up to date with the corpus folder.

    Exits with 1 if articles were rejected or their removal was held back, and with 2 if
    nothing could be done; the index is then as it was.
    """
    started = time.monotonic()
    service = current_service()
    index_before = service.health().index
    with closing(service), _explained_failures(service, index_before, report_path):
        speakers_before = all_speakers(service)
        options = _RunOptions(full, dry_run, allow_removals, verify, workers, as_json)
        with _frozen_heap():
            report = _run(service, options)
    print_problems(report.problems)
    _write_report(report_path, report.problems)
    if report.index is not None and report.index != index_before:
        _print_new_lookalikes(service, speakers_before)
    if service.settings.alerts and not dry_run:
        with closing(service):
            send_alerts(service, to_stderr=as_json)
    report.seconds = time.monotonic() - started
    if as_json:
        click.echo(json_line(summary(report)))
    else:
        print_summary(report)
    if dry_run and not as_json:
        click.echo("Nothing was changed: this was a dry run.")
    sys.exit(1 if report.problems.incomplete else 0)


@contextmanager
def _explained_failures(
    service: SearchService, index_before: IndexInfo | None, report_path: Path | None
) -> Iterator[None]:
    """Exit with what went wrong where the run in this context fails or is interrupted."""
    try:
        yield
    except CorpusError as error:
        if isinstance(error, NothingReadError):
            _write_report(report_path, error.problems)
        print_plugin_problems(indexing_problems())
        fail(
            f"{error} The index is unchanged. Put articles into the corpus folder, or set"
            " SEARCHAPP_CORPUS_DIR to their folder."
        )
    except (EditorialError, RemovalsHeldError) as error:
        fail(f"{error} The index is unchanged.")
    except EngineError as error:
        fail(error)
    except Exception as error:
        _fail_unexpectedly(error)
    except KeyboardInterrupt:
        _exit_interrupted(service, index_before)


@contextmanager
def _frozen_heap() -> Iterator[None]:
    """Exempt what is loaded by now, such as modules, from garbage collection in this context."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _run(service: SearchService, options: _RunOptions) -> ReindexReport:
    settings = service.settings
    corpus = open_corpus(settings)
    with _show_progress(corpus) as progress:
        if options.dry_run:
            return preview(
                corpus,
                open_store(settings),
                service.article,
                _ignore if options.as_json else print_diff_line,
                full=options.full,
                progress=progress,
                removal_limit=None if options.allow_removals else removal_limit(settings),
            )
        return reindex_and_record(
            corpus,
            settings,
            full=options.full,
            verify=options.verify,
            workers=options.workers or settings.workers or _available_cores(),
            progress=progress,
            allow_removals=options.allow_removals,
        )


def _ignore(_line: DiffLine) -> None:
    """A line of the diff that is not shown."""


def _write_report(path: Path | None, problems: Problems) -> None:
    if path is None:
        return
    try:
        write_problems(path, problems)
    except OSError as error:
        click.echo(f"The report {str(path)!r} could not be written: {error.strerror}.", err=True)


def _fail_unexpectedly(error: Exception) -> NoReturn:
    _log.debug("reindex failed", exc_info=True)
    fail(
        f"The run failed unexpectedly ({type(error).__name__}: {error}). The index is"
        " unchanged. Run it again with FLASK_DEBUG=1 for details, and report them."
    )


def _exit_interrupted(service: SearchService, index_before: IndexInfo | None) -> NoReturn:
    """Exit after Ctrl-C: with 0 where the new index was already published, else with 2."""
    if service.health().index != index_before:
        click.echo("Stopped after the new index was in place.", err=True)
        sys.exit(0)
    fail("Stopped. The index is unchanged.")


def _print_new_lookalikes(service: SearchService, before: set[tuple[str, SpeakerKind]]) -> None:
    """Print the pairs with a name that was not in the index *before*."""
    speakers = all_speakers(service)
    new_ids = {slug(name) for name, _ in speakers} - {slug(name) for name, _ in before}
    if not new_ids:
        return
    registry = read_overrides(service.settings.corpus_dir).registry
    lookalikes = find_lookalikes(speakers, registry, new_ids)
    print_lookalikes(lookalikes[:_MAX_LOOKALIKES])
    if len(lookalikes) > _MAX_LOOKALIKES:
        click.echo(
            f"{len(lookalikes) - _MAX_LOOKALIKES:,} more possible duplicates; list them"
            " with: flask --app searchapp stats --alike",
            err=True,
        )
