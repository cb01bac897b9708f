"""``check``: verifies the index against the corpus and its own checksums."""

from __future__ import annotations

import sys

import click

from searchapp.cli.blueprint import commands, current_service, fail, open_corpus
from searchapp.cli.report import print_diff_line
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.reindex import preview
from searchapp.indexing.report import ReindexReport
from searchapp.ingest import CorpusError

_MAX_LINES = 50


@commands.cli.command("check")
def check_command() -> None:
    """Compare the index with the corpus, and verify its checksums.

    Reads all articles, finds their speakers again, and compares the result with the
    index. Nothing is written. Exits with 1 if anything differs or is damaged, and with 2
    if the check could not run.
    """
    service = current_service()
    settings = service.settings
    differing_lines = 0

    def show(line: DiffLine) -> None:
        nonlocal differing_lines
        differing_lines += 1
        if differing_lines <= _MAX_LINES:
            print_diff_line(line)

    try:
        store = open_store(settings)
        damages = store.verify()
        for damage in damages:
            click.echo(f"damaged: {damage}", err=True)
        report = preview(
            open_corpus(settings), store, service.article, show, full=True, with_speakers=False
        )
    except (CorpusError, EditorialError, EngineError) as error:
        fail(error)
    for rejected in report.problems.rejected:
        click.echo(f"rejected: {rejected.location}: {rejected.reason}", err=True)
    for article_id in report.problems.lost:
        click.echo(f"kept: {article_id}: the index has an earlier version", err=True)
    if differing_lines > _MAX_LINES:
        click.echo(f"… and {differing_lines - _MAX_LINES:,} more differing lines")
    if differing_lines or damages:
        click.echo("The index does not match the corpus. Run: flask --app searchapp reindex")
        sys.exit(1)
    _print_match(report)


def _print_match(report: ReindexReport) -> None:
    """Print that the index matches what could be read; exit with 1 if articles were rejected."""
    if rejected_count := len(report.problems.rejected):
        click.echo(
            f"The index matches the corpus, except for the {rejected_count:,} rejected"
            " files or articles above. Fix or remove them."
        )
        sys.exit(1)
    unchanged = report.changes.unchanged
    click.echo(
        f"The index matches the corpus: {unchanged.articles:,} articles,"
        f" {unchanged.paragraphs:,} paragraphs, all checksums correct."
    )
