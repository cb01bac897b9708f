"""Reports of mistakes by readers, ``reports.log`` in the corpus folder; they are never public.

One JSON object a line, oldest first. ``reindex`` does not read the file as an article.
"""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path

import msgspec

from searchapp.common.json_lines import append_json_line
from searchapp.editorial.change_log import read_log
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.file_edits import locked

REPORTS_FILE = "reports.log"
MAX_TEXT_CHARACTERS = 1_000
_MAX_FILE_BYTES = 10_000_000


class ReaderReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a reader says is wrong with a paragraph, and who speaks instead, if they know."""

    id: str
    at: datetime.datetime
    paragraph: str
    text: str
    speaker: str = ""


class ReportsFullError(EditorialError):
    """The file of reports has reached its limit; editors have to deal with it first."""


def append_report(folder: Path, paragraph: str, text: str, speaker: str) -> ReaderReport:
    """Add a report to the file of a corpus folder, and return it.

    Raises ``ReportsFullError`` where the file is too large, ``EditorialError`` and ``OSError``.
    """
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    report = ReaderReport(
        secrets.token_hex(6),
        now,
        paragraph,
        text[:MAX_TEXT_CHARACTERS],
        speaker[:MAX_TEXT_CHARACTERS],
    )
    path = folder / REPORTS_FILE
    with locked(path.resolve()):
        if path.exists() and path.stat().st_size > _MAX_FILE_BYTES:
            raise ReportsFullError(f"{path} has more than {_MAX_FILE_BYTES:,} bytes.")
        append_json_line(path, report)
    return report


def read_reports(folder: Path) -> list[ReaderReport]:
    """Return the reports of a corpus folder, oldest first, without undecodable lines.

    Raises ``EditorialError`` where the file cannot be read.
    """
    return read_log(folder / REPORTS_FILE, ReaderReport)
