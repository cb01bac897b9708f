"""Corpus reading: files in, ``Article`` records and reports of bad files out."""

from searchapp.ingest.corpus import Corpus, CorpusError
from searchapp.ingest.events import (
    ArticleRead,
    Deferred,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Unchanged,
    Withdrawn,
)
from searchapp.ingest.scanning import FileStamp, stamp_of

__all__ = [
    "ArticleRead",
    "Corpus",
    "CorpusError",
    "Deferred",
    "Event",
    "FileStamp",
    "ReadWarning",
    "Rejected",
    "Scope",
    "SourceLocation",
    "Unchanged",
    "Withdrawn",
    "stamp_of",
]
