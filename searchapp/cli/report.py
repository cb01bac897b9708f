"""Text output of reindexing reports, shared by the commands that read the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from searchapp.editorial import CORRECTIONS_FILE, REGISTRY_FILE, Lookalike
from searchapp.engine.catalog import CatalogEntry
from searchapp.engine.errors import EngineError
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.report import (
    Changes,
    Problem,
    Problems,
    ReindexReport,
    by_reason,
    reason_of,
)
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import SpeakerKind
from searchapp.models.search import IndexInfo
from searchapp.plugins.loading import PluginProblem
from searchapp.search.service import SearchService

_ALL_SPEAKERS = 1 << 30
_MAX_IDS = 3
_MAX_PLACES = 5
"""Places that a line lists beside the first; --report FILE.jsonl has all of them."""


def all_speakers(service: SearchService) -> set[tuple[str, SpeakerKind]]:
    """Return the names and kinds of all speakers, none where no index can answer."""
    try:
        speakers = service.speakers(SpeakersRequest(limit=_ALL_SPEAKERS)).speakers
        return {(speaker.name, speaker.kind) for speaker in speakers}
    except EngineError:
        return set()
    finally:
        service.close()


def print_problems(problems: Problems) -> None:
    """Print to stderr a line for each reason of a problem, and for each article left behind."""
    print_plugin_problems(problems.plugins)
    for warnings in by_reason(problems.warnings):
        _print_group("note", warnings)
    for withdrawn in by_reason(problems.withdrawn):
        _print_group("withdrawn", withdrawn)
    for rejected in by_reason(problems.rejected):
        _print_group("rejected", rejected)
    for deferred in problems.deferred:
        click.echo(
            f"deferred: {deferred.location}: {deferred.reason}; the next run reads it", err=True
        )
    for article_id in problems.lost:
        click.echo(
            f"removed: {article_id}: its file was rejected, and its earlier version could"
            " not be kept because everything was read again",
            err=True,
        )
    for article_id in problems.retained:
        click.echo(f"kept: {article_id}: its earlier version stays searchable", err=True)
    _print_held_removals(problems.held_removals)
    for stale in problems.stale_corrections:
        click.echo(
            f"not applied: {CORRECTIONS_FILE}: {stale.correction.paragraph}: {stale.reason}",
            err=True,
        )


def print_plugin_problems(problems: Iterable[PluginProblem]) -> None:
    """Print to stderr a line for each problem of a plugin."""
    for problem in problems:
        click.echo(f"{'note' if problem.warning else 'failed'}: {problem}", err=True)


def _print_held_removals(held: list[CatalogEntry]) -> None:
    """Print the articles whose removal was held back, by file."""
    if not held:
        return
    by_path: dict[str, list[str]] = {}
    for entry in held:
        by_path.setdefault(entry.path, []).append(entry.article_id)
    for path, ids in by_path.items():
        shown = ", ".join(ids[:_MAX_IDS]) + (" …" if len(ids) > _MAX_IDS else "")
        click.echo(f"not removed: {path}: {len(ids):,} articles ({shown})", err=True)
    click.echo(
        f"{len(held):,} articles are no longer in the corpus, more than a run removes"
        " without confirmation. They stay searchable. Put their files back, or run:"
        " flask --app searchapp reindex --allow-removals",
        err=True,
    )


def _print_group(kind: str, problems: Sequence[Problem]) -> None:
    """Print the first of *problems*, which have one reason, and where the others are."""
    first, *others = problems
    line = f"{kind}: {first.location}: {reason_of(first)}"
    if others:
        places = "; ".join(str(problem.location) for problem in others[:_MAX_PLACES])
        more = "; …" if len(others) > _MAX_PLACES else ""
        line += f" (and {len(others):,} more like this: {places}{more})"
    click.echo(line, err=True)


def print_lookalikes(lookalikes: Iterable[Lookalike]) -> None:
    """Print a line to stderr for each pair of names."""
    for pair in lookalikes:
        click.echo(
            f"Possible duplicate: {pair.first!r} / {pair.second!r} ({pair.reason}); decide"
            f" in {REGISTRY_FILE}",
            err=True,
        )


def print_diff_line(line: DiffLine) -> None:
    """Print a line that an index would gain or lose."""
    click.echo(f"{line.mark} {line.address}: {line.text}")


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a run; ``index`` is the index that it wrote, None after a dry run."""

    changes: Changes
    withdrawn: int
    rejected: int
    deferred: int
    held_removals: int
    plugin_problems: tuple[str, ...]
    skipped_files: int
    rebuild_reason: str
    seconds: float
    index: IndexInfo | None


def summary(report: ReindexReport) -> Summary:
    """Return the counts of *report*."""
    problems = report.problems
    return Summary(
        changes=report.changes,
        withdrawn=len(problems.withdrawn),
        rejected=len(problems.rejected),
        deferred=len(problems.deferred),
        held_removals=len(problems.held_removals),
        plugin_problems=tuple(map(str, problems.plugins)),
        skipped_files=report.skipped_files,
        rebuild_reason=report.rebuild_reason,
        seconds=round(report.seconds, 3),
        index=report.index,
    )


def print_summary(report: ReindexReport) -> None:
    """Print the counts of a run, and the size of the index that it wrote."""
    if report.rebuild_reason:
        click.echo(f"Everything was read again: {report.rebuild_reason}.")
    for outcome, articles, paragraphs in counts_by_outcome(report.changes):
        click.echo(
            f"  {outcome:<10}{articles:>9,} {_noun('article', articles):<8} {paragraphs:>11,}"
            f" {_noun('paragraph', paragraphs)}"
        )
    if report.problems.withdrawn:
        click.echo(f"  {'withdrawn':<10}{len(report.problems.withdrawn):>9,} not published")
    click.echo(f"  {'rejected':<10}{len(report.problems.rejected):>9,}")
    if report.problems.held_removals:
        click.echo(f"  {'held back':<10}{len(report.problems.held_removals):>9,} removals")
    if report.skipped_files:
        click.echo(f"  {'skipped':<10}{report.skipped_files:>9,} files of other kinds")
    if report.index:
        click.echo(
            f"The index has {report.index.articles:,} articles and"
            f" {report.index.paragraphs:,} paragraphs (version {report.index.version})."
            f" This took {report.seconds:.1f} seconds."
        )


def _noun(singular: str, count: int) -> str:
    return singular if count == 1 else f"{singular}s"


def counted(count: int, singular: str) -> str:
    """Return *count* with its noun: ``1 article``, ``2 articles``."""
    return f"{count:,} {_noun(singular, count)}"


def counts_by_outcome(changes: Changes) -> list[tuple[str, int, int]]:
    """Return the name of each outcome with its numbers of articles and paragraphs."""
    counts = {
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "unchanged": changes.unchanged,
    }
    if changes.moved.articles:
        counts["moved"] = changes.moved
    return [(name, count.articles, count.paragraphs) for name, count in counts.items()]
