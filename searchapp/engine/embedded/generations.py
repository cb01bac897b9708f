"""Generations of an index: complete, immutable folders, of which CURRENT names the live one.

    index/
      CURRENT            "gen-7\\n", replaced by an atomic rename
      LOCK               held by the process that writes
      LOCK.holder.json   which process that is
      last-run.json      how the last reindex ended, see indexing/last_run.py
      verified.json      the files that were verified, see integrity.py
      speaker-pairs.sqlite  which names were compared, see identity/pair_file.py; only the next
                         run reads it, and does without if it is missing
      gen-6/             the previous one, kept for readers that still have it open
      gen-7/
        manifest.json    see manifest.py; written last
        catalog-7.articles ...   the articles, see catalog_files.py
        _MAIN_1.toc      the list of segments, see whoosh/toc.py
        MAIN_*.arrays    segments, see format/segment_reader.py
        MAIN_*.facets    their facet values, see format/facet_values.py
        MAIN_*.passages  their reported speech, see format/passage_file.py; an index of an
                         earlier version has none
        trails.aliases   where ids of removed quotes lead, see format/trail_aliases.py; a
                         generation without any has none
        speakers.json    which names are one speaker, see common/speaker_table_file.py; an
                         index of an earlier version has none
        speaker-changes.json  in what that has changed since its file was written, if anything

A generation is complete before CURRENT names it, and never changes afterwards. A folder
whose number is higher than CURRENT's was left by a run that did not finish.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from searchapp.common.atomic_file import fsync, replace_file
from searchapp.engine.common.speaker_table_file import (
    TableHead,
    decode_change,
    decode_head,
    decode_table,
)
from searchapp.engine.embedded.manifest import (
    MANIFEST_VERSION,
    IndexFile,
    Manifest,
    file_sha256,
    manifest_record,
    read_manifest_record,
)
from searchapp.engine.errors import REBUILD_ADVICE, REINDEX_ADVICE, NoIndexError
from searchapp.models.identity import SpeakerTable

MANIFEST_NAME = "manifest.json"
_CURRENT_NAME = "CURRENT"
SPEAKERS_NAME = "speakers.json"
SPEAKER_CHANGES_NAME = "speaker-changes.json"
_TABLE_NAMES = (SPEAKERS_NAME, SPEAKER_CHANGES_NAME)
PAIRS_NAME = "speaker-pairs.sqlite"
_SEGMENT_SUFFIXES = (".toc", ".arrays", ".facets", ".passages", ".aliases")
T = TypeVar("T")

_GENERATION = re.compile(r"gen-([1-9]\d{0,17})")


def _is_small(file: Path) -> bool:
    """Whether a file has its checksum in the manifest and is read as a whole."""
    return file.suffix == ".toc" or file.name in _TABLE_NAMES


class DamagedIndexError(NoIndexError):
    """A file of the index is missing, or its content is not what was written."""


class GenerationFiles:
    """The data files of one generation: segments, their list and the table of speakers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def segments(self) -> list[Path]:
        """Return the files that are searched: segments, their list, and aliases of trails."""
        return [file for file in self.folder.iterdir() if file.suffix in _SEGMENT_SUFFIXES]

    def arrays(self) -> list[Path]:
        """Return the array files of the segments, ascending by name.

        Empty where the generation is gone.
        """
        try:
            files = self.segments()
        except OSError:
            return []
        return sorted(file for file in files if file.suffix != ".toc")

    def describe(self) -> dict[str, IndexFile]:
        """Return the length and checksum of each data file, by name."""
        files = self.segments()
        files += [path for name in _TABLE_NAMES if (path := self.folder / name).exists()]
        return {
            file.name: IndexFile(file.stat().st_size, file_sha256(file) if _is_small(file) else "")
            for file in files
        }

    def speaker_table(self, manifest: Manifest) -> SpeakerTable:
        """Return the table of speakers, empty where *manifest* lists none.

        Raises ``DamagedIndexError``.
        """
        if SPEAKERS_NAME not in manifest.files:
            return SpeakerTable()
        table = self._read(SPEAKERS_NAME, decode_table)
        if SPEAKER_CHANGES_NAME in manifest.files:
            table = self._read(SPEAKER_CHANGES_NAME, decode_change).apply(table)
        return table

    def speaker_table_head(self, manifest: Manifest) -> TableHead | None:
        """Return what the newest file of the table says of itself, or None without one.

        Raises ``DamagedIndexError``.
        """
        for name in reversed(_TABLE_NAMES):
            if name in manifest.files:
                return self._read(name, decode_head)
        return None

    def _read(self, name: str, decode: Callable[[bytes], T]) -> T:
        path = self.folder / name
        try:
            return decode(path.read_bytes())
        except (OSError, ValueError, KeyError) as error:
            raise DamagedIndexError(f"{path} cannot be read ({error}). {REBUILD_ADVICE}") from None

    def check(self, manifest: Manifest) -> None:
        """Check the files against *manifest* before they are opened.

        Only what is quick is checked: the length of each file, and the checksums of the list
        of segments and of the table of speakers. Raises ``DamagedIndexError``.
        """
        for name, expected in manifest.files.items():
            path = self.folder / name
            try:
                length = path.stat().st_size
                if length != expected.length_bytes:
                    raise DamagedIndexError(
                        f"{path} has {length:,} bytes; expected {expected.length_bytes:,}."
                        f" {REBUILD_ADVICE}"
                    )
                if _is_small(path) and file_sha256(path) != expected.sha256:
                    raise DamagedIndexError(
                        f"{path} is not what was written: its SHA-256 differs. {REBUILD_ADVICE}"
                    )
            except OSError as error:
                raise DamagedIndexError(
                    f"{path} cannot be read ({error.strerror}). {REBUILD_ADVICE}"
                ) from None


