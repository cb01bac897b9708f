"""Log of editorial changes, ``changes.log`` in the corpus folder: who, when, what was before.

One JSON object a line, oldest first. It is only ever appended to: an undone change stays, and
the line of its undoing names it. ``reindex`` does not read the file as an article.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from searchapp.common.json_lines import append_json_line, decoded_lines
from searchapp.common.safe_open import open_regular
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.file_edits import locked

T = TypeVar("T")

CHANGES_FILE = "changes.log"

Action = Literal["correct", "names", "remove", "seen", "report", "conflict", "undo"]
"""Corrections of a paragraph, decisions about two names, removals of articles, and notes that
a file, a report of a reader or a conflict of quotes was dealt with; ``undo`` is the undoing of
one of them."""


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """An editorial change.

    ``subject`` is what it is about: a paragraph's address, two names, an article's id, a file.
    ``answer`` is what the editor chose (``right``, ``nobody``). ``before`` and ``after`` are the
    tables of ``corrections.toml`` concerned, or the relation of two names. ``evidence``
    describes the attribution that was judged: speaker, cue, rule, confidence and source; or
    the quote and the speakers of a conflict.
    ``undoes`` is the id of an undone change.
    """

    id: str
    at: datetime.datetime
    who: str
    action: Action
    subject: str
    answer: str = ""
    before: tuple[Mapping[str, Any], ...] = ()
    after: tuple[Mapping[str, Any], ...] = ()
    evidence: Mapping[str, Any] = {}
    undoes: str = ""


def new_change_id(at: datetime.datetime) -> str:
    """Return an id of a change at the time *at*, in UTC; ids sort by time."""
    return f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def append_change(folder: Path, change: Change) -> None:
    """Append *change* to the log of a corpus folder, durably.

    Raises ``OSError``, and ``EditorialError`` where the lock of the file is not released.
    """
    path = folder / CHANGES_FILE
    with locked(path.resolve()):
        append_json_line(path, change)


def read_changes(folder: Path) -> list[Change]:
    """Return the changes of a corpus folder, oldest first, without undecodable lines.

    Raises ``EditorialError`` where the file cannot be read.
    """
    return read_log(folder / CHANGES_FILE, Change)


def read_log(path: Path, type_: type[T]) -> list[T]:
    """Return the records of type *type_* in a log of JSON lines, oldest first.

    Undecodable lines are skipped. Raises ``EditorialError`` where the file cannot be read.
    """
    try:
        with open_regular(path) as file:
            return decoded_lines(file.read(), type_)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EditorialError(f"{path} cannot be read: {error.strerror or error}.") from None


def undone_ids(changes: list[Change]) -> frozenset[str]:
    """Return the ids of those of *changes* that were undone, and not done again since.

    Undoing is a change that can be undone itself.
    """
    undone: set[str] = set()
    for change in reversed(changes):
        if change.undoes and change.id not in undone:
            undone.add(change.undoes)
    return frozenset(undone)
