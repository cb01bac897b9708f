"""Backups of an index: verified copies of its live generation.

    DIR/
      backup.json   see ``_record_of``; written last
      gen-7/        the files of the generation

A backup is written beside DIR and renamed, so that a DIR that exists is complete. To restore
is to copy the files into a new generation and to make that the live one: a file that readers
have mapped into memory is never written to.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import secrets
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from searchapp.common.archive_id import read_archive_id, write_archive_id
from searchapp.common.atomic_file import fsync, replace_file
from searchapp.common.safe_open import open_regular
from searchapp.common.signals import defer_sigint
from searchapp.engine.common.write_errors import index_lock
from searchapp.engine.embedded.catalog_files import CatalogError, read_catalog
from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileError
from searchapp.engine.embedded.generations import MANIFEST_NAME, DamagedIndexError, Generations
from searchapp.engine.embedded.manifest import (
    CHECKSUM_KEY,
    IndexFile,
    Manifest,
    index_format,
    manifest_checksum,
)
from searchapp.engine.errors import REINDEX_ADVICE, EngineError, NoIndexError

BACKUP_VERSION = 1
"""Version of ``backup.json``. Raise it when this code cannot restore what an older one wrote."""

_RECORD_NAME = "backup.json"
_FORMAT = "searchapp backup"
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_CHUNK_BYTES = 1 << 20


class BackupError(EngineError):
    """A backup could not be written or restored; the index is as it was."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: a generation of the index, its files, and the archive's identity."""

    created_at: datetime.datetime
    generation: int
    index_format: str
    archive_id: str
    files: dict[str, IndexFile]

    @property
    def length_bytes(self) -> int:
        """The length of all files together, in bytes."""
        return sum(file.length_bytes for file in self.files.values())


def _record_of(backup: Backup) -> dict[str, Any]:
    record: dict[str, Any] = {
        "format": _FORMAT,
        "version": BACKUP_VERSION,
        "created_at": backup.created_at.isoformat(),
        "generation": backup.generation,
        "schema": backup.index_format,
        "archive_id": backup.archive_id,
        "files": {
            name: {"bytes": file.length_bytes, "sha256": file.sha256}
            for name, file in sorted(backup.files.items())
        },
    }
    record[CHECKSUM_KEY] = manifest_checksum(record)
    return record


def read_backup(folder: Path) -> Backup:
    """Return what the backup in *folder* holds, by its record.

    Raises ``BackupError`` where there is none, its record is damaged, or a newer version of
    this program wrote it.
    """
    path = folder / _RECORD_NAME
    try:
        record = json.loads(path.read_bytes())
        if record["format"] != _FORMAT:
            raise ValueError(f"its format is not {_FORMAT!r}")
        if record["version"] > BACKUP_VERSION:
            raise BackupError(
                f"{path} has the version {record['version']}; this version of the program reads"
                f" up to {BACKUP_VERSION}. Restore it with the version that wrote it."
            )
        if record[CHECKSUM_KEY] != manifest_checksum(record):
            raise ValueError("its SHA-256 does not match")
        archive_id = record["archive_id"]
        backup = Backup(
            created_at=datetime.datetime.fromisoformat(record["created_at"]),
            generation=int(record["generation"]),
            index_format=str(record["schema"]),
            archive_id=str(uuid.UUID(archive_id)) if archive_id else "",
            files={
                str(name): IndexFile(int(file["bytes"]), str(file["sha256"]))
                for name, file in record["files"].items()
            },
        )
        if not all(map(_FILE_NAME.fullmatch, backup.files)):
            raise ValueError("it names files outside its folder")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{path} is not the record of a whole backup ({error}).") from None
    return backup


