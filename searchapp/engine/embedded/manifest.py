"""Manifest of a generation: what it holds, and the format and the rules it was written with.

gen-N/manifest.json
{"format": "searchapp index",
"version": 3,
"number": N,
"schema": the index format, see ``index_format``,
"attribution": fingerprint of what decided who said what,
"built_at": ISO 8601, UTC,
"articles", "paragraphs": how many,
"first_date", "last_date": ISO 8601 or null,
"catalog": [{"name", "sha256", "articles"} of each file, see catalog_files.py],
"files": {NAME: {"bytes": length, "sha256": "" for segments}},
"sha256": of all the rest, as JSON with sorted keys}
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchapp.engine.schema import stemmer_version
from searchapp.models.search import IndexInfo

INDEX_FORMAT_VERSION = 2
"""Version of an index's bytes. Raise it when a change makes this code misread older files."""

_HASHED_FORMAT = re.compile(
    r"45cd3a914be06f3bc7059b35b71f63cf-whoosh-3\.54\.0-(pystemmer-\d+\.\d+)\.\d+"
)
"""Format 1 as indexes name it whose manifest has a hash of source files in place of a number."""

MANIFEST_VERSION = 3
CHECKSUM_KEY = "sha256"


def index_format() -> str:
    """Return the index format that this code reads and writes.

    Stems are stored in the index, so another version of the stemmer makes another format.
    """
    return f"{INDEX_FORMAT_VERSION}-pystemmer-{stemmer_version()}"


@dataclass(frozen=True, slots=True)
class IndexFile:
    """The length of an index file, and its SHA-256 in hexadecimal.

    ``sha256`` is empty for segments, which have checksums of their own.
    """

    length_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """One file of a catalog: its name, checksum, and number of articles.

    ``sha256`` is empty for files that have checksums of their own.
    """

    name: str
    sha256: str
    articles: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and what it was written with."""

    number: int
    index_format: str
    attribution: str
    """Fingerprint of the rules, word lists and settings that decided who said what."""
    built_at: datetime.datetime
    articles: int
    paragraphs: int
    first_date: datetime.date | None
    last_date: datetime.date | None
    catalog: tuple[CatalogFile, ...]
    files: Mapping[str, IndexFile]
    """The segments, the list of segments and the table of speakers, by file name."""

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of all files of this generation but the manifest."""
        return (*self.files, *(file.name for file in self.catalog))

    def lacks(self, extension: str) -> bool:
        """Whether a segment has no file with this *extension*, as in an earlier version."""
        stems = {name.rpartition(".")[0] for name in self.files if name.endswith(extension)}
        return any(
            name.endswith(".arrays") and name.rpartition(".")[0] not in stems for name in self.files
        )

    def info(self) -> IndexInfo:
        """Return the public description of this generation."""
        return IndexInfo(
            version=str(self.number),
            built_at=self.built_at,
            articles=self.articles,
            paragraphs=self.paragraphs,
            first_date=self.first_date,
            last_date=self.last_date,
        )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of the file at *path*, in hexadecimal. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_record(manifest: Manifest) -> dict[str, Any]:
    """Return *manifest* as the JSON object that is written, checksum included."""
    record: dict[str, Any] = {
        "format": "searchapp index",
        "version": MANIFEST_VERSION,
        "number": manifest.number,
        "schema": manifest.index_format,
        "attribution": manifest.attribution,
        "built_at": manifest.built_at.isoformat(),
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
        "first_date": manifest.first_date.isoformat() if manifest.first_date else None,
        "last_date": manifest.last_date.isoformat() if manifest.last_date else None,
        "catalog": [
            {"name": file.name, "sha256": file.sha256, "articles": file.articles}
            for file in manifest.catalog
        ],
        "files": {
            name: {"bytes": file.length_bytes, "sha256": file.sha256}
            for name, file in sorted(manifest.files.items())
        },
    }
    record[CHECKSUM_KEY] = manifest_checksum(record)
    return record


def read_manifest_record(record: Mapping[str, Any]) -> Manifest:
    """Return the manifest that the JSON object *record* describes.

    Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``AttributeError`` for an object
    that is not a manifest or whose checksum does not match.
    """
    if record[CHECKSUM_KEY] != manifest_checksum(record):
        raise ValueError("its SHA-256 does not match")
    return Manifest(
        number=int(record["number"]),
        index_format=_numbered_format(str(record["schema"])),
        attribution=str(record["attribution"]),
        built_at=datetime.datetime.fromisoformat(record["built_at"]),
        articles=int(record["articles"]),
        paragraphs=int(record["paragraphs"]),
        first_date=_date(record["first_date"]),
        last_date=_date(record["last_date"]),
        catalog=tuple(
            CatalogFile(str(file["name"]), str(file["sha256"]), int(file["articles"]))
            for file in record["catalog"]
        ),
        files={
            str(name): IndexFile(int(file["bytes"]), str(file["sha256"]))
            for name, file in record["files"].items()
        },
    )


def _numbered_format(text: str) -> str:
    return _HASHED_FORMAT.sub(r"1-\1", text)


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def manifest_checksum(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest's JSON object without its checksum."""
    content = {name: value for name, value in record.items() if name != CHECKSUM_KEY}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
