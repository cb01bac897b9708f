"""Identity of an archive: a random UUID in its index folder, from which ids in feeds derive.

It is created once and survives rebuilds of the index, so that feed readers recognize the entries.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from searchapp.common.atomic_file import replace_file

FILE_NAME = "archive-id"


def read_archive_id(index_dir: Path) -> str:
    """Return the identity in *index_dir*, or an empty text where there is none."""
    try:
        return str(uuid.UUID((index_dir / FILE_NAME).read_text("ascii").strip()))
    except (OSError, ValueError):
        return ""


def write_archive_id(index_dir: Path, archive_id: str) -> None:
    """Replace the identity in *index_dir*. Raises ``OSError``."""
    replace_file(index_dir / FILE_NAME, f"{archive_id}\n")


def ensure_archive_id(index_dir: Path) -> None:
    """Create an identity in *index_dir* where there is none. Raises ``OSError``."""
    if not read_archive_id(index_dir):
        write_archive_id(index_dir, str(uuid.uuid4()))
