"""Private files of the desk: JSON that only its owner may read (mode 600), under one lock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import filelock

from searchapp.common.atomic_file import replace_file
from searchapp.common.safe_open import open_regular
from searchapp.editorial.errors import EditorialError

MODE = 0o600
_VERSION = 1
_LOCK_SECONDS = 30
_MAX_FILE_BYTES = 10_000_000

Entries = Mapping[str, Mapping[str, Any]]


def beside(path: Path, ending: str) -> Path:
    """Return the path of the file with a further *ending* in the folder of *path*."""
    return path.with_name(f"{path.name}.{ending}")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file of editors at *path* and of those beside it.

    Raises ``EditorialError`` where another process holds it, and ``OSError``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"), mode=MODE)
    try:
        with lock.acquire(timeout=_LOCK_SECONDS):
            yield
    except filelock.Timeout:
        raise EditorialError(
            f"{path} has been locked for {_LOCK_SECONDS} seconds; try again."
        ) from None


def read_entries(path: Path, key: str) -> dict[str, dict[str, Any]]:
    """Return the entries under *key*, none without a file. Raises ``EditorialError``."""
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


def write_entries(path: Path, key: str, entries: Entries) -> None:
    """Replace the file by one with *entries* under *key*. Raises ``OSError``."""
    text = json.dumps({"version": _VERSION, key: entries}, indent=1, ensure_ascii=False)
    write_private(path, text + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace a file by *text*, readable by its owner only. Raises ``OSError``."""
    # ``replace_file`` keeps the mode of the file that is there.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))
    replace_file(path, text)
