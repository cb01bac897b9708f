"""File of the people who may use the desk: names, hashed passwords, sessions and a secret key.

Three files stand side by side, each readable by its owner only (mode 600):

    editors.json             {"version": 1, "editors": {"ann": {"password": "scrypt:..."}}}
    editors.json.key         the key that signs session cookies, made once
    editors.json.sessions    the sessions that are logged in, with the end of each

Passwords are hashed by the callers: this package knows no web framework.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from searchapp.common.atomic_file import replace_file
from searchapp.common.safe_open import open_regular
from searchapp.editorial.errors import EditorialError

MIN_PASSWORD_CHARACTERS = 10
_VERSION = 1
_MODE = 0o600
_KEY_BYTES = 32
_LOCK_SECONDS = 30
_MAX_FILE_BYTES = 10_000_000
_NAME = re.compile(r"\w[\w.@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who may use the desk.

    ``password_hash`` is empty for somebody whom only a proxy can log in.
    """

    name: str
    password_hash: str = ""

    @property
    def login_id(self) -> str:
        """An id of the editor with this password: a session of an earlier one ends."""
        digest = hashlib.sha256(self.password_hash.encode()).hexdigest()[:16]
        return f"{self.name}:{digest}"


def check_name(name: str) -> None:
    """Raise ``EditorialError`` unless *name* can be the name of an editor."""
    if not _NAME.fullmatch(name):
        raise EditorialError(
            f"{name!r} is not a name for an editor; expected at most 64 letters, digits and . _ - @"
        )


class EditorsFile:
    """The editors in the file at *path*, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def editors(self) -> dict[str, Editor]:
        """Return the editors by name, sorted; none without a file. Raises ``EditorialError``."""
        return {
            name: Editor(name, str(record.get("password", "")))
            for name, record in sorted(self._read(self.path, "editors").items())
        }

    def add(self, editor: Editor) -> bool:
        """Add *editor*, or give an editor of that name another password.

        Returns whether the editor is new. Raises ``EditorialError`` and ``OSError``.
        """
        check_name(editor.name)
        with self._locked():
            editors = self.editors()
            is_new = editor.name not in editors
            self._write({**editors, editor.name: editor})
        return is_new

    def remove(self, name: str) -> bool:
        """Remove an editor, and return whether there was one of that name.

        Raises ``EditorialError`` and ``OSError``.
        """
        with self._locked():
            editors = self.editors()
            if name not in editors:
                return False
            del editors[name]
            self._write(editors)
        return True

    def secret_key(self) -> bytes:
        """Return the key that signs cookies, which the first call makes. Raises ``OSError``."""
        path = self._beside("key")
        with self._locked():
            if not path.exists():
                _create(path)
                replace_file(path, secrets.token_hex(_KEY_BYTES) + "\n")
        path.chmod(_MODE)
        key = path.read_bytes().strip()
        if len(key) < _KEY_BYTES:
            raise EditorialError(
                f"{path} is damaged; delete it, and restart the server. Editors log in again then."
            )
        return key

    def start_session(self, editor: Editor, seconds: int) -> str:
        """Record a session of *editor* that ends in *seconds*, and return its id.

        Raises ``EditorialError`` and ``OSError``.
        """
        session_id = secrets.token_urlsafe(24)
        with self._locked():
            now = time.time()
            sessions = {
                id_: record for id_, record in self._sessions().items() if record["ends_at"] > now
            }
            sessions[session_id] = {"editor": editor.login_id, "ends_at": int(now) + seconds}
            self._write_sessions(sessions)
        return session_id

    def end_session(self, session_id: str) -> None:
        """Forget a session. Raises ``EditorialError`` and ``OSError``."""
        with self._locked():
            sessions = self._sessions()
            if sessions.pop(session_id, None) is not None:
                self._write_sessions(sessions)

    def session_editor(self, session_id: str) -> Editor | None:
        """Return whose session *session_id* is, or None where it has ended.

        Raises ``EditorialError``.
        """
        record = self._sessions().get(session_id)
        if record is None or record["ends_at"] <= time.time():
            return None
        editor = self.editors().get(str(record["editor"]).rpartition(":")[0])
        return editor if editor and editor.login_id == record["editor"] else None

    def signed_in(self) -> frozenset[str]:
        """Return the names of the editors with a session that has not ended."""
        now = time.time()
        return frozenset(
            str(record["editor"]).rpartition(":")[0]
            for record in self._sessions().values()
            if record["ends_at"] > now
        )

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{ending}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.path.with_name(f".{self.path.name}.lock"), mode=_MODE)
        try:
            with lock.acquire(timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout:
            raise EditorialError(
                f"{self.path} has been locked for {_LOCK_SECONDS} seconds; try again."
            ) from None

    def _read(self, path: Path, key: str) -> dict[str, dict[str, Any]]:
        try:
            with open_regular(path) as file:
                record = json.loads(file.read(_MAX_FILE_BYTES))
            entries = record[key]
            if record["version"] != _VERSION or not isinstance(entries, dict):
                raise ValueError(f"expected version {_VERSION}")
            if not all(isinstance(entry, dict) for entry in entries.values()):
                raise ValueError("an entry is not an object")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise EditorialError(f"{path} cannot be read: {error.strerror or error}.") from None
        except (ValueError, KeyError, TypeError) as error:
            raise EditorialError(
                f"{path} is not a file of editors ({error}). Move it away and add the editors"
                " again: flask --app searchapp editors add NAME"
            ) from None
        return entries

    def _sessions(self) -> dict[str, dict[str, Any]]:
        with suppress(EditorialError):  # Without its sessions, everybody logs in again.
            sessions = self._read(self._beside("sessions"), "sessions")
            if all(isinstance(record.get("ends_at"), int) for record in sessions.values()):
                return sessions
        return {}

    def _write(self, editors: Mapping[str, Editor]) -> None:
        records = {name: {"password": e.password_hash} for name, e in sorted(editors.items())}
        self._replace(self.path, "editors", records)

    def _write_sessions(self, sessions: Mapping[str, Mapping[str, Any]]) -> None:
        self._replace(self._beside("sessions"), "sessions", sessions)

    def _replace(self, path: Path, key: str, entries: Mapping[str, Mapping[str, Any]]) -> None:
        _create(path)
        text = json.dumps({"version": _VERSION, key: entries}, indent=1, ensure_ascii=False)
        replace_file(path, text + "\n")


def _create(path: Path) -> None:
    """Create an empty file with mode 600 where there is none; ``replace_file`` keeps the mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
