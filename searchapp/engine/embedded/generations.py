"""The folders of an index, and the one step that makes a new one live.

    index/
      CURRENT            "gen-7\\n": the live generation, replaced by atomic rename
      LOCK               held by the process that writes
      LOCK.holder.json   who that is
      last-run.json      what the last run came to, see runs.py
      gen-6/             the one before, kept for readers that still have it open
      gen-7/
        manifest.json    what this generation is: written last
        catalog-7.jsonl.gz ...  its articles, see engine/catalog.py
        _MAIN_1.toc ...  the Whoosh index

A generation is complete before CURRENT names it and is never changed after. What
has a higher number than CURRENT is what a broken-off run left behind.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from searchapp.common.atomic_file import fsync, replace_file
from searchapp.engine.catalog import Chapter
from searchapp.engine.errors import NoIndexError
from searchapp.models.search import IndexInfo

MANIFEST_VERSION = 3
_MANIFEST_NAME = "manifest.json"
_CHECKSUM = "sha256"
_CURRENT_NAME = "CURRENT"
_WHOOSH_SUFFIXES = (".toc", ".arrays", ".facets")
_GENERATION = re.compile(r"gen-([1-9]\d{0,17})")

REINDEX_ADVICE = "Run: flask --app searchapp reindex"
REBUILD_ADVICE = "Run: flask --app searchapp reindex --full"


class DamagedIndexError(NoIndexError):
    """A file of the index is not what was written."""


INDEX_FORMAT_VERSION = 1
"""Raise this when the bytes of an index change so that older code or older files misread."""


def index_format() -> str:
    """Return what must be equal for an index to be readable: format and stemmer version.

    Stems are stored, so another release of the stemmer needs another index.
    """
    return f"{INDEX_FORMAT_VERSION}-pystemmer-{metadata.version('pystemmer')}"


@dataclass(frozen=True, slots=True)
class IndexFile:
    """What a file of the index was when it was finished.

    ``sha256`` is empty for segments, which carry checksums of their own.
    """

    length_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is. ``schema`` and ``attribution`` are fingerprints."""

    number: int
    schema: str
    attribution: str
    built_at: datetime.datetime
    articles: int
    paragraphs: int
    first_date: datetime.date | None
    last_date: datetime.date | None
    catalog: tuple[Chapter, ...]
    files: Mapping[str, IndexFile]
    """The Whoosh files, by name."""

    def info(self) -> IndexInfo:
        """Return what readers are told of this generation."""
        return IndexInfo(
            version=str(self.number),
            built_at=self.built_at,
            articles=self.articles,
            paragraphs=self.paragraphs,
            first_date=self.first_date,
            last_date=self.last_date,
        )


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": "searchapp index",
        "version": MANIFEST_VERSION,
        "number": manifest.number,
        "schema": manifest.schema,
        "attribution": manifest.attribution,
        "built_at": manifest.built_at.isoformat(),
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
        "first_date": manifest.first_date.isoformat() if manifest.first_date else None,
        "last_date": manifest.last_date.isoformat() if manifest.last_date else None,
        "catalog": [
            {"name": chapter.name, "sha256": chapter.sha256, "articles": chapter.articles}
            for chapter in manifest.catalog
        ],
        "files": {
            name: {"bytes": file.length_bytes, "sha256": file.sha256}
            for name, file in sorted(manifest.files.items())
        },
    }


def _from_json(loaded: dict[str, Any]) -> Manifest:
    def day(text: str | None) -> datetime.date | None:
        return datetime.date.fromisoformat(text) if text else None

    return Manifest(
        number=int(loaded["number"]),
        schema=str(loaded["schema"]),
        attribution=str(loaded["attribution"]),
        built_at=datetime.datetime.fromisoformat(loaded["built_at"]),
        articles=int(loaded["articles"]),
        paragraphs=int(loaded["paragraphs"]),
        first_date=day(loaded["first_date"]),
        last_date=day(loaded["last_date"]),
        catalog=tuple(
            Chapter(str(chapter["name"]), str(chapter["sha256"]), int(chapter["articles"]))
            for chapter in loaded["catalog"]
        ),
        files={
            str(name): IndexFile(int(file["bytes"]), str(file["sha256"]))
            for name, file in loaded["files"].items()
        },
    )


