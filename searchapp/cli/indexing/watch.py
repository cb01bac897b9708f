"""``watch``: reindexes whenever the corpus folder changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
from watchfiles import Change, watch

from searchapp.cli.alerts import send_alerts
from searchapp.cli.blueprint import commands, current_service, fail, open_corpus
from searchapp.cli.report import counts_by_outcome, print_problems
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError, LockedError
from searchapp.indexing.last_run import reindex_and_record
from searchapp.indexing.reindexer import RemovalsHeldError
from searchapp.indexing.report import Problems, ReindexReport
from searchapp.ingest import CorpusError, FileStamp, Rejected, stamp_of
from searchapp.plugins.loading import PluginProblem
from searchapp.settings import Settings

_DEBOUNCE_MS = 300
"""Longest burst of changes that is collected before one run."""
_TIMEOUT_MS = 500
_LOCK_RETRY_SECONDS = 0.5


class _IncrementalReindexer:
    """Repeated reindexing of one corpus that rereads only files that changed since.

    A file that was rejected is read again by every run, and reported by the first.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stamps: Mapping[str, FileStamp] = {}
        self._editorial_stamps: dict[Path, FileStamp] = {}
        self._rejected: frozenset[Rejected] = frozenset()
        self._plugins: frozenset[PluginProblem] = frozenset()

    def run(self) -> ReindexReport:
        """Bring the index up to date. Raises as ``reindex`` does, and ``OSError``."""
        files = sorted(self.settings.corpus_dir.glob("*.toml"))
        editorial_stamps = {path: stamp_of(path.stat()) for path in files}
        corpus = open_corpus(self.settings)
        # After a change of the editorial files every article has to be looked at.
        if editorial_stamps == self._editorial_stamps:
            corpus.known_stamps = self._stamps
        report = reindex_and_record(corpus, self.settings, full=False)
        self._stamps, self._editorial_stamps = corpus.stamps, editorial_stamps
        return report

    def new_problems(self, problems: Problems) -> Problems:
        """Return *problems* without those that the run before reported too.

        That is about rejected files and about plugins; the others are reported anew.
        """
        rejected = [r for r in problems.rejected if r not in self._rejected]
        plugins = [p for p in problems.plugins if p not in self._plugins]
        self._rejected = frozenset(problems.rejected)
        self._plugins = frozenset(problems.plugins)
        return replace(problems, rejected=rejected, plugins=plugins)


def _reindex_and_print(reindexer: _IncrementalReindexer) -> None:
    """Run once, after any other process that writes, and print the result or the error."""
    while True:
        try:
            report = reindexer.run()
        except LockedError:
            time.sleep(_LOCK_RETRY_SECONDS)
            continue
        except (CorpusError, EditorialError, EngineError, RemovalsHeldError, OSError) as error:
            click.echo(f"Error: {error} The index is unchanged.", err=True)
            return
        print_problems(reindexer.new_problems(report.problems))
        counts = ", ".join(
            f"{articles:,} {outcome}" for outcome, articles, _ in counts_by_outcome(report.changes)
        )
        if rejected := len(report.problems.rejected):
            counts += f", {rejected:,} rejected"
        click.echo(f"{time.strftime('%H:%M:%S')} {counts}; {report.seconds:.1f} seconds")
        if reindexer.settings.alerts:
            send_alerts(current_service())
        sys.stdout.flush()
        return


@commands.cli.command("watch")
def watch_command() -> None:
    """Reindex whenever a file in the corpus folder changes, until stopped with Ctrl-C.

    A file that cannot be read is reported and does not stop the command. Exits with 2
    if there is no such folder.
    """
    settings = current_service().settings
    folder, index = settings.corpus_dir, settings.index_dir.resolve()
    if not folder.is_dir():
        fail(
            f"There is no folder {str(folder)!r}. Set SEARCHAPP_CORPUS_DIR to the folder to watch."
        )

    def is_relevant(_change: Change, path: str) -> bool:
        changed = Path(path)
        parts = changed.relative_to(folder.resolve()).parts
        return not any(part.startswith(".") for part in parts) and index not in (
            changed,
            *changed.parents,
        )

    reindexer = _IncrementalReindexer(settings)
    started = False
    click.echo(f"Watching {folder}. Press Ctrl-C to stop.")
    try:
        # The first timeout starts the first run: by then watching has begun, so no change
        # is missed.
        for changes in watch(
            folder.resolve(),
            watch_filter=is_relevant,
            debounce=_DEBOUNCE_MS,
            rust_timeout=_TIMEOUT_MS,
            yield_on_timeout=True,
        ):
            if changes or not started:
                started = True
                _reindex_and_print(reindexer)
    except KeyboardInterrupt:
        click.echo("Stopped.")
