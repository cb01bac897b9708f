"""What the last run of ``reindex`` left to a person: unreadable files, held-back removals."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from searchapp.common.json_lines import decoded_lines
from searchapp.editorial.change_log import read_changes, undone_ids
from searchapp.indexing.last_run import PROBLEMS_FILE
from searchapp.settings import Settings

ProblemKind = Literal["rejected", "deferred", "held"]


class OpenProblem(msgspec.Struct, frozen=True):
    """A file, or a line or item of one, that could not be read; or an article held back."""

    kind: ProblemKind
    path: str
    reason: str
    article_id: str | None = None
    title: str = ""
    line: int = 0
    item: int = 0

    @property
    def subject(self) -> str:
        """What a note about the problem names: another reason is another problem."""
        place = f", {self.line or self.item}" if self.line or self.item else ""
        return f"{self.path}{place}: {self.reason}"


def open_problems(settings: Settings) -> list[OpenProblem]:
    """Return the problems of the last run that no editor has dealt with, in its order.

    Raises ``EditorialError`` where the log of changes cannot be read.
    """
    changes = read_changes(settings.corpus_dir)
    undone = undone_ids(changes)
    done = {c.subject for c in changes if c.action in ("seen", "remove") and c.id not in undone}
    return [
        problem
        for problem in _read(settings.index_dir / PROBLEMS_FILE)
        if problem.subject not in done
        and (problem.kind != "held" or problem.article_id not in done)
    ]


def _read(path: Path) -> list[OpenProblem]:
    try:
        return decoded_lines(path.read_bytes(), OpenProblem)
    except OSError:
        return []
