"""``check``: verifies the index against the corpus and its own checksums."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import click

from searchapp.cli.blueprint import (
    commands,
    current_service,
    fail,
    json_line,
    json_option,
    open_corpus,
)
from searchapp.cli.report import print_diff_line, print_plugin_problems
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.reindex import preview
from searchapp.indexing.report import ReindexReport
from searchapp.ingest import CorpusError

_MAX_LINES = 50


@dataclass(frozen=True, slots=True)
class _Result:
    """The result of a check.

    ``differences`` are the first lines that the index would gain or lose, of ``differing_lines``
    in all; ``articles`` and ``paragraphs`` are those that are as in the corpus.
    """

    matches: bool
    articles: int
    paragraphs: int
    differing_lines: int
    differences: tuple[DiffLine, ...]
    damages: tuple[str, ...]
    rejected: tuple[str, ...]
    plugin_problems: tuple[str, ...]


@dataclass(slots=True)
class _Differences:
    """The differing lines: their number, and the first of them, which are printed if *shown*."""

    shown: bool
    count: int = 0
    first: list[DiffLine] = field(default_factory=list)

    def add(self, line: DiffLine) -> None:
        self.count += 1
        if self.count <= _MAX_LINES:
            self.first.append(line)
            if self.shown:
                print_diff_line(line)


@commands.cli.command("check")
@json_option
def check_command(as_json: bool) -> None:
    """Compare the index with the corpus, and verify its checksums.

    Reads all articles, finds their speakers again, and compares the result with the
    index. Nothing is written. Exits with 1 if anything differs or is damaged, and with 2
    if the check could not run.
    """
    service = current_service()
    settings = service.settings
    differences = _Differences(shown=not as_json)
    try:
        store = open_store(settings)
        damages = store.verify()
        for damage in damages:
            click.echo(f"damaged: {damage}", err=True)
        report = preview(
            open_corpus(settings),
            store,
            service.article,
            differences.add,
            full=True,
            with_speakers=False,
        )
    except (CorpusError, EditorialError, EngineError) as error:
        fail(error)
    print_plugin_problems(report.problems.plugins)
    result = _result(report, differences, damages)
    if as_json:
        click.echo(json_line(result))
    else:
        _print_result(result, report.problems.lost)
    sys.exit(0 if result.matches else 1)


def _result(report: ReindexReport, differences: _Differences, damages: list[str]) -> _Result:
    unchanged, rejected = report.changes.unchanged, report.problems.rejected
    return _Result(
        matches=not (differences.count or damages or rejected or report.problems.failed_plugins),
        articles=unchanged.articles,
        paragraphs=unchanged.paragraphs,
        differing_lines=differences.count,
        differences=tuple(differences.first),
        damages=tuple(map(str, damages)),
        rejected=tuple(f"{r.location}: {r.reason}" for r in rejected),
        plugin_problems=tuple(map(str, report.problems.plugins)),
    )


def _print_result(result: _Result, lost: list[str]) -> None:
    """Print what follows the differing lines; *lost* are articles with an earlier version."""
    for rejected in result.rejected:
        click.echo(f"rejected: {rejected}", err=True)
    for article_id in lost:
        click.echo(f"kept: {article_id}: the index has an earlier version", err=True)
    if result.differing_lines > _MAX_LINES:
        click.echo(f"… and {result.differing_lines - _MAX_LINES:,} more differing lines")
    if result.differing_lines or result.damages:
        click.echo("The index does not match the corpus. Run: flask --app searchapp reindex")
    elif result.rejected:
        click.echo(
            f"The index matches the corpus, except for the {len(result.rejected):,} rejected"
            " files or articles above. Fix or remove them."
        )
    else:
        click.echo(
            f"The index matches the corpus: {result.articles:,} articles,"
            f" {result.paragraphs:,} paragraphs, all checksums correct."
        )
