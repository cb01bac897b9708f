"""What a segment holds, by name, and a segment that is open for reading.

One file holds a segment: its stored documents (storage.py), the postings of its fields
(postings.py), and its columns. Articles are numbered as they come; of A articles with D
paragraphs:

    article/first    [A + 1]   the paragraphs of article a are documents first[a]:first[a + 1]
    article/day      [A] int32 the day as ``date.toordinal()``, or -1
    column/number    [D]       each paragraph's number in its article
    column/wording   [D] u64   a hash of each paragraph's words (copies.py), 0 for too few
    entered/times    [T] int64 the moments at which paragraphs first entered the index,
                               ascending, in seconds since 1970, UTC
    column/entered   [D]       the place in ``entered/times`` of each paragraph's

The values that filters and facets look at lie in a file beside it (values.py).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.fields import ArticleField, Field, StemField, WordField
from searchapp.engine.embedded.format.stored_fields import StoredReader
from searchapp.engine.embedded.search.postings_cache import PostingsCache

NO_DAY = -1
"""The day number of an undated paragraph."""

COUNTED_FIELDS = ("exact", "title_exact", "speaker_name", "mention_name", "role", "author")
"""Fields whose words are counted and have positions."""

VALUE_FIELDS = (
    *("article", "speakers", "quotation", "speaker_quotation", "speaker_role"),
    *("source", "date"),
)
"""Fields whose values are terms, as they are."""

ARTICLE_FIELDS = frozenset({"title", "title_exact", "author", "article", "source", "date"})
"""Fields that all paragraphs of an article share: they are posted once for the article."""

STEMMED_FIELDS = {"text": "exact", "title": "title_exact"}
"""Fields of stems, and the field whose words they are the stems of.

They have no postings of their own: a stem's postings are those of its words.
"""


class SegmentReader:
    """A segment that is open for reading; fields are opened when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.documents: int = self.file.extra["documents"]
        self.stored = StoredReader(self.file)
        self.held = PostingsCache(self.documents)
        self._posted: dict[str, WordField | StemField | None] = {}
        self._fields: dict[str, Field | None] = {}
        self._columns: dict[str, npt.NDArray[np.int32]] = {}

    @cached_property
    def first(self) -> Array:
        """Where the paragraphs of each article start, and where the last one's end."""
        return self.file.array("article/first")

    def column(self, name: str) -> npt.NDArray[np.int32]:
        """Return a number for each document: ``day``, ``number`` or ``entered``."""
        if name not in self._columns:
            if name == "day":
                column = np.repeat(self.file.array("article/day"), np.diff(self.first))
            else:
                column = self.file.array(f"column/{name}").astype(np.int32)
            self._columns[name] = column
        return self._columns[name]

    def wordings(self) -> npt.NDArray[np.uint64]:
        """Return the hash of each document's words, 0 for too few."""
        return self.file.array("column/wording")

    def entered(self) -> npt.NDArray[np.int64]:
        """Return when each document first entered the index, in seconds since 1970, UTC."""
        times: npt.NDArray[np.int64] = self.file.array("entered/times")
        return times[self.column("entered")]

    def field_names(self) -> list[str]:
        """Return the names of the fields that have terms, in order."""
        return sorted(
            name.removesuffix("/terms") for name in self.file.names() if name.endswith("/terms")
        )

    def field(self, name: str) -> Field | None:
        """Return a field by document, or None where it has no term.

        Raises ``ArrayFileError``.
        """
        if name not in self._fields:
            posted = self._posted_field(name)
            if posted is not None and name in ARTICLE_FIELDS:
                self._fields[name] = ArticleField(posted, self.first)
            else:
                self._fields[name] = posted
        return self._fields[name]

    def words(self, name: str) -> WordField | None:
        """Return a field as it is posted, by document or by article, or None without a term."""
        field = self._posted_field(name)
        return field if isinstance(field, WordField) else None

    def _posted_field(self, name: str) -> WordField | StemField | None:
        if name not in self._posted:
            self._posted[name] = self._open(name)
        return self._posted[name]

    def _open(self, name: str) -> WordField | StemField | None:
        if f"{name}/terms" not in self.file:
            return None
        if name not in STEMMED_FIELDS:
            return WordField(self.file, name)
        words = self.words(STEMMED_FIELDS[name])
        return StemField(self.file, name, words) if words else None


def put_added_at(file: ArrayFileWriter, added_at: npt.NDArray[np.int64]) -> None:
    """Write when each document first entered the index, in seconds since 1970, UTC.

    There are few different times, since all documents of one commit share theirs.
    """
    times, places = np.unique(added_at, return_inverse=True)
    file.put("entered/times", times)
    file.put("column/entered", places, np.min_scalar_type(len(times)))
