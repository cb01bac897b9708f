"""File of the people who may use the desk: names and hashed passwords, and a secret key.

Three files stand side by side, each readable by its owner only:

    editors.json             {"version": 1, "editors": {"ann": {"password": "scrypt:..."}}}
    editors.json.key         the key that signs session cookies, made once
    editors.json.sessions    see ``session_file.py``

Passwords are hashed by the callers: this package knows no web framework.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from searchapp.editorial.editors.private_file import (
    MODE,
    beside,
    locked,
    read_entries,
    write_entries,
    write_private,
)
from searchapp.editorial.errors import EditorialError

MIN_PASSWORD_CHARACTERS = 10
_KEY_BYTES = 32
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
            for name, record in sorted(read_entries(self.path, "editors").items())
        }

    def add(self, editor: Editor) -> bool:
        """Add *editor*, or give an editor of that name another password.

        Returns whether the editor is new. Raises ``EditorialError`` and ``OSError``.
        """
        check_name(editor.name)
        with locked(self.path):
            editors = self.editors()
            is_new = editor.name not in editors
            self._write({**editors, editor.name: editor})
        return is_new

    def remove(self, name: str) -> bool:
        """Remove an editor, and return whether there was one of that name.

        Raises ``EditorialError`` and ``OSError``.
        """
        with locked(self.path):
            editors = self.editors()
            if name not in editors:
                return False
            del editors[name]
            self._write(editors)
        return True

    def secret_key(self) -> bytes:
        """Return the key that signs cookies, which the first call makes. Raises ``OSError``."""
        path = beside(self.path, "key")
        with locked(self.path):
            if not path.exists():
                write_private(path, secrets.token_hex(_KEY_BYTES) + "\n")
        path.chmod(MODE)
        key = path.read_bytes().strip()
        if len(key) < _KEY_BYTES:
            raise EditorialError(
                f"{path} is damaged; delete it, and restart the server. Editors log in again then."
            )
        return key

    def _write(self, editors: Mapping[str, Editor]) -> None:
        records = {name: {"password": e.password_hash} for name, e in sorted(editors.items())}
        write_entries(self.path, "editors", records)