def manifest_checksum(loaded: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest says, its own checksum left out."""
    said = {name: value for name, value in loaded.items() if name != _CHECKSUM}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Generations:
    """The generations below one index folder."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir

    def folder(self, number: int) -> Path:
        """Return the folder of generation *number*."""
        return self.index_dir / f"gen-{number}"

    def numbers(self) -> list[int]:
        """Return the numbers of all generation folders, complete or not, ascending."""
        try:
            names = [entry.name for entry in self.index_dir.iterdir()]
        except OSError:
            return []
        return sorted(int(found[1]) for name in names if (found := _GENERATION.fullmatch(name)))

    def current(self) -> int | None:
        """Return the number of the live generation, or None before the first.

        Raises ``DamagedIndexError`` where CURRENT names none.
        """
        path = self.index_dir / _CURRENT_NAME
        try:
            # Each request asks: without a buffer and its decoder in a third of the time.
            with path.open("rb", buffering=0) as file:
                text = file.read().decode().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError(f"{path} cannot be read ({error}). {REBUILD_ADVICE}") from None
        found = _GENERATION.fullmatch(text)
        if not found:
            raise DamagedIndexError(
                f"{path} holds {text[:40]!r}; expected a name such as gen-1. {REBUILD_ADVICE}"
            )
        return int(found[1])

    def live(self) -> tuple[int | None, str]:
        """Return the number of the live generation, or None before the first, and what is wrong.

        Where CURRENT is missing or damaged that is the newest generation that is finished.
        Raises ``DamagedIndexError`` where CURRENT is damaged and there is none.
        """
        wrong: DamagedIndexError | None = None
        try:
            number = self.current()
        except DamagedIndexError as error:
            number, wrong = None, error
        if number is not None:
            return number, ""
        for finished in reversed(self.numbers()):
            if (self.folder(finished) / _MANIFEST_NAME).exists():
                missing = f"{self.index_dir / _CURRENT_NAME} is missing. {REINDEX_ADVICE}"
                return finished, str(wrong or missing)
        if wrong:
            raise wrong
        return None, ""

    def manifest(self, number: int) -> Manifest:
        """Return what generation *number* is.

        Raises ``DamagedIndexError`` where its manifest is missing or broken, and
        ``NoIndexError`` where another version of this program wrote it.
        """
        path = self.folder(number) / _MANIFEST_NAME
        try:
            loaded = json.loads(path.read_bytes())
            version = loaded["version"]
            if version != MANIFEST_VERSION:
                raise NoIndexError(
                    f"{path} has the version {version!r}; expected {MANIFEST_VERSION}."
                    f" {REINDEX_ADVICE}"
                )
            if loaded[_CHECKSUM] != manifest_checksum(loaded):
                raise ValueError("its SHA-256 is another than it says")
            manifest = _from_json(loaded)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndexError(f"{path} cannot be read ({error}). {REBUILD_ADVICE}") from None
        if manifest.number != number:
            raise DamagedIndexError(
                f"{path} is that of generation {manifest.number}. {REBUILD_ADVICE}"
            )
        return manifest

    def whoosh_files(self, number: int) -> list[Path]:
        """Return the files that Whoosh reads: its list of segments, and the segments."""
        return [file for file in self.folder(number).iterdir() if file.suffix in _WHOOSH_SUFFIXES]

    def describe_files(self, number: int) -> dict[str, IndexFile]:
        """Return what the index files of generation *number* are."""
        return {
            file.name: IndexFile(
                file.stat().st_size, _sha256(file) if file.suffix == ".toc" else ""
            )
            for file in self.whoosh_files(number)
        }

    def check_files(self, manifest: Manifest) -> None:
        """Check the files of a generation before they are opened.

        All lengths are checked, and the content of the small file that names the
        segments. Raises ``DamagedIndexError``.
        """
        for name, expected in manifest.files.items():
            path = self.folder(manifest.number) / name
            try:
                length = path.stat().st_size
                if length != expected.length_bytes:
                    raise DamagedIndexError(
                        f"{path} has {length:,} bytes; expected {expected.length_bytes:,}."
                        f" {REBUILD_ADVICE}"
                    )
                if path.suffix == ".toc" and _sha256(path) != expected.sha256:
                    raise DamagedIndexError(
                        f"{path} is not what was written: its SHA-256 differs. {REBUILD_ADVICE}"
                    )
            except OSError as error:
                raise DamagedIndexError(
                    f"{path} cannot be read ({error.strerror}). {REBUILD_ADVICE}"
                ) from None

    def begin(self, base: int | None) -> tuple[int, Path]:
        """Make an empty folder for the next generation; return its number and path.

        What earlier runs left unfinished is removed: every folder above *base*.
        """
        self.index_dir.mkdir(parents=True, exist_ok=True)
        for number in self.numbers():
            if base is None or number > base:
                shutil.rmtree(self.folder(number))
        number = (base or 0) + 1
        folder = self.folder(number)
        folder.mkdir()
        return number, folder

    def link_files(self, base: Manifest, folder: Path) -> None:
        """Give *folder* the files of generation *base*, by hard links where it can be.

        They are never written to once they are finished, so the links stay true.
        """
        for name in (*base.files, *(chapter.name for chapter in base.catalog)):
            file = self.folder(base.number) / name
            try:
                os.link(file, folder / name)
            except OSError:
                shutil.copy2(file, folder / name)

    def publish(self, manifest: Manifest) -> None:
        """Make a finished generation the live one, in one step, for good.

        The order matters: its files reach the disk before its manifest, the manifest
        before CURRENT names it, and the rename before older folders go. Whenever the
        power fails, CURRENT names a generation that is whole.
        """
        folder = self.folder(manifest.number)
        for file in folder.iterdir():
            # A file that an earlier generation links to as well is on the disk already.
            if file.stat().st_nlink == 1:
                fsync(file)
        record = _to_json(manifest)
        record[_CHECKSUM] = manifest_checksum(record)
        replace_file(folder / _MANIFEST_NAME, json.dumps(record, indent=1) + "\n")
        fsync(self.index_dir)
        self.set_current(manifest.number)

    def set_current(self, number: int) -> None:
        """Make generation *number* the live one: replace CURRENT in one durable step."""
        replace_file(self.index_dir / _CURRENT_NAME, f"gen-{number}\n")

    def delete_older(self, live: int) -> None:
        """Delete all generations below *live* except the highest of them."""
        for number in [n for n in self.numbers() if n < live][:-1]:
            shutil.rmtree(self.folder(number), ignore_errors=True)

    def discard(self, number: int) -> None:
        """Remove an unfinished generation."""
        shutil.rmtree(self.folder(number), ignore_errors=True)
