"""What a segment holds, by name, and a segment that is open for reading.

One file holds a segment: its stored documents (storage.py), the postings of its fields
(postings.py), and its columns, one int32 for each document:

    column/number    the paragraph's number in its article
    column/day       the day as ``date.toordinal()``, or -1

The values that filters and facets look at lie in a file beside it (values.py).
"""

from __future__ import annotations

from pathlib import Path

from searchapp.engine.embedded.arrayfile import Array, ArrayFile
from searchapp.engine.embedded.held import Held
from searchapp.engine.embedded.storage import StoredReader
from searchapp.engine.embedded.terms import Field, StemField, WordField

NO_DAY = -1
"""The day number of an undated paragraph."""

COUNTED_FIELDS = ("exact", "title_exact", "speaker_name", "role", "author")
"""Fields whose words are counted and have positions."""

VALUE_FIELDS = (
    *("id", "article", "speakers", "quotation", "speaker_quotation", "speaker_role"),
    *("source", "date"),
)
"""Fields whose values are terms, as they are."""

STEMMED_FIELDS = {"text": "exact", "title": "title_exact"}
"""Fields of stems, and the field whose words they are the stems of.

They have no postings of their own: a stem's postings are those of its words.
"""


class SegmentFile:
    """A segment that is open for reading; fields are opened when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.documents: int = self.file.extra["documents"]
        self.stored = StoredReader(self.file)
        self.held = Held(self.documents)
        self._fields: dict[str, WordField | StemField | None] = {}

    def column(self, name: str) -> Array:
        """Return a column: a number for each document."""
        return self.file.array(f"column/{name}")

    def field_names(self) -> list[str]:
        """Return the names of the fields that have terms, in order."""
        return sorted(
            name.removesuffix("/terms") for name in self.file.names() if name.endswith("/terms")
        )

    def words(self, name: str) -> WordField | None:
        """Return a field that has postings of its own, or None where it has no term."""
        field = self.field(name)
        return field if isinstance(field, WordField) else None

    def field(self, name: str) -> Field | None:
        """Return a field, or None where it has no term. Raises ``ArrayFileError``."""
        if name not in self._fields:
            self._fields[name] = self._open(name)
        return self._fields[name]

    def _open(self, name: str) -> WordField | StemField | None:
        if f"{name}/terms" not in self.file:
            return None
        if name not in STEMMED_FIELDS:
            return WordField(self.file, name)
        words = self.words(STEMMED_FIELDS[name])
        return StemField(self.file, name, words, self.documents) if words else None
