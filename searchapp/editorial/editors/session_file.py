"""File of the sessions that are logged in at the desk, with the end of each."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from searchapp.editorial.editors.private_file import beside, locked, read_entries, write_entries
from searchapp.editorial.errors import EditorialError


class SessionFile:
    """The sessions of the editors in a file, which stand beside it."""

    def __init__(self, editors: EditorsFile) -> None:
        self._editors = editors
        self._path = beside(editors.path, "sessions")

    def start(self, editor: Editor, seconds: int) -> str:
        """Record a session of *editor* that ends in *seconds*, and return its id.

        Raises ``EditorialError`` and ``OSError``.
        """
        session_id = secrets.token_urlsafe(24)
        with locked(self._editors.path):
            now = time.time()
            sessions = {
                id_: record for id_, record in self._read().items() if record["ends_at"] > now
            }
            sessions[session_id] = {"editor": editor.login_id, "ends_at": int(now) + seconds}
            self._write(sessions)
        return session_id

    def end(self, session_id: str) -> None:
        """Forget a session. Raises ``EditorialError`` and ``OSError``."""
        with locked(self._editors.path):
            sessions = self._read()
            if sessions.pop(session_id, None) is not None:
                self._write(sessions)

    def editor(self, session_id: str) -> Editor | None:
        """Return whose session *session_id* is, or None where it has ended.

        Raises ``EditorialError``.
        """
        record = self._read().get(session_id)
        if record is None or record["ends_at"] <= time.time():
            return None
        editor = self._editors.editors().get(str(record["editor"]).rpartition(":")[0])
        return editor if editor and editor.login_id == record["editor"] else None

    def signed_in(self) -> frozenset[str]:
        """Return the names of the editors with a session that has not ended."""
        now = time.time()
        return frozenset(
            str(record["editor"]).rpartition(":")[0]
            for record in self._read().values()
            if record["ends_at"] > now
        )

    def _read(self) -> dict[str, dict[str, Any]]:
        with suppress(EditorialError):  # Without its sessions, everybody logs in again.
            sessions = read_entries(self._path, "sessions")
            if all(isinstance(record.get("ends_at"), int) for record in sessions.values()):
                return sessions
        return {}

    def _write(self, sessions: Mapping[str, Mapping[str, Any]]) -> None:
        write_entries(self._path, "sessions", sessions)
