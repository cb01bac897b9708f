"""Catalog files of earlier versions: gzipped JSON, a record on each line.

{"id": "a", ...}          an article
{"removed": "b", ...}     an article that left the index
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

from msgspec.json import decode

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, read_record

GZIPPED_SUFFIX = ".jsonl.gz"


def read_gzipped(path: Path) -> Mapping[str, CatalogEntry | RemovedArticle]:
    """Return the records of a file by the ids of their articles.

    Raises ``OSError``, ``EOFError``, ``zlib.error``, ``ValueError``, ``KeyError`` or
    ``TypeError`` where it cannot be read.
    """
    with gzip.open(path, "rb") as packed:
        records = map(read_record, map(decode, packed.read().splitlines()))
        return {record.article_id: record for record in records}
