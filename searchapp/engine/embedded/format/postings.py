"""Postings of a field: which documents each term is in, how often, and where.

For a field ``F`` with T terms, P postings and W words in a segment of D documents:

    F/terms, F/term_ends       the term dictionary, see term_dictionary.py
    F/starts     [T + 1]       the postings of term t are starts[t]:starts[t + 1]
    F/docs       [P] runs      document numbers, ascending within a term

and for a counted field:

    F/codes      [P] packed    index into ``keys``, whose most frequent ones come first
    F/keys       [K] uint32    frequency << 8 | length of the field, encoded in a byte
    F/pos_starts [T + 1]       the words of term t are pos_starts[t]:pos_starts[t + 1]
    F/positions  [W] packed    positions, posting by posting
    F/lengths    [D] packed    exact length of the field in each document, in words

Runs and packed integers are those of packed_ints.py. A posting's score needs its frequency and
its field's length. Both are in ``keys``, of which a field has a few hundred, so that scoring a
term is a single lookup in a table of scores.

A field in segment_reader.py's ``ARTICLE_FIELDS`` is posted once per article: its documents
are article numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    AscendingRuns,
    AscendingRunsWriter,
    PackedInts,
    offset_type,
    write_packed,
)
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_terms

Documents = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint16 | np.uint32]
"""Frequency << 8 | length byte, in 16 bits if all keys of the field fit."""

GAP = -1
"""Takes a position without a word, between two texts of one field."""

_CODES_PER_COUNT = 1 << 20

_LENGTH_OF_BYTE = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


def length_bytes(lengths: Array) -> npt.NDArray[np.uint8]:
    """Return field *lengths* in words as Whoosh's length bytes, which round them."""
    bytes_ = np.searchsorted(_LENGTH_OF_BYTE, lengths, side="left")
    return np.minimum(bytes_, 255).astype(np.uint8)


def lengths_of_bytes(length_bytes: Array) -> npt.NDArray[np.int64]:
    """Return the rounded lengths in words that *length_bytes* stand for."""
    return _LENGTH_OF_BYTE[length_bytes]


