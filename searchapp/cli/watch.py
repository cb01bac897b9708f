"""``watch``: the index follows the corpus folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click
from watchfiles import Change, watch

from searchapp.cli.command_group import commands, corpus_of, fail, service
from searchapp.cli.reindex import print_troubles
from searchapp.cli.run_recorder import reindex_and_note
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError, LockedError
from searchapp.indexing.reindex import Report
from searchapp.ingest import CorpusError, Stamp
from searchapp.settings import Settings

_QUIET_MS = 300
"""How long a burst of changes may last before it is taken up."""
_LOOK_MS = 500
_LOCKED_SECONDS = 0.5


class _Watched:
    """A corpus that is brought into the index again and again.

    Between two runs it remembers how the files were that were read without a fault, so
    that only the others are read.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stamps: Mapping[str, Stamp] = {}
        self._editors_files: dict[Path, tuple[int, int]] = {}

    def _editors(self) -> dict[Path, tuple[int, int]]:
        found = sorted(self.settings.corpus_dir.glob("*.toml"))
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in found}

    def run(self) -> Report:
        """Bring the index up to date. Raises as ``reindex`` does, and ``OSError``."""
        editors_files = self._editors()
        # What the editor says may concern any article.
        known = self._stamps if editors_files == self._editors_files else {}
        corpus = corpus_of(self.settings)
        corpus.known = known
        report = reindex_and_note(corpus, self.settings, full=False)
        self._stamps, self._editors_files = corpus.stamps, editors_files
        return report


def _follow(watched: _Watched) -> None:
    """Bring the index up to date and say what was done, or why nothing could be."""
    while True:
        try:
            report = watched.run()
        except LockedError:
            time.sleep(_LOCKED_SECONDS)
            continue
        except (CorpusError, EditorialError, EngineError, OSError) as error:
            click.echo(f"Error: {error} The index is as it was.", err=True)
            return
        print_troubles(report)
        counts = ", ".join(
            f"{getattr(report, name).articles:,} {name}"
            for name in ("added", "changed", "removed", "unchanged")
        )
        click.echo(f"{time.strftime('%H:%M:%S')} {counts}; {report.seconds:.1f} seconds")
        sys.stdout.flush()
        return


@commands.cli.command("watch")
def watch_command() -> None:
    """Reindex whenever a file of the corpus folder changes, until stopped by Ctrl-C.

    A file that cannot be read is told, and costs nothing but itself. Exits with 2 where
    there is no such folder.
    """
    settings = service().settings
    folder, index = settings.corpus_dir, settings.index_dir.resolve()
    if not folder.is_dir():
        fail(f"There is no folder {str(folder)!r} to watch. Set SEARCHAPP_CORPUS_DIR.")

    def counts(_change: Change, path: str) -> bool:
        changed = Path(path)
        below = changed.relative_to(folder.resolve()).parts
        return not any(part.startswith(".") for part in below) and index not in (
            changed,
            *changed.parents,
        )

    watched = _Watched(settings)
    started = False
    click.echo(f"Watching {folder}; Ctrl-C stops.")
    try:
        # The first time nothing has changed: from then on no change is missed.
        for changes in watch(
            folder.resolve(),
            watch_filter=counts,
            debounce=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        ):
            if changes or not started:
                started = True
                _follow(watched)
    except KeyboardInterrupt:
        click.echo("Stopped.")