class Generations:
    """The generations in one index folder."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir

    @property
    def pairs_path(self) -> Path:
        """The file of judged pairs of names."""
        return self.index_dir / PAIRS_NAME

    def folder(self, number: int) -> Path:
        """Return the folder of generation *number*."""
        return self.index_dir / f"gen-{number}"

    def numbers(self) -> list[int]:
        """Return the numbers of all generation folders, complete or not, ascending."""
        try:
            names = [entry.name for entry in self.index_dir.iterdir()]
        except OSError:
            return []
        return sorted(int(match[1]) for name in names if (match := _GENERATION.fullmatch(name)))

    def current(self) -> int | None:
        """Return the number of the generation that CURRENT names, or None before the first.

        Raises ``DamagedIndexError`` if CURRENT cannot be read or names no generation.
        """
        path = self.index_dir / _CURRENT_NAME
        try:
            # Every request reads this file. Unbuffered binary takes a third of the time of text.
            with path.open("rb", buffering=0) as file:
                text = file.read().decode().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError(f"{path} cannot be read ({error}). {REBUILD_ADVICE}") from None
        match = _GENERATION.fullmatch(text)
        if not match:
            raise DamagedIndexError(
                f"{path} contains {text[:40]!r}; expected a name such as gen-1. {REBUILD_ADVICE}"
            )
        return int(match[1])

    def live(self) -> tuple[int | None, str]:
        """Return the number of the live generation, and what is wrong with CURRENT, or "".

        The number is None before the first generation. If CURRENT is missing or damaged, the
        newest complete generation is live. Raises ``DamagedIndexError`` if CURRENT is damaged
        and no generation is complete.
        """
        damage: DamagedIndexError | None = None
        try:
            number = self.current()
        except DamagedIndexError as error:
            number, damage = None, error
        if number is not None:
            return number, ""
        for complete in reversed(self.numbers()):
            if (self.folder(complete) / MANIFEST_NAME).exists():
                missing = f"{self.index_dir / _CURRENT_NAME} is missing. {REINDEX_ADVICE}"
                return complete, str(damage or missing)
        if damage:
            raise damage
        return None, ""

    def manifest(self, number: int) -> Manifest:
        """Return the manifest of generation *number*.

        Raises ``DamagedIndexError`` if it is missing or damaged, and ``NoIndexError`` if
        another version of this program wrote it.
        """
        path = self.folder(number) / MANIFEST_NAME
        try:
            record = json.loads(path.read_bytes())
            version = record["version"]
            if version != MANIFEST_VERSION:
                raise NoIndexError(
                    f"{path} has the version {version!r}; expected {MANIFEST_VERSION}."
                    f" {REINDEX_ADVICE}"
                )
            manifest = read_manifest_record(record)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndexError(f"{path} cannot be read ({error}). {REBUILD_ADVICE}") from None
        if manifest.number != number:
            raise DamagedIndexError(
                f"{path} belongs to generation {manifest.number}. {REBUILD_ADVICE}"
            )
        return manifest

    def files(self, number: int) -> GenerationFiles:
        """Return the data files of generation *number*."""
        return GenerationFiles(self.folder(number))

    def begin(self, base: int | None) -> tuple[int, Path]:
        """Create an empty folder for the generation after *base*; return its number and path.

        Deletes every generation above *base*: unfinished runs left them.
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
        """Put the files of generation *base* into *folder*, as hard links where possible.

        Finished files are never written to again, so two generations can share them.
        """
        for name in base.file_names:
            file = self.folder(base.number) / name
            try:
                os.link(file, folder / name)
            except OSError:
                shutil.copy2(file, folder / name)

    def publish(self, manifest: Manifest) -> None:
        """Write *manifest* and make its generation the live one, in one durable step.

        Data files are flushed to the disk before the manifest is written, and the manifest
        before CURRENT names the generation. After a power failure at any moment, CURRENT
        names a complete generation.
        """
        folder = self.folder(manifest.number)
        for file in folder.iterdir():
            # A file with another link belongs to an earlier generation and is on the disk.
            if file.stat().st_nlink == 1:
                fsync(file)
        record = manifest_record(manifest)
        replace_file(folder / MANIFEST_NAME, json.dumps(record, indent=1) + "\n")
        fsync(self.index_dir)
        self.set_current(manifest.number)

    def set_current(self, number: int) -> None:
        """Make generation *number* the live one: replace CURRENT in one durable step."""
        replace_file(self.index_dir / _CURRENT_NAME, f"gen-{number}\n")

    def delete_older(self, live: int) -> None:
        """Delete all generations below *live* except the highest of them."""
        for number in [n for n in self.numbers() if n < live][:-1]:
            self.discard(number)

    def discard(self, number: int) -> None:
        """Delete a generation that is not live, as far as the folder allows it."""
        shutil.rmtree(self.folder(number), ignore_errors=True)
