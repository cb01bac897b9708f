"""Record of the last reindexing run, kept beside the index for monitoring."""

from __future__ import annotations

import datetime
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from searchapp.common.archive_id import ensure_archive_id
from searchapp.common.atomic_file import replace_file
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError, LockedError
from searchapp.engine.factory import open_store
from searchapp.indexing.publication import publish_decisions
from searchapp.indexing.reindex import Progress, reindex
from searchapp.indexing.reindexer import RemovalLimit
from searchapp.indexing.report import ReindexReport, write_open_problems
from searchapp.ingest import Corpus
from searchapp.settings import Settings

FILE_NAME = "last-run.json"
PROBLEMS_FILE = "last-problems.jsonl"
"""What the last run could not read or held back, for the desk."""
_VERSION = 1

Result = Literal["done", "rejected", "failed"]
"""``rejected``: done, but for rejected articles; ``failed``: the index is as it was."""

_LATER_COUNTS = ("deferred", "held_removals")
"""Counts that records of earlier versions do not have."""

OUTCOMES = ("added", "changed", "removed", "unchanged", "rejected")
"""The outcomes that a run counts articles by."""

_RESULTS: tuple[Result, ...] = ("done", "rejected", "failed")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run: its result, its end, its duration and its articles by outcome.

    ``succeeded_at`` is the end of the last run that did not fail, None where none is known.
    Times are in UTC.
    """

    result: Result
    ended_at: datetime.datetime
    succeeded_at: datetime.datetime | None
    seconds: float
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0
    deferred: int = 0
    held_removals: int = 0


def write_last_run(folder: Path, run: LastRun) -> None:
    """Replace the record in *folder* atomically. Raises ``OSError``."""
    record = {"version": _VERSION, **asdict(run)}
    text = json.dumps(record, default=datetime.datetime.isoformat)
    replace_file(folder / FILE_NAME, f"{text}\n")


def read_last_run(folder: Path) -> LastRun | None:
    """Return the last run, or None where the record is missing or invalid."""
    try:
        record = json.loads((folder / FILE_NAME).read_bytes())
        if record.pop("version") != _VERSION or record["result"] not in _RESULTS:
            return None
        succeeded_at = record["succeeded_at"]
        return LastRun(
            result=record["result"],
            ended_at=datetime.datetime.fromisoformat(record["ended_at"]),
            succeeded_at=datetime.datetime.fromisoformat(succeeded_at) if succeeded_at else None,
            seconds=float(record["seconds"]),
            **{outcome: int(record[outcome]) for outcome in OUTCOMES},
            **{count: int(record.get(count, 0)) for count in _LATER_COUNTS},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def removal_limit(settings: Settings) -> RemovalLimit:
    """Return the limit of removals that *settings* set."""
    return RemovalLimit(settings.max_removal_percent, settings.min_held_removals)


def reindex_and_record(
    corpus: Corpus,
    settings: Settings,
    *,
    full: bool,
    verify: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
    allow_removals: bool = False,
) -> ReindexReport:
    """Call ``reindex`` and record the run beside the index, and the archive's identity.

    What editors decided while it was running is published right after it. A run that is
    interrupted, or finds another one writing, is not recorded. Raises as ``reindex`` does.
    """
    started = time.monotonic()
    try:
        report = reindex(
            corpus,
            open_store(settings),
            full=full,
            verify=verify,
            workers=workers,
            progress=progress,
            removal_limit=None if allow_removals else removal_limit(settings),
        )
    except LockedError:
        raise
    except Exception:
        _record(settings, LastRun("failed", _now(), None, time.monotonic() - started))
        raise
    _record(settings, _run_of(report))
    with suppress(OSError):
        write_open_problems(settings.index_dir / PROBLEMS_FILE, report.problems)
        ensure_archive_id(settings.index_dir)
    # The run is complete; what cannot be published now stays in the journal.
    with suppress(EditorialError, EngineError, OSError):
        publish_decisions(settings, report.superseded)
    return report


def _run_of(report: ReindexReport) -> LastRun:
    now = _now()
    changes, problems = report.changes, report.problems
    return LastRun(
        "rejected" if problems.rejected else "done",
        ended_at=now,
        succeeded_at=now,
        seconds=report.seconds,
        added=changes.added.articles,
        changed=changes.changed.articles,
        removed=changes.removed.articles,
        unchanged=changes.unchanged.articles,
        rejected=len(problems.rejected),
        deferred=len(problems.deferred),
        held_removals=len(problems.held_removals),
    )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def _record(settings: Settings, run: LastRun) -> None:
    if run.succeeded_at is None and (before := read_last_run(settings.index_dir)):
        run = replace(run, succeeded_at=before.succeeded_at)
    # A run must not fail for its record; without an index folder nothing monitors it.
    with suppress(OSError):
        write_last_run(settings.index_dir, run)
