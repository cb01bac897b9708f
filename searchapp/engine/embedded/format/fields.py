"""The fields of a segment as they are searched: words, values, and stems over words."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import narrow
from searchapp.engine.embedded.format.postings import (
    Documents,
    FieldPostings,
    Keys,
    Postings,
    offsets,
    ranges,
)
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_lexicon
from searchapp.engine.embedded.search.docid_sets import Rows, first_of_each, rows_in
from searchapp.query import analysis

Places = npt.NDArray[np.int64]

POSITION_BITS = 21
"""A place in a text is ``row << POSITION_BITS | position``; longer texts are not indexed."""


class Field(Protocol):
    """A field of a segment. Terms go by number, which is their place in the lexicon."""

    lexicon: TermDictionary
    """The field's terms."""

    counted: bool
    """Whether frequencies, lengths and positions are known."""

    @property
    def total_length(self) -> int:
        """How many words the field has in all documents together."""
        ...

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        ...

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of terms *first* up to *last*, one term after the other."""
        ...

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        ...

    def places(self, number: int, documents: Documents) -> Places:
        """Return where a term stands in *documents*, as ascending ``POSITION_BITS`` places.

        The row of a place is that of its document in *documents*, which are ascending and
        may hold some in which the term does not stand.
        """
        ...

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        ...


class WordField:
    """A field whose terms have postings of their own."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._postings = FieldPostings(file, name)
        self.name = name
        self.lexicon = self._postings.lexicon
        self.counted = self._postings.counted

    @property
    def total_length(self) -> int:
        """How many words the field has in all documents together."""
        return self._postings.words

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return self._postings.document_frequency(number)

    def document_frequencies(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Return in how many documents each of the terms *first* up to *last* stands."""
        starts: npt.NDArray[np.int64] = self._postings.starts()[first : last + 1].astype(np.int64)
        return starts[1:] - starts[:-1]

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        return self._postings.postings(number)

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of terms *first* up to *last*, one term after the other."""
        return self._postings.documents(first, last)

    def places(self, number: int, documents: Documents) -> Places:
        """Return where a term stands in *documents*; see ``Field.places``."""
        postings = self.postings(number)
        rows, at = rows_in(documents, postings.documents)
        return self.places_at(number, rows, postings.keys.take(at), postings.starts().take(at))

    def places_at(self, number: int, rows: Rows, keys: Keys, starts: Array) -> Places:
        """Return the places of some postings of a term.

        They are given by the row that each place is to have, by their keys, and by where
        their positions start among those of the term.
        """
        frequencies = keys >> 8
        if int(frequencies.max(initial=1)) > 1:
            rows = np.repeat(rows, frequencies)
            starts = ranges(starts, frequencies)
        places = rows.astype(np.int64) << POSITION_BITS
        places |= self._postings.positions_at(number, starts)
        return places

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        return self._postings.lengths()


def joined_postings(parts: list[Postings]) -> Postings:
    """Return the postings of any of several terms together; frequencies add up."""
    keys = np.concatenate([part.keys for part in parts])
    # Each part ascends, and a stable sort merges ascending runs.
    both = np.concatenate([part.documents for part in parts]).astype(np.int64) << 32
    both |= keys
    both.sort(kind="stable")
    documents = (both >> 32).astype(np.int32)
    keys = both.astype(np.uint32)
    first = first_of_each(documents)
    if len(first) < len(documents):
        # The length byte is the same in each of a document's keys.
        frequencies = np.add.reduceat(keys >> np.uint32(8), first)
        keys = (frequencies << np.uint32(8)) | (keys.take(first) & np.uint32(255))
        documents = documents.take(first)
    if keys.max(initial=0) < 1 << 16:
        return Postings(documents, keys.astype(np.uint16))
    return Postings(documents, keys)


class StemField:
    """A field of stems: a stem's postings are those of its words, joined.

    Most stems have one word and cost nothing more.
    """

    counted = True

    def __init__(self, file: ArrayFile, name: str, words: WordField) -> None:
        self.name = name
        self.lexicon = TermDictionary(file, name)
        self._words = words
        self._starts = file.array(f"{name}/word_starts")
        self._numbers = file.array(f"{name}/words")
        # In how many documents a stem of several words stands, where that has been asked.
        self._frequencies: dict[int, int] = {}

    @property
    def total_length(self) -> int:
        """How many words the field has in all documents together."""
        return self._words.total_length

    def words(self, number: int) -> list[int]:
        """Return the numbers of a stem's words, in the field of words."""
        numbers: list[int] = self._numbers[self._starts[number] : self._starts[number + 1]].tolist()
        return numbers

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        words = self.words(number)
        if len(words) == 1:
            return self._words.document_frequency(words[0])
        known = self._frequencies.get(number)
        return len(self.postings(number)) if known is None else known

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of terms *first* up to *last*, one term after the other."""
        parts = [self.postings(number).documents for number in range(first, last)]
        return np.concatenate([np.empty(0, np.int32), *parts])

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        words = self.words(number)
        if len(words) == 1:
            return self._words.postings(words[0])
        joined = joined_postings([self._words.postings(word) for word in words])
        self._frequencies[number] = len(joined)
        return joined

    def places(self, number: int, documents: Documents) -> Places:
        """Return where a term stands in *documents*; see ``Field.places``."""
        words = self.words(number)
        if len(words) == 1:
            return self._words.places(words[0], documents)
        places = np.concatenate([self._words.places(word, documents) for word in words])
        places.sort()
        return places

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        return self._words.lengths()


class ArticleField:
    """A field that is posted once an article, as a field of the articles' paragraphs.

    The paragraphs of article a are the documents ``first[a]:first[a + 1]``.
    """

    def __init__(self, articles: WordField | StemField, first: Array) -> None:
        self.articles = articles
        self.name = articles.name
        self.lexicon = articles.lexicon
        self.counted = articles.counted
        self._first = first.astype(np.int64)
        self._sizes = np.diff(self._first)

    @cached_property
    def total_length(self) -> int:
        """How many words the field has in all documents together."""
        if not self.counted:
            return 0
        return int(np.dot(self.articles.lengths().astype(np.int64), self._sizes))

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return int(self._sizes[self.articles.documents(number, number + 1)].sum())

    def _paragraphs(self, articles: Documents) -> Documents:
        return ranges(self._first[articles], self._sizes[articles]).astype(np.int32)

    def documents(self, first: int, last: int) -> Documents:
        """Return the documents of terms *first* up to *last*, one term after the other."""
        return self._paragraphs(self.articles.documents(first, last))

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        found = self.articles.postings(number)
        keys = np.repeat(found.keys, self._sizes[found.documents])
        return Postings(self._paragraphs(found.documents), keys)

    def places(self, number: int, documents: Documents) -> Places:
        """Return where a term stands in *documents*; see ``Field.places``."""
        owners = np.searchsorted(self._first, documents, side="right") - 1
        articles, rows = np.unique(owners, return_inverse=True)
        found = self.articles.places(number, articles.astype(np.int32))
        starts = np.searchsorted(found, np.arange(len(articles) + 1) << POSITION_BITS)
        counts = np.diff(starts)[rows]
        positions = found[ranges(starts[rows], counts)] & ((1 << POSITION_BITS) - 1)
        return (np.repeat(np.arange(len(documents)), counts) << POSITION_BITS) | positions

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        return np.repeat(self.articles.lengths(), self._sizes)


def write_stems(file: ArrayFileWriter, field: str, words: list[bytes]) -> None:
    """Write the field *field* of stems over a field whose terms are *words*, in order."""
    words_of: dict[str, list[int]] = {}
    for number, stem in enumerate(analysis.stems(word.decode() for word in words)):
        words_of.setdefault(stem, []).append(number)
    # Strings sort as their UTF-8 does.
    stems = sorted(words_of)
    starts = offsets(np.fromiter((len(words_of[stem]) for stem in stems), np.int64, len(stems)))
    numbers = np.fromiter((number for stem in stems for number in words_of[stem]), np.int32)
    write_lexicon(file, field, [stem.encode() for stem in stems])
    file.put(f"{field}/word_starts", starts, narrow(starts))
    file.put(f"{field}/words", numbers, np.int32)
