"""Journal of decisions that the index does not show yet, ``pending.jsonl`` in the index folder.

A decision is first written to its editorial file, then noted here, and removed once a generation
of the index has it. Whoever holds the lock of the index empties the journal: the desk at once, or
a ``reindex`` that is running. The editorial files are the truth: a lost journal costs nothing
but the time until the next ``reindex``.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from pathlib import Path

import msgspec

from searchapp.common.atomic_file import replace_file
from searchapp.common.json_lines import decoded_lines
from searchapp.editorial.file_edits import locked

PENDING_FILE = "pending.jsonl"


class PendingDecision(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision to publish.

    It concerns the article ``article_id``, which leaves the index where ``removed`` is true; or,
    where that is empty, names. ``subject`` is that of its ``Change``.
    """

    id: str
    subject: str
    article_id: str = ""
    removed: bool = False


class PendingDecisions:
    """The journal in an index folder. Raises ``OSError`` and ``EditorialError``."""

    def __init__(self, index_dir: Path) -> None:
        self._path = index_dir / PENDING_FILE

    def add(self, subject: str, article_id: str = "", *, removed: bool = False) -> PendingDecision:
        """Note a decision that its editorial file has already, and return the note."""
        decision = PendingDecision(secrets.token_hex(8), subject, article_id, removed)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._path):
            self._write([*self.decisions(), decision])
        return decision

    def discard(self, decisions: Collection[PendingDecision]) -> None:
        """Remove *decisions*, which the index shows now."""
        published = {decision.id for decision in decisions}
        if not published:
            return
        with locked(self._path):
            self._write([d for d in self.decisions() if d.id not in published])

    def decisions(self) -> list[PendingDecision]:
        """Return the decisions of the journal, oldest first, without undecodable lines."""
        try:
            return decoded_lines(self._path.read_bytes(), PendingDecision)
        except FileNotFoundError:
            return []

    def _write(self, decisions: list[PendingDecision]) -> None:
        encoder = msgspec.json.Encoder()
        replace_file(self._path, "".join(f"{encoder.encode(d).decode()}\n" for d in decisions))
