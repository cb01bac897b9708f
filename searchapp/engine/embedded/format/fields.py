"""Fields of a segment as they are searched: words, values, and stems over words.

A field of stems ``F`` over a field of words, with S stems and T words:

    F/terms, F/term_ends      the stems, see term_dictionary.py
    F/word_starts [S + 1]     the words of stem s are words[word_starts[s]:word_starts[s + 1]]
    F/words       [T] int32   term numbers in the field of words

It has no postings of its own: those of a stem are the union of its words' postings.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.docid_sets import Rows, common_rows, first_occurrences
from searchapp.engine.embedded.format.packed_ints import offset_type
from searchapp.engine.embedded.format.postings import (
    Documents,
    FieldPostings,
    Keys,
    Postings,
    offsets,
    ranges,
)
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_terms
from searchapp.query import analysis

Places = npt.NDArray[np.int64]
"""Places of words: ``row << POSITION_BITS | position``, ascending."""

POSITION_BITS = 21
"""Bits of a position in ``Places``; longer texts are not indexed."""


class Field(Protocol):
    """A field of a segment. Terms are referred to by their number in the term dictionary."""

    terms: TermDictionary
    """The field's terms."""

    counted: bool
    """Whether frequencies, lengths and positions are known."""

    @property
    def total_length(self) -> int:
        """The number of words of the field in all documents together."""
        ...

    def document_frequency(self, number: int) -> int:
        """Return the number of documents of a term, deleted ones included."""
        ...

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of the terms *first* up to *last*, one term after another."""
        ...

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        ...

    def places(self, number: int, documents: Documents) -> Places:
        """Return the places of a term in *documents*, which are ascending.

        The row of a place is that of its document in *documents*. The term need not be in all
        of them.
        """
        ...

    def lengths(self) -> Array:
        """Return the exact length of the field in each document, in words."""
        ...


class WordField:
    """A field whose terms have postings of their own."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._postings = FieldPostings(file, name)
        self.name = name
        self.terms = self._postings.terms
        self.counted = self._postings.counted

    @property
    def total_length(self) -> int:
        """The number of words of the field in all documents together."""
        return self._postings.words

    def document_frequency(self, number: int) -> int:
        """Return the number of documents of a term, deleted ones included."""
        return self._postings.document_frequency(number)

    def document_frequencies(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Return the number of documents of each of the terms *first* up to *last*."""
        starts: npt.NDArray[np.int64] = self._postings.starts()[first : last + 1].astype(np.int64)
        return starts[1:] - starts[:-1]

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        return self._postings.postings(number)

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of the terms *first* up to *last*, one term after another."""
        return self._postings.documents(first, last)

    def places(self, number: int, documents: Documents) -> Places:
        """Return the places of a term in *documents*; see ``Field.places``."""
        postings = self.postings(number)
        rows, at = common_rows(documents, postings.documents)
        return self.places_at(number, rows, postings.keys.take(at), postings.starts().take(at))

    def places_at(self, number: int, rows: Rows, keys: Keys, starts: Array) -> Places:
        """Return the places in some of a term's postings.

        Each posting is given by the row that its places get, by its key, and by where its
        positions start among those of the term.
        """
        frequencies = keys >> 8
        if int(frequencies.max(initial=1)) > 1:
            rows = np.repeat(rows, frequencies)
            starts = ranges(starts, frequencies)
        places = rows.astype(np.int64) << POSITION_BITS
        places |= self._postings.positions_at(number, starts)
        return places

    def lengths(self) -> Array:
        """Return the exact length of the field in each document, in words."""
        return self._postings.lengths()


def union_postings(parts: list[Postings]) -> Postings:
    """Return the union of several terms' postings; the frequencies in a document are added."""
    keys = np.concatenate([part.keys for part in parts])
    # Each part is ascending, and a stable sort merges ascending runs.
    entries = np.concatenate([part.documents for part in parts]).astype(np.int64) << 32
    entries |= keys
    entries.sort(kind="stable")
    documents = (entries >> 32).astype(np.int32)
    keys = entries.astype(np.uint32)
    first = first_occurrences(documents)
    if len(first) < len(documents):
        # All keys of a document have the same length byte.
        frequencies = np.add.reduceat(keys >> np.uint32(8), first)
        keys = (frequencies << np.uint32(8)) | (keys.take(first) & np.uint32(255))
        documents = documents.take(first)
    if keys.max(initial=0) < 1 << 16:
        return Postings(documents, keys.astype(np.uint16))
    return Postings(documents, keys)


def union_places(parts: list[Places]) -> Places:
    """Return the places of several terms, ascending."""
    if len(parts) == 1:
        return parts[0]
    places = np.concatenate(parts)
    places.sort(kind="stable")
    return places


class StemField:
    """A field of stems: the postings of a stem are the union of its words' postings.

    Most stems have one word, whose postings are used as they are.
    """

    counted = True

    def __init__(self, file: ArrayFile, name: str, words: WordField) -> None:
        self.name = name
        self.terms = TermDictionary(file, name)
        self.word_field = words
        self._starts = file.array(f"{name}/word_starts")
        self._numbers = file.array(f"{name}/words")
        # The document frequencies of stems with several words, 0 while unknown.
        self._frequencies = np.zeros(len(self.terms), np.int32)

    @property
    def total_length(self) -> int:
        """The number of words of the field in all documents together."""
        return self.word_field.total_length

    def words(self, number: int) -> list[int]:
        """Return the numbers of a stem's words, in the field of words."""
        numbers: list[int] = self._numbers[self._starts[number] : self._starts[number + 1]].tolist()
        return numbers

    def document_frequency(self, number: int) -> int:
        """Return the number of documents of a term, deleted ones included."""
        words = self.words(number)
        if len(words) == 1:
            return self.word_field.document_frequency(words[0])
        return int(self._frequencies[number]) or len(self.postings(number))

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of the terms *first* up to *last*, one term after another."""
        parts = [self.postings(number).documents for number in range(first, last)]
        return np.concatenate([np.empty(0, np.int32), *parts])

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        words = self.words(number)
        if len(words) == 1:
            return self.word_field.postings(words[0])
        postings = union_postings([self.word_field.postings(word) for word in words])
        self._frequencies[number] = len(postings)
        return postings

    def places(self, number: int, documents: Documents) -> Places:
        """Return the places of a term in *documents*; see ``Field.places``."""
        words = self.words(number)
        return union_places([self.word_field.places(word, documents) for word in words])

    def lengths(self) -> Array:
        """Return the exact length of the field in each document, in words."""
        return self.word_field.lengths()


def write_stems(file: ArrayFileWriter, field: str, words: list[bytes]) -> None:
    """Write the field *field* of stems over a field whose terms are *words*, in byte order."""
    words_of: dict[str, list[int]] = {}
    for number, stem in enumerate(analysis.stems(word.decode() for word in words)):
        words_of.setdefault(stem, []).append(number)
    # Strings sort as their UTF-8 does.
    stems = sorted(words_of)
    starts = offsets(np.fromiter((len(words_of[stem]) for stem in stems), np.int64, len(stems)))
    numbers = np.fromiter((number for stem in stems for number in words_of[stem]), np.int32)
    write_terms(file, field, [stem.encode() for stem in stems])
    file.put(f"{field}/word_starts", starts, offset_type(starts))
    file.put(f"{field}/words", numbers, np.int32)


class ArticleField:
    """A field that is posted once per article, as a field of the articles' paragraphs.

    The paragraphs of article a are the documents ``article_starts[a]:article_starts[a + 1]``.
    """

    def __init__(self, articles: WordField | StemField, article_starts: Array) -> None:
        self.articles = articles
        self.name = articles.name
        self.terms = articles.terms
        self.counted = articles.counted
        self._starts = article_starts.astype(np.int64)
        self._sizes = np.diff(self._starts)

    @cached_property
    def total_length(self) -> int:
        """The number of words of the field in all documents together."""
        if not self.counted:
            return 0
        return int(np.dot(self.articles.lengths().astype(np.int64), self._sizes))

    def document_frequency(self, number: int) -> int:
        """Return the number of documents of a term, deleted ones included."""
        return int(self._sizes[self.articles.documents(number, number + 1)].sum())

    def _paragraphs(self, articles: Documents) -> Documents:
        return ranges(self._starts[articles], self._sizes[articles]).astype(np.int32)

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of the terms *first* up to *last*, one term after another."""
        return self._paragraphs(self.articles.documents(first, last))

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        postings = self.articles.postings(number)
        keys = np.repeat(postings.keys, self._sizes[postings.documents])
        return Postings(self._paragraphs(postings.documents), keys)

    def places(self, number: int, documents: Documents) -> Places:
        """Return the places of a term in *documents*; see ``Field.places``."""
        owners = np.searchsorted(self._starts, documents, side="right") - 1
        articles, rows = np.unique(owners, return_inverse=True)
        places = self.articles.places(number, articles.astype(np.int32))
        starts = np.searchsorted(places, np.arange(len(articles) + 1) << POSITION_BITS)
        counts = np.diff(starts)[rows]
        positions = places[ranges(starts[rows], counts)] & ((1 << POSITION_BITS) - 1)
        return (np.repeat(np.arange(len(documents)), counts) << POSITION_BITS) | positions

    def lengths(self) -> Array:
        """Return the exact length of the field in each document, in words."""
        return np.repeat(self.articles.lengths(), self._sizes)
