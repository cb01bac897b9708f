"""Segment: part of an index in one array file, with consecutive articles and paragraphs.

The file holds stored documents (stored_fields.py), the postings of each field (postings.py,
fields.py) and columns. Documents are paragraphs, numbered from 0. For A articles with D
paragraphs:

    article/first    [A + 1]   the paragraphs of article a are first[a]:first[a + 1]
    article/day      [A] int32 its day as ``date.toordinal()``, or -1
    column/number    [D]       the paragraph's number in its article, from 1
    column/wording   [D] u64   a hash of the paragraph's words, or 0 (write/text_hashes.py)
    entered/times    [T] int64 the different times at which paragraphs first entered the index,
                               ascending, in seconds since 1970, UTC
    column/entered   [D]       the place of the paragraph's time in ``entered/times``

A second file beside it has the values that filters and facets use (facet_values.py).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.fields import ArticleField, Field, StemField, WordField
from searchapp.engine.embedded.format.postings_cache import PostingsCache
from searchapp.engine.embedded.format.stored_fields import StoredReader

NO_DAY = -1
"""The day of an undated article."""

MAX_CACHED_EXPANSION = 2_000
"""The words of a pattern that are cached; one with more is expanded anew."""

_CACHED_EXPANSIONS = 64

COUNTED_FIELDS = ("exact", "title_exact", "speaker_name", "mention_name", "role", "author")
"""Fields with frequencies, lengths and positions."""

VALUE_FIELDS = (
    *("article", "speakers", "quotation", "speech", "refusal", "speaker_role"),
    *("source", "date"),
)
"""Fields whose values are terms, without frequencies and positions."""

ARTICLE_FIELDS = frozenset({"title", "title_exact", "author", "article", "source", "date"})
"""Fields that the paragraphs of an article share, posted once per article."""

STEMMED_FIELDS = {"text": "exact", "title": "title_exact"}
"""Fields of stems, each with the field of the words that are stemmed; see fields.py."""


class SegmentReader:
    """An open segment; its fields are opened on demand.

    Raises ``ArrayFileError`` for damage, here and in each method.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.documents: int = self.file.extra["documents"]
        self.stored = StoredReader(self.file)
        self.postings_cache = PostingsCache(self.documents)
        self.expansions: LRUCache[str, tuple[bytes, ...]] = LRUCache(_CACHED_EXPANSIONS)
        """The words that patterns and fuzzy words expanded to lately."""
        self._posted: dict[str, WordField | StemField | None] = {}
        self._fields: dict[str, Field | None] = {}
        self._columns: dict[str, npt.NDArray[np.int32]] = {}

    @cached_property
    def article_starts(self) -> Array:
        """Where the paragraphs of each article start, and where the last ones end."""
        return self.file.array("article/first")

    def column(self, name: str) -> npt.NDArray[np.int32]:
        """Return a column by document: ``day``, ``number`` or ``entered``."""
        if name not in self._columns:
            if name == "day":
                column = np.repeat(self.file.array("article/day"), np.diff(self.article_starts))
            else:
                column = self.file.array(f"column/{name}").astype(np.int32)
            self._columns[name] = column
        return self._columns[name]

    def text_hashes(self) -> npt.NDArray[np.uint64]:
        """Return the text hash of each document, 0 for one with few words."""
        return self.file.array("column/wording")

    def added_at(self) -> npt.NDArray[np.int64]:
        """Return when each document first entered the index, in seconds since 1970, UTC."""
        times: npt.NDArray[np.int64] = self.file.array("entered/times")
        return times[self.column("entered")]

    def field_names(self) -> list[str]:
        """Return the names of the fields that have terms, in order."""
        return sorted(
            name.removesuffix("/terms") for name in self.file.names() if name.endswith("/terms")
        )

    def field(self, name: str) -> Field | None:
        """Return a field by document, or None if it has no term."""
        if name not in self._fields:
            posted = self._posted_field(name)
            if posted is not None and name in ARTICLE_FIELDS:
                self._fields[name] = ArticleField(posted, self.article_starts)
            else:
                self._fields[name] = posted
        return self._fields[name]

    def word_field(self, name: str) -> WordField | None:
        """Return a field as it is posted, by document or by article, or None if it has no term."""
        field = self._posted_field(name)
        return field if isinstance(field, WordField) else None

    def document_frequency(self, word: str) -> int:
        """Return the number of documents that contain a folded word, deleted ones included."""
        field = self.word_field("exact")
        number = field.terms.find(word.encode()) if field else -1
        return field.document_frequency(number) if field and number >= 0 else 0

    def _posted_field(self, name: str) -> WordField | StemField | None:
        if name not in self._posted:
            self._posted[name] = self._open(name)
        return self._posted[name]

    def _open(self, name: str) -> WordField | StemField | None:
        if f"{name}/terms" not in self.file:
            return None
        if name not in STEMMED_FIELDS:
            return WordField(self.file, name)
        words = self.word_field(STEMMED_FIELDS[name])
        return StemField(self.file, name, words) if words else None


def put_added_at(file: ArrayFileWriter, added_at: npt.NDArray[np.int64]) -> None:
    """Write when each document first entered the index, in seconds since 1970, UTC.

    There are few different times, since all documents of one commit share theirs.
    """
    times, places = np.unique(added_at, return_inverse=True)
    file.put("entered/times", times)
    file.put("column/entered", places, np.min_scalar_type(len(times)))
