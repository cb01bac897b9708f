"""LRU cache of one segment's decoded postings.

Reading a term unpacks its document ids and keys, joins those of a stem's words, or repeats
an article's postings for each of its paragraphs. Frequent terms also have dense keys, one
for each document, so that looking up documents takes one gather.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searchapp.common.lru_cache import LruCache
from searchapp.engine.embedded.format.docid_sets import DocIds, ScratchArray, common_rows
from searchapp.engine.embedded.format.fields import (
    Field,
    Places,
    StemField,
    WordField,
    union_places,
)
from searchapp.engine.embedded.format.postings import Keys, Postings
from searchapp.engine.embedded.format.term_dictionary import TermDictionary

_BYTES_PER_DOCUMENT = 128
"""Size of the cache: 128 MB in a segment of a million paragraphs."""

_MIN_BYTES = 4_000_000

_DENSE_SHARE = 32
"""A term has dense keys if more than 1 / _DENSE_SHARE of the documents contain it."""

Decoded = Postings | Keys | npt.NDArray[np.int32]
T = TypeVar("T", Postings, Keys, npt.NDArray[np.int32])
_Cache = LruCache[tuple[str, str, int], Decoded]


class CachedField:
    """A field of a segment whose decoded postings are cached. Not thread-safe."""

    def __init__(
        self, name: str, field: Field, size: int, cache: _Cache, scratch: ScratchArray
    ) -> None:
        self.field = field
        self.terms: TermDictionary = field.terms
        self.counted = field.counted
        self._name = name
        self._size = size
        self._cache = cache
        self._scratch = scratch

    def _get(self, kind: str, number: int, decode: Callable[[], T]) -> T:
        key = self._name, kind, number
        cached = self._cache.get(key)
        if cached is not None:
            return cached  # type: ignore[return-value]
        decoded = decode()
        self._cache.put(key, decoded)
        return decoded

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        return self._get("postings", number, lambda: self.field.postings(number))

    def derived(self, kind: str, number: int, derive: Callable[[Postings], Postings]) -> Postings:
        """Return what *derive* makes of a term's postings; *kind* names it in the cache."""
        return self._get(kind, number, lambda: derive(self.postings(number)))

    def places(self, number: int, doc_ids: DocIds) -> Places:
        """Return the places of a term in *doc_ids*; see ``Field.places``."""
        field = self.field
        if isinstance(field, WordField):
            return self._word_places(field, number, doc_ids)
        if not isinstance(field, StemField):
            return field.places(number, doc_ids)
        words = CachedField(
            field.word_field.name, field.word_field, self._size, self._cache, self._scratch
        )
        return union_places([words.places(word, doc_ids) for word in field.words(number)])

    def _word_places(self, field: WordField, number: int, doc_ids: DocIds) -> Places:
        postings = self.postings(number)
        rows, rows_in_postings = common_rows(doc_ids, postings.documents, self._scratch)
        if not len(rows):
            return np.empty(0, np.int64)
        starts = self._get("starts", number, postings.starts)
        return field.places_at(
            number, rows, postings.keys.take(rows_in_postings), starts.take(rows_in_postings)
        )

    def dense_keys(self, number: int) -> Callable[[], Keys] | None:
        """Return a function that returns a term's dense keys, or None for a rare term.

        Dense keys are the posting key of each document of the segment, 0 for a document
        without the term.
        """
        if len(self.postings(number)) * _DENSE_SHARE < self._size:
            return None
        return lambda: self._get("dense", number, lambda: self._make_dense(number))

    def _make_dense(self, number: int) -> Keys:
        postings = self.postings(number)
        keys: Keys = np.zeros(self._size, postings.keys.dtype)
        keys[postings.documents] = postings.keys
        return keys


class PostingsCache:
    """The cached fields of one segment of *size* documents, and a scratch array for these."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._cache: _Cache = LruCache(max(_MIN_BYTES, size * _BYTES_PER_DOCUMENT))
        self._fields: dict[str, CachedField] = {}
        self.scratch = ScratchArray(size)

    def field(self, name: str, field: Field) -> CachedField:
        """Return the cached form of *field*, whose name is *name*."""
        if name not in self._fields:
            self._fields[name] = CachedField(name, field, self._size, self._cache, self.scratch)
        return self._fields[name]

    def doc_ids(self, name: str, key: str, compute: Callable[[], DocIds]) -> DocIds:
        """Return the documents that a pattern or range *key* of a field matches."""
        cached = self._cache.get((name, key, -1))
        if cached is not None:
            return cached  # type: ignore[return-value]
        doc_ids = compute()
        self._cache.put((name, key, -1), doc_ids)
        return doc_ids
