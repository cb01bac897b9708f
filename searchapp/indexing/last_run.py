"""What the last run of ``reindex`` came to, kept beside the index for whoever watches it."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from searchapp.common.atomic_file import replace_file

FILE_NAME = "last-run.json"
_VERSION = 1

Result = Literal["done", "rejected", "failed"]
"""All was read; all but rejected articles was; nothing was done and the index is as it was."""

FATES = ("added", "changed", "removed", "unchanged", "rejected")
"""What may become of an article in a run."""

_RESULTS: tuple[Result, ...] = ("done", "rejected", "failed")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run: how it ended, when, after how long, and how many articles met which fate.

    ``succeeded_at`` is when the last run ended that did not fail, None where none is known.
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


def write_last_run(folder: Path, run: LastRun) -> None:
    """Put *run* in the place of the one before, in one step. Raises ``OSError``."""
    said = {"version": _VERSION, **asdict(run)}
    replace_file(folder / FILE_NAME, json.dumps(said, default=datetime.datetime.isoformat) + "\n")


def read_last_run(folder: Path) -> LastRun | None:
    """Return the last run, or None where none is known: no file, or one that says nothing."""
    try:
        said = json.loads((folder / FILE_NAME).read_bytes())
        if said.pop("version") != _VERSION or said["result"] not in _RESULTS:
            return None
        succeeded = said["succeeded_at"]
        return LastRun(
            result=said["result"],
            ended_at=datetime.datetime.fromisoformat(said["ended_at"]),
            succeeded_at=datetime.datetime.fromisoformat(succeeded) if succeeded else None,
            seconds=float(said["seconds"]),
            **{fate: int(said[fate]) for fate in FATES},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
