"""Runs of ``reindex`` that note what came of them, for ``/metrics``."""

from __future__ import annotations

import datetime
import time
from contextlib import suppress
from dataclasses import replace

from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError, LockedError
from searchapp.engine.factory import open_store
from searchapp.indexing.last_run import LastRun, read_last_run, write_last_run
from searchapp.indexing.reindex import Progress, Report, reindex
from searchapp.ingest import Corpus, CorpusError
from searchapp.settings import Settings


def reindex_and_note(
    corpus: Corpus,
    settings: Settings,
    *,
    full: bool,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Bring the index up to date as ``reindex`` does, and note what came of it.

    A run that finds another one writing is not noted, since that one will be, nor is one
    that is stopped. Raises as ``reindex`` does.
    """
    began = time.monotonic()
    try:
        report = reindex(
            corpus, open_store(settings), full=full, workers=workers, progress=progress
        )
    except LockedError:
        raise
    except (CorpusError, EditorialError, EngineError, OSError):
        _note(settings, LastRun("failed", _now(), None, time.monotonic() - began))
        raise
    now = _now()
    run = LastRun(
        "rejected" if report.rejected else "done",
        ended_at=now,
        succeeded_at=now,
        seconds=report.seconds,
        added=report.added.articles,
        changed=report.changed.articles,
        removed=report.removed.articles,
        unchanged=report.unchanged.articles,
        rejected=len(report.rejected),
    )
    _note(settings, run)
    return report


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def _note(settings: Settings, run: LastRun) -> None:
    if run.succeeded_at is None and (before := read_last_run(settings.index_dir)):
        run = replace(run, succeeded_at=before.succeeded_at)
    # A note must not fail a run; where there is no folder, there is nothing to watch.
    with suppress(OSError):
        write_last_run(settings.index_dir, run)
