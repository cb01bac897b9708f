"""Reading a corpus: files in, ``Article`` records out."""

from searchapp.ingest.corpus import Corpus, CorpusError
from searchapp.ingest.events import Event, Found, Place, Rejected, Remark, Scope, Untouched
from searchapp.ingest.scanning import Stamp

__all__ = [
    "Corpus",
    "CorpusError",
    "Event",
    "Found",
    "Place",
    "Rejected",
    "Remark",
    "Scope",
    "Stamp",
    "Untouched",
]