def _copy(source: Path, target: Path) -> IndexFile:
    """Copy a file and flush it to the disk; return its length and SHA-256."""
    digest, length = hashlib.sha256(), 0
    with open_regular(source) as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            length += len(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return IndexFile(length, digest.hexdigest())


@contextmanager
def _disk_errors(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        where = f" ({error.filename})" if error.filename else ""
        raise BackupError(f"{doing} failed: {reason}{where}.") from error


def write_backup(index_dir: Path, target: Path) -> Backup:
    """Copy the live generation of *index_dir* to the new folder *target*, and verify the copy.

    Searches and runs of ``reindex`` may go on meanwhile. Raises ``NoIndexError`` where there is
    no index, and ``BackupError`` where *target* is not empty, the copy is damaged, or the disk
    fails; there is no *target* then.
    """
    with _disk_errors("Writing the backup"):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise BackupError(f"{target} exists and is not empty; name a new folder.")
        target = target.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
        try:
            backup = _copy_live(Generations(index_dir), unfinished)
            text = json.dumps(_record_of(backup), indent=1) + "\n"
            replace_file(unfinished / _RECORD_NAME, text)
            fsync(unfinished / f"gen-{backup.generation}")
            unfinished.rename(target)
            fsync(target.parent)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return backup


def _copy_live(generations: Generations, target: Path) -> Backup:
    """Copy the live generation into *target*; again from the start if it is replaced meanwhile."""
    while True:
        number, _ = generations.live()
        if number is None:
            raise NoIndexError.missing()
        try:
            return _copy_generation(generations, number, target)
        except (FileNotFoundError, DamagedIndexError):
            shutil.rmtree(target, ignore_errors=True)
            if generations.live()[0] == number:
                raise


def _copy_generation(generations: Generations, number: int, target: Path) -> Backup:
    manifest = generations.manifest(number)
    if manifest.index_format != index_format():
        raise NoIndexError.of_format(manifest.index_format, index_format())
    source, copy = generations.folder(number), Generations(target)
    folder = copy.folder(number)
    folder.mkdir(parents=True)
    names = (MANIFEST_NAME, *manifest.file_names)
    files = {name: _copy(source / name, folder / name) for name in names}
    _verify(copy, manifest)
    return Backup(
        created_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        generation=number,
        index_format=manifest.index_format,
        archive_id=read_archive_id(generations.index_dir),
        files=files,
    )


def _verify(generations: Generations, manifest: Manifest) -> None:
    """Verify every byte of a copied generation. Raises ``BackupError``."""
    try:
        generations.files(manifest.number).check(manifest)
        read_catalog(generations.folder(manifest.number), manifest.catalog)
        for path in generations.files(manifest.number).arrays():
            ArrayFile(path).verify()
    except (NoIndexError, CatalogError, ArrayFileError) as error:
        raise BackupError(f"The index is damaged. {REINDEX_ADVICE} ({error})") from None


def restore_backup(index_dir: Path, source: Path) -> Manifest:
    """Make the backup in *source* the live generation of *index_dir*; return its manifest.

    Searches may go on meanwhile, and find the restored index once it is complete. The archive
    gets the identity of the backup. Raises ``BackupError`` where the backup is damaged or of
    another index format, or the disk fails, and ``LockedError`` where another process writes
    the index, which is then as it was.
    """
    backup = read_backup(source)
    if backup.index_format != index_format():
        raise BackupError(
            f"The backup has the index format {backup.index_format!r}; this version of the program"
            f" reads {index_format()!r}. Restore it with the version that wrote it, or rebuild the"
            f" index from the corpus. {REINDEX_ADVICE}"
        )
    with _disk_errors("Restoring the backup"), index_lock(index_dir):
        generations = Generations(index_dir)
        live = _delete_unfinished(generations)
        number = max(live, backup.generation) + 1
        try:
            manifest = _restore_files(generations, number, source, backup)
            if backup.archive_id:
                write_archive_id(index_dir, backup.archive_id)
            with defer_sigint():
                generations.publish(manifest)
                generations.delete_older(number)
        finally:
            with suppress(DamagedIndexError):
                if generations.current() != number:
                    generations.discard(number)
    return manifest


def _delete_unfinished(generations: Generations) -> int:
    """Delete what runs that were killed have left; return the number of the live generation."""
    try:
        live = generations.live()[0] or 0
    except DamagedIndexError:
        return max(generations.numbers(), default=0)
    for number in generations.numbers():
        if number > live:
            generations.discard(number)
    return live


def _restore_files(generations: Generations, number: int, source: Path, backup: Backup) -> Manifest:
    """Copy the files of *backup* into the folder of generation *number*; return its manifest."""
    folder = generations.folder(number)
    folder.mkdir(parents=True)
    from_folder = source / f"gen-{backup.generation}"
    for name, expected in backup.files.items():
        try:
            copied = _copy(from_folder / name, folder / name)
        except FileNotFoundError:
            raise BackupError(f"The backup is damaged: {from_folder / name} is missing.") from None
        if copied != expected:
            raise BackupError(
                f"The backup is damaged: {from_folder / name} is not what was written, its length"
                " or SHA-256 differs."
            )
    return replace(Generations(source).manifest(backup.generation), number=number)