def ranges(starts: Array, counts: Array) -> npt.NDArray[np.int64]:
    """Return ``starts[i], starts[i] + 1, ...``, ``counts[i]`` numbers of each, concatenated."""
    counts = np.asarray(counts, np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(np.asarray(starts, np.int64) - (ends - counts), counts) + np.arange(total)


def offsets(counts: Array) -> npt.NDArray[np.int64]:
    """Return where each of consecutive groups of these sizes starts, and where the last ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


class Vocabulary(dict[bytes, int]):
    """Terms and their numbers; a new term gets the next number when it is looked up."""

    def __missing__(self, term: bytes) -> int:
        number = self[term] = len(self)
        return number


class TokenStream:
    """The words of one field of the documents added so far, as numbers of a vocabulary."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._terms = array("i")
        self._documents = array("i")
        self._counts = array("i")

    def __len__(self) -> int:
        return len(self._terms)

    def numbers(self, terms: Iterable[bytes]) -> list[int]:
        """Return the numbers of *terms*, adding new ones to the vocabulary."""
        return list(map(self.vocabulary.__getitem__, terms))

    def add(self, document: int, terms: list[int]) -> None:
        """Add the words of a document: term numbers or ``GAP``, in order."""
        self._terms.fromlist(terms)
        self._documents.append(document)
        self._counts.append(len(terms))

    def add_many(self, documents: Array, choices: Array, texts: Sequence[list[int]]) -> None:
        """Add the words ``texts[choices[i]]`` to each ``documents[i]``, unless they are none."""
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        words = np.fromiter(chain.from_iterable(texts), np.int32, int(counts.sum()))
        sizes = counts[choices]
        non_empty = np.flatnonzero(sizes)
        terms = words[ranges(offsets(counts)[choices], sizes)]
        self._terms.frombytes(terms.tobytes())
        self._documents.frombytes(documents[non_empty].astype(np.int32).tobytes())
        self._counts.frombytes(sizes[non_empty].astype(np.int32).tobytes())

    def tokens(self) -> tuple[Array, Array, Array]:
        """Return all term numbers, and the document and the word count of each text added."""
        terms = np.frombuffer(self._terms, np.int32)
        documents = np.frombuffer(self._documents, np.int32)
        return terms, documents, np.frombuffer(self._counts, np.int32)

    def write(self, file: ArrayFileWriter, field: str, documents: int, *, counted: bool) -> None:
        """Write the field's postings in *documents* documents; positions only if *counted*."""
        terms = sorted(self.vocabulary)
        ranks, owners, positions = self._sorted_words(terms)
        first = np.ones(len(ranks), np.bool_)
        first[1:] = (ranks[1:] != ranks[:-1]) | (owners[1:] != owners[:-1])
        postings = np.flatnonzero(first)
        write_terms(file, field, terms)
        starts = offsets(np.bincount(ranks[postings], minlength=len(terms)))
        file.put(f"{field}/starts", starts, offset_type(starts))
        runs = AscendingRunsWriter(file, f"{field}/docs", documents, len(postings))
        runs.append(owners[postings], ranks[postings])
        runs.end()
        if not counted:
            return
        lengths = np.bincount(owners, minlength=documents)
        frequencies = np.diff(np.append(postings, len(ranks))).astype(np.uint32)
        keys = (frequencies << np.uint32(8)) | length_bytes(lengths)[owners[postings]]
        key_table, places, uses = np.unique(keys, return_inverse=True, return_counts=True)
        codes, key_table = order_by_use(key_table, uses)
        write_packed(file, f"{field}/codes", codes[places])
        file.put(f"{field}/keys", key_table, np.uint32)
        pos_starts = offsets(np.bincount(ranks, minlength=len(terms)))
        file.put(f"{field}/pos_starts", pos_starts, offset_type(pos_starts))
        write_packed(file, f"{field}/positions", positions)
        write_packed(file, f"{field}/lengths", lengths)

    def _sorted_words(self, sorted_terms: list[bytes]) -> tuple[Array, Array, Array]:
        """Return all words ordered by term: the term's rank, the document, and the position."""
        terms, documents, sizes = self.tokens()
        owners = np.repeat(documents, sizes)
        positions = np.arange(len(terms)) - np.repeat(offsets(sizes)[:-1], sizes)
        is_word = terms != GAP
        if not is_word.all():
            terms, owners, positions = terms[is_word], owners[is_word], positions[is_word]
        rank = np.empty(len(sorted_terms), np.uint32)
        rank[self.numbers(sorted_terms)] = np.arange(len(sorted_terms), dtype=np.uint32)
        ranks = rank[terms]
        order = _stable_order(ranks)
        return ranks[order], owners[order], positions[order]


def order_by_use(key_table: Keys, uses: Array) -> tuple[npt.NDArray[np.int64], Keys]:
    """Return each key's place among those ordered by *uses*, and the ordered keys."""
    by_use = np.argsort(-uses, kind="stable")
    places = np.empty(len(key_table), np.int64)
    places[by_use] = np.arange(len(key_table))
    return places, key_table[by_use]


def _stable_order(ranks: npt.NDArray[np.uint32]) -> Array:
    # numpy sorts 16 bits by radix: two such passes beat one sort of 32 bits.
    low = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    if not len(ranks) or ranks.max() < 1 << 16:
        return low
    return low[np.argsort((ranks >> 16).astype(np.uint16)[low], kind="stable")]


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term: its documents, ascending, and the key of each."""

    documents: Documents
    keys: Keys

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return self.documents.nbytes + self.keys.nbytes

    def starts(self) -> npt.NDArray[np.int32]:
        """Return where the positions of each posting start, among those of the term."""
        starts: npt.NDArray[np.int32] = np.cumsum(self.keys >> 8, dtype=np.int32)
        starts -= (self.keys >> 8).astype(np.int32)
        return starts

    @property
    def frequencies(self) -> npt.NDArray[np.int64]:
        """How often the term occurs in each document."""
        return (self.keys >> 8).astype(np.int64)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The length of the field in each document, in words, rounded by its length byte."""
        return lengths_of_bytes(self.keys & 255)


class FieldPostings:
    """The postings of one field of one segment, read from its file on demand."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.field = field
        self._file = file
        self.terms = TermDictionary(file, field)
        self._starts = file.array(f"{field}/starts")
        self._documents = AscendingRuns(file, f"{field}/docs")
        self.counted = f"{field}/codes" in file
        if self.counted:
            self._codes = PackedInts(file, f"{field}/codes")
            keys = file.array(f"{field}/keys")
            self._keys = keys.astype(np.uint16) if keys.max(initial=0) < 1 << 16 else keys
            self._pos_starts = file.array(f"{field}/pos_starts")
            self._positions = PackedInts(file, f"{field}/positions")
            self._lengths = PackedInts(file, f"{field}/lengths")

    @property
    def words(self) -> int:
        """The number of words of the field in all documents together."""
        return len(self._positions) if self.counted else 0

    def document_frequency(self, number: int) -> int:
        """Return the number of documents of a term, deleted ones included."""
        return int(self._starts[number + 1]) - int(self._starts[number])

    def documents(self, first: int, last: int | None = None) -> Documents:
        """Return the documents of the term *first*, or of those from *first* up to *last*."""
        stop = self._starts[(first if last is None else last - 1) + 1]
        return self._documents.slice(int(self._starts[first]), int(stop))

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        documents = self.documents(number)
        if not self.counted:
            return Postings(documents, np.full(len(documents), 1 << 8, np.uint16))
        return Postings(documents, self.keys(number, number + 1))

    def keys(self, first: int, last: int) -> Keys:
        """Return the keys of the terms *first* up to *last*, posting by posting."""
        return self._keys.take(self.codes(first, last))

    def codes(self, first: int, last: int) -> Array:
        """Return the codes of the terms *first* up to *last*: the places of keys in the table."""
        return self._codes.slice(int(self._starts[first]), int(self._starts[last]))

    def code_counts(self) -> npt.NDArray[np.int64]:
        """Return the number of postings with each key of the table."""
        counts = np.zeros(len(self._keys), np.int64)
        for start in range(0, len(self._codes), _CODES_PER_COUNT):
            codes = self._codes.slice(start, min(start + _CODES_PER_COUNT, len(self._codes)))
            counts += np.bincount(codes, minlength=len(counts))
        return counts

    def positions(self, first: int, last: int) -> Array:
        """Return the positions of the terms *first* up to *last*, posting by posting."""
        return self._positions.slice(int(self._pos_starts[first]), int(self._pos_starts[last]))

    def positions_at(self, number: int, rows: npt.NDArray[np.integer]) -> Array:
        """Return some positions of a term: those at *rows* among all of its positions."""
        start, stop = int(self._pos_starts[number]), int(self._pos_starts[number + 1])
        return self._positions.take(start, stop, rows)

    def starts(self) -> Array:
        """Return where the postings of each term start, and where the last ones end."""
        return self._starts

    def pos_starts(self) -> Array:
        """Return where the positions of each term start, and where the last ones end."""
        return self._pos_starts

    def key_table(self) -> Keys:
        """Return the field's table of keys, which codes refer to."""
        return self._keys

    def packed_types(self) -> tuple[np.dtype[np.unsignedinteger], np.dtype[np.unsignedinteger]]:
        """Return the packed types of positions and of lengths."""
        return self._positions.type, self._lengths.type

    def lengths(self) -> Array:
        """Return the exact length of the field in each document, in words."""
        return self._lengths.slice(0, len(self._lengths))
