"""Reading a corpus: files in, ``Article`` records out."""

from searchapp.ingest.corpus import Corpus, CorpusError
from searchapp.ingest.events import (
    ArticleRead,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Unchanged,
)
from searchapp.ingest.scanning import Stamp

__all__ = [
    "ArticleRead",
    "Corpus",
    "CorpusError",
    "Event",
    "ReadWarning",
    "Rejected",
    "Scope",
    "SourceLocation",
    "Stamp",
    "Unchanged",
]
