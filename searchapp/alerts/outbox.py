"""What alerts have seen and what is still to be delivered, in one SQLite file.

One transaction both moves an alert forward and adds its message, and a message is deleted after
its delivery. So each is delivered at least once; only one that was being delivered when the
process ended is delivered again, with the same id.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

OUTBOX_FILE = "alerts.sqlite"
"""Name of the file in the index folder."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS progress (
    alert TEXT PRIMARY KEY, seen_at INTEGER NOT NULL, seen_ids TEXT NOT NULL, sent_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, alert TEXT NOT NULL, body BLOB NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt_at REAL NOT NULL DEFAULT 0
);
"""

_FIRST_DELAY_SECONDS = 60
_LONGEST_DELAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an alert has seen the archive.

    Paragraphs added before ``seen_at`` (seconds since 1970) have been seen, and of those added
    in that second the ``seen_ids``. ``sent_at`` is when its last message was made.
    """

    seen_at: int
    seen_ids: frozenset[str]
    sent_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is still to be delivered; ``attempts`` have failed."""

    id: str
    alert: str
    body: bytes
    attempts: int


class Outbox:
    """The file, which one process at a time has open for writing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / OUTBOX_FILE

    def progress(self, alert: str) -> Progress | None:
        """Return how far *alert* has seen the archive, or None for a new one."""
        with self._open() as database:
            row = database.execute(
                "SELECT seen_at, seen_ids, sent_at FROM progress WHERE alert = ?", (alert,)
            ).fetchone()
        if row is None:
            return None
        seen_ids = msgspec.json.decode(row[1], type=frozenset[str])
        return Progress(row[0], seen_ids, datetime.datetime.fromtimestamp(row[2], datetime.UTC))

    def advance(self, alert: str, progress: Progress, message: tuple[str, bytes] | None) -> None:
        """Record how far *alert* has come, together with the *message* (id, body) that it made."""
        row = (
            *(alert, progress.seen_at, msgspec.json.encode(sorted(progress.seen_ids))),
            progress.sent_at.timestamp(),
        )
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?)", row)
            if message:
                database.execute(
                    "INSERT OR IGNORE INTO messages (id, alert, body) VALUES (?, ?, ?)",
                    (message[0], alert, message[1]),
                )
            database.execute("COMMIT")

    def due(self, now: datetime.datetime) -> list[Message]:
        """Return the messages to deliver now, the oldest first."""
        with self._open() as database:
            rows = database.execute(
                "SELECT id, alert, body, attempts FROM messages WHERE next_attempt_at <= ?"
                " ORDER BY rowid",
                (now.timestamp(),),
            ).fetchall()
        return [Message(*row) for row in rows]

    def delivered(self, message: Message) -> None:
        """Delete a *message* that has been delivered."""
        with self._open() as database:
            database.execute("DELETE FROM messages WHERE id = ?", (message.id,))

    def failed(self, message: Message, now: datetime.datetime) -> datetime.datetime:
        """Put off a *message* whose delivery failed, and return until when.

        The delay is a minute at first and doubles with each attempt, up to a day.
        """
        doubled = _FIRST_DELAY_SECONDS * 2 ** min(message.attempts, 20)
        until = now + datetime.timedelta(seconds=min(doubled, _LONGEST_DELAY_SECONDS))
        with self._open() as database:
            database.execute(
                "UPDATE messages SET attempts = attempts + 1, next_attempt_at = ? WHERE id = ?",
                (until.timestamp(), message.id),
            )
        return until

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # In autocommit mode each statement outside BEGIN and COMMIT is a transaction.
        with closing(sqlite3.connect(self._path, isolation_level=None)) as database:
            database.executescript(_SCHEMA)
            yield database
